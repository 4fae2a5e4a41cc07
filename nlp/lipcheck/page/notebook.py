"""A report as a notebook shows it: the same highlighting as the inbox page, one fragment of HTML that runs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lipcheck.highlight import MARKS, pieces, visible
from lipcheck.page.inbox import asset, environment
from lipcheck.wording import URGENCIES, WHAT_IT_IS_NOT, WITHIN, urgency_of

if TYPE_CHECKING:
    from lipcheck.report import Report


def report_html(report: Report) -> str:
    """The report as HTML; every word of the message is escaped."""
    record = report.to_dict()
    cut = pieces(record)
    told = {flag.why for flag in report.red_flags if flag.active}
    return (
        environment()
        .get_template("notebook.html")
        .render(
            report=report,
            style=asset("marks.css") + asset("notebook.css"),
            urgency=urgency_of(record),
            urgencies=URGENCIES,
            within=WITHIN.get(report.within or ""),
            pieces=cut,
            used={mark for _, mark in cut},
            marks=MARKS,
            flags=[flag for flag in report.red_flags if flag.active],
            reasons=[visible(reason) for reason in report.reasons if reason not in told],
            causes=[cause for n, cause in enumerate(report.causes) if n == 0 or cause.probability >= 0.05],
            what_it_is_not=WHAT_IT_IS_NOT,
        )
    )

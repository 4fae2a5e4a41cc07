"""Checks the labelled data: ``python -m training lint``. Ids, markup, labels against ``data/LABELS.md``, texts told twice.

A problem names file, line and id, never words of the message.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from lipcheck.errors import InputError, KnowledgeError
from lipcheck.evaluation.labelled import Labelled, Labels, read, read_line
from lipcheck.evaluation.measures import COMPLAINTS
from lipcheck.report import Condition, Duration, Finding, Frequency, Trigger
from lipcheck.schema import CAUSES
from training import dataset

_LIP_AND_MOUTH = frozenset({"lip", "upper_lip", "lower_lip", "mouth", "mouth_corner", "gum", "tongue"})
_FACE = frozenset({"face", "cheek", "chin", "jaw", "nose", "forehead", "temple", "eyelid", "eyebrow"})
ITCHING_SITES: frozenset[str | None] = _LIP_AND_MOUTH | _FACE
SWELLING_SITES: frozenset[str | None] = _LIP_AND_MOUTH | _FACE | {"eye", "ear", "throat", None}
URGENCIES = frozenset({"emergency", "doctor", "self_care"})
STATUSES = frozenset({"present", "past", "absent", "uncertain", "hypothetical"})
SIDES = frozenset({"left", "right", "both", "one", None})
PATTERNS = frozenset({"constant", "intermittent", None})
NEEDS_DOCTOR = frozenset({"medication", "potassium_deficiency", "bells_palsy", "stroke"})

_EVERYDAY = frozenset({"caffeine", "stress", "sleep_loss", "cold"})
_THREE_DAYS = 3 * 86400
_ALIKE = 0.6
_TOGETHER = 500
_ID = re.compile(r"[a-z][a-z0-9]*-\d{3,}")


class Told(Protocol):
    """A text of the data, and where it stands."""

    @property
    def place(self) -> str:
        """File and line."""

    @property
    def text(self) -> str:
        """The text, without markup."""


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids that labels may use, by kind."""

    symptoms: frozenset[str]
    sites: frozenset[str]
    triggers: frozenset[str]
    conditions: frozenset[str]
    flags: frozenset[str]


def lint(data: Path = dataset.DATA) -> list[str]:
    """Every problem in the data folder, one line each, in the order of the files; empty when all is well."""
    try:
        ids = ids_of_page(data / "LABELS.md")
    except InputError as error:
        return [str(error)]
    problems = compare_with_vocabulary(ids)
    messages: list[Labelled] = []
    for path in dataset.message_files(data) + dataset.gold_files(data):
        read, broken = _read(path)
        problems += broken
        problems += [
            f"{m.place}: stands in {path.name}"
            for m in read
            if path.parent.name == "messages" and m.writer != path.stem
        ]
        messages += read
    if not messages:
        problems.append(f"{data}: no messages")
    problems += [f"{m.place}: {what}" for m in messages for what in check(m, ids)]
    problems += repeated_ids(messages)
    triaged: list[dataset.Triaged] = []
    for path in dataset.triage_files(data):
        try:
            triaged += dataset.read_triaged(path)
        except InputError as error:
            problems.append(str(error))
    problems += alike([*messages, *triaged])
    return problems + check_version(data)


def _read(path: Path) -> tuple[list[Labelled], list[str]]:
    """The messages of one file that can be read, and one problem for each that cannot."""
    messages, problems = [], []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        return [], [f"{path.name}: cannot be read ({type(error).__name__})"]
    for n, line in enumerate(lines, 1):
        if line.strip():
            try:
                messages.append(read_line(line, f"{path.name}:{n}"))
            except InputError as error:
                problems.append(str(error))
    return messages, problems


def ids_of_page(path: Path) -> Ids:
    """The ids in the tables and lists of ``LABELS.md``; raises ``InputError`` where one of them is not found."""
    try:
        page = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({type(error).__name__})") from error

    def part(start: str, end: str) -> str:
        _, _, rest = page.partition(start)
        body, found, _ = rest.partition(end)
        if not (rest and found):
            raise InputError(f"{path.name}: nothing between {start!r} and {end!r}")
        return body

    companions = part("*companion:*", "| |")
    rows = re.findall(r"^\| ([a-z_]+) \| .*\| [A-Z]\d", part("## 1. Symptoms", "*companion:*"), re.M)
    listed = re.findall(r"([a-z_]+)(?: \([^)]*\))? [A-Z]\d\d", companions)
    exposures = re.sub(r"\([^)]*\)", "", part("## 5. Triggers (exposures)", ". Each has"))
    flags = part("## 6. Red flags", "Each flag says why")
    return Ids(
        symptoms=frozenset(rows + listed),
        sites=frozenset(part("Sites: ", ".").split()),
        triggers=frozenset(re.findall(r"[a-z_]+", exposures)),
        conditions=frozenset(part("- **conditions**: ", ".").split()),
        flags=frozenset(re.findall(r"`([a-z_]+)`", flags)),
    )


def compare_with_vocabulary(ids: Ids) -> list[str]:
    """Where the page and the program's own vocabulary name different ids."""
    from lipcheck.vocabulary import load_knowledge

    try:
        knowledge = load_knowledge()
    except KnowledgeError as error:
        return [str(error)]
    problems = []
    for kind, page, program in (
        ("symptom", ids.symptoms, {e.id for e in knowledge.symptoms}),
        ("site", ids.sites, {e.id for e in knowledge.sites}),
        ("trigger", ids.triggers, {str(e.get("trigger", e.id)) for e in knowledge.triggers}),
        ("condition", ids.conditions, {e.id for e in knowledge.conditions}),
    ):
        # "other" is what no entry names, and a page may list an id that has no words of its own; never the reverse.
        problems += [f"vocabulary: {kind} {x} is not in LABELS.md" for x in sorted(program - page)]
        if kind in ("symptom", "site"):
            problems += [f"vocabulary: {kind} {x} of LABELS.md is missing" for x in sorted(page - program)]
    return problems


def check(message: Labelled, ids: Ids) -> list[str]:
    """What is wrong with one message's labels."""
    problems = list(_unknown_ids(message, ids))
    expected = "in" if any(is_complaint(f) for f in message.marked.findings) else "out"
    if message.scope not in ("in", "out"):
        problems.append(f"scope {message.scope} is neither in nor out")
    elif message.scope != expected:
        problems.append(f"scope is {message.scope}, by its complaint symptoms it is {expected}")
    if not _ID.fullmatch(message.id):
        problems.append("id is not of the form writer-001")
    if message.labels is not None:
        for rule in _RULES:
            problems += rule(message, message.labels)
    return problems


def is_complaint(finding: Finding) -> bool:
    """Whether the finding alone puts a message in scope (``LABELS.md`` sections 1 and 7)."""
    if finding.symptom == "swelling" and finding.site not in SWELLING_SITES:
        return False
    if finding.symptom == "itching" and finding.site not in ITCHING_SITES:
        return False
    return finding.symptom in COMPLAINTS and _felt(finding)


def _felt(finding: Finding) -> bool:
    return finding.experiencer == "patient" and finding.status in ("present", "past", "uncertain")


def _unknown_ids(message: Labelled, ids: Ids) -> Iterator[str]:
    marked = message.marked
    for f in marked.findings:
        yield from _unknown("symptom", f.symptom, ids.symptoms)
        yield from _unknown("site", f.site, ids.sites | {None})
        yield from _unknown("side", f.side, SIDES)
    for t in marked.triggers:
        yield from _unknown("trigger", t.trigger, ids.triggers)
    for c in marked.conditions:
        yield from _unknown("condition", c.condition, ids.conditions)
    asserted: tuple[Finding | Trigger | Condition, ...] = (*marked.findings, *marked.triggers, *marked.conditions)
    for a in asserted:
        yield from _unknown("status", a.status, STATUSES)
    quoted: tuple[Finding | Trigger | Condition | Duration | Frequency, ...]
    quoted = (*asserted, *marked.durations, *marked.frequencies)
    for x in quoted:
        if message.text[x.quote.start : x.quote.end] != x.quote.text:
            yield f"offsets {x.quote.start} to {x.quote.end} are not the quote's"
    if labels := message.labels:
        for flag in labels.flags:
            yield from _unknown("flag", flag, ids.flags)
        for cause in (labels.cause, *labels.acceptable_causes):
            yield from _unknown("cause", cause, {*CAUSES, None})
        for urgency in (labels.urgency, *labels.acceptable_urgencies):
            yield from _unknown("urgency", urgency, URGENCIES | {None})
        yield from _unknown("pattern", labels.pattern, PATTERNS)


def _unknown(kind: str, value: str | None, known: Container[str | None]) -> Iterator[str]:
    if value not in known:
        yield f"unknown {kind} {value}"


def _cause_and_scope(message: Labelled, labels: Labels) -> Iterator[str]:
    """Cause is null where, and only where, the message is out of scope; urgency too, unless a flag is active."""
    if (labels.cause is None) != (message.scope == "out"):
        yield f"scope {message.scope} with cause {labels.cause or 'null'}"
    if labels.urgency is None and message.scope == "in":
        yield "scope in without an urgency"
    if message.scope == "out" and labels.urgency not in (None, "emergency"):
        yield f"scope out with urgency {labels.urgency}"


def _flags_and_emergency(_: Labelled, labels: Labels) -> Iterator[str]:
    """An active flag is an emergency, and nothing else is."""
    if labels.flags and labels.urgency != "emergency":
        yield f"an active flag with urgency {labels.urgency or 'null'}"
    if not labels.flags and labels.urgency == "emergency":
        yield "urgency emergency without an active flag"
    if len(set(labels.flags)) < len(labels.flags):
        yield "a flag stands twice"


def _acceptable(_: Labelled, labels: Labels) -> Iterator[str]:
    """The other acceptable answers are other ones."""
    if labels.cause in labels.acceptable_causes:
        yield "the cause is among acceptable_causes too"
    if labels.urgency in labels.acceptable_urgencies:
        yield "the urgency is among acceptable_urgencies too"
    if labels.flags and "self_care" in labels.acceptable_urgencies:
        yield "an active flag with self_care acceptable"


def _at_least_doctor(message: Labelled, labels: Labels) -> Iterator[str]:
    """What ``LABELS.md`` section 7 puts above self_care."""
    if labels.urgency != "self_care":
        return
    marked = message.marked
    if labels.cause in NEEDS_DOCTOR:
        yield f"self_care with cause {labels.cause}"
    for f in filter(_felt, marked.findings):
        if f.symptom in ("weakness", "paralysis", "facial_droop", "eye_closure"):
            yield f"self_care with {f.symptom}"
        if f.symptom == "swelling" and f.site in ("lip", "upper_lip", "lower_lip", "tongue", "face"):
            yield f"self_care with swelling of {f.site}"
    if labels.age is not None and labels.age < 12:
        yield "self_care under 12 years"
    if any(
        c.condition == "pregnancy" and (c.status, c.experiencer) == ("present", "patient") for c in marked.conditions
    ):
        yield "self_care in pregnancy"
    courses = [d for d in marked.durations if d.kind == "course"]
    if any(d.min_s > _THREE_DAYS for d in courses):
        yield "self_care for more than 3 days"
    everyday = any(t.trigger in _EVERYDAY and t.status == "present" for t in marked.triggers)
    if (marked.frequencies or labels.pattern == "intermittent") and not (everyday and courses):
        yield "self_care though it keeps coming back"


def _age(_: Labelled, labels: Labels) -> Iterator[str]:
    """Ages are those of people, in years."""
    if labels.age is not None and not 0 <= labels.age <= 120:
        yield f"age {labels.age:g}"


_RULES: tuple[Callable[[Labelled, Labels], Iterable[str]], ...] = (
    _cause_and_scope,
    _flags_and_emergency,
    _acceptable,
    _at_least_doctor,
    _age,
)


def repeated_ids(messages: Iterable[Labelled]) -> list[str]:
    """The ids that more than one message bears."""
    times = Counter(m.id for m in messages)
    return [f"id {i} stands {n} times" for i, n in sorted(times.items()) if n > 1]


def alike(messages: Sequence[Told], limit: float = _ALIKE) -> list[str]:
    """The pairs whose texts share more than ``limit`` (0 to 1) of their runs of five characters, in any two files."""
    if not messages:
        return []
    runs = CountVectorizer(analyzer=_fives, binary=True, dtype=np.int32).fit_transform([m.text for m in messages])
    sizes = np.asarray(runs.sum(axis=1)).ravel()
    problems = []
    for start in range(0, len(messages), _TOGETHER):
        shared = (runs[start : start + _TOGETHER] @ runs.T).toarray()
        both = sizes[start : start + _TOGETHER, None] + sizes - shared
        for row, second in np.argwhere(shared > limit * both):
            if (first := start + row) < second:
                pair = sorted((messages[first].place, messages[second].place))
                problems.append(f"{pair[0]}: nearly the text of {pair[1]}")
    return sorted(problems)


def _fives(text: str) -> frozenset[str]:
    flat = " ".join(re.findall(r"\w+", text.lower()))
    return frozenset(flat[i : i + 5] for i in range(max(1, len(flat) - 4)))


def check_version(data: Path) -> list[str]:
    """Whether ``version.json`` dates the training messages as they are now."""
    path, now = data / "version.json", dataset.sha256(data)
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        known, day = row["sha256"], row["date"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [
            f"{path.name}: cannot be read ({type(error).__name__}); it holds date and sha256 of the training messages"
        ]
    problems = []
    if known != now:
        problems.append(f"{path.name}: the training messages have changed: set date to the day and sha256 to {now}")
    if not (isinstance(day, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", day)):
        problems.append(f"{path.name}: date is not of the form 2026-01-31")
    return problems


def counts(data: Path = dataset.DATA) -> str:
    """The data card's table: how many messages, by file, scope, cause and urgency."""
    lines = ["| file | messages | in scope | out | emergency | doctor | self_care |", "|---|---|---|---|---|---|---|"]
    causes: Counter[str] = Counter()
    for path in dataset.message_files(data):
        rows = [m.labels for m in read(path) if m.labels]
        causes.update(labels.cause for labels in rows if labels.cause and path.stem not in dataset.HELD_OUT)
        n = Counter(labels.urgency for labels in rows)
        inside = sum(labels.cause is not None for labels in rows)
        name = f"{path.name}, held out" if path.stem in dataset.HELD_OUT else path.name
        lines.append(
            f"| {name} | {len(rows)} | {inside} | {len(rows) - inside} | {n['emergency']} | {n['doctor']} | {n['self_care']} |"
        )
    lines += [f"| {p.name}, gold sentences | {len(read(p))} | | | | | |" for p in dataset.gold_files(data)]
    for path in dataset.triage_files(data):
        triaged = dataset.read_triaged(path)
        name = f"{path.name}, held out" if path.stem in dataset.HELD_OUT_TRIAGE else path.name
        lines.append(f"| {name} | {len(triaged)} | | | {sum(m.emergency for m in triaged)} | | |")
    shares = ", ".join(f"{cause} {n}" for cause, n in sorted(causes.items(), key=lambda x: (-x[1], x[0])))
    return "\n".join([*lines, "", f"Causes in the training messages: {shares}."])

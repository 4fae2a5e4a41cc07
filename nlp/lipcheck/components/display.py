"""``lipcheck_display``: puts every mention into one span group that ``displacy`` draws as it is; add it where you look.

>>> import lipcheck
>>> nlp = lipcheck.load().nlp
>>> _ = nlp.add_pipe("lipcheck_display")
>>> doc = nlp("no numbness, my lip twitches")
>>> [(span.text, span.label_, span.id_) for span in doc.spans["sc"]]
[('numbness', 'denied', 'numbness'), ('lip', 'place', 'lip'), ('twitches', 'symptom', 'twitching')]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Span

from lipcheck.components.assertion import Assertion
from lipcheck.highlight import mark_of

_KINDS: Final = {"symptoms": "symptom", "exposures": "trigger", "conditions": "condition"}


@Language.factory("lipcheck_display", default_config={"spans_key": "sc"}, requires=["doc.spans"], assigns=["doc.spans"])
def create_display(nlp: Language, name: str, *, spans_key: str) -> Display:
    """The component; ``sc`` is the group that ``displacy`` draws unless told otherwise."""
    return Display(spans_key)


class Display:
    """Gathers mentions: labels are the marks of ``lipcheck.highlight``, ids the concepts."""

    def __init__(self, spans_key: str) -> None:
        self._key = spans_key

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc.spans[spans_key]``, in the order of the text."""
        doc.spans[self._key] = sorted(_spans(doc), key=lambda span: (span.start, span.end))
        return doc


def _spans(doc: Doc) -> Iterator[Span]:
    for group, kind in _KINDS.items():
        for span in doc.spans.get(group, ()):
            said: Assertion = span._.assertion or Assertion()
            yield Span(doc, span.start, span.end, mark_of(kind, said.status, said.experiencer), span_id=span.label_)
    for group in ("sites", "sides"):
        for span in doc.spans.get(group, ()):
            yield Span(doc, span.start, span.end, "place", span_id=span.label_)
    for timed in (*doc._.timing.durations, *doc._.timing.frequencies):
        found = doc.char_span(timed.quote.start, timed.quote.end, "timing", alignment_mode="expand")
        if found is not None:
            yield found

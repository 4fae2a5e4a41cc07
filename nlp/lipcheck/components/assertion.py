"""``lipcheck_assertion``: is a mention there, over, denied, unsure or only feared, and whose is it?

Stands on its own: it reads any span group and needs no other component.

>>> import spacy
>>> nlp = spacy.blank("en")
>>> _ = nlp.add_pipe("lipcheck_assertion", config={"spans_key": "findings"})
>>> doc = nlp.make_doc("No chest pain. Mother had a stroke.")
>>> doc.spans["findings"] = [doc[1:3], doc[7:8]]
>>> [(s.text, s._.assertion.status, s._.assertion.experiencer) for s in nlp(doc).spans["findings"]]
[('chest pain', 'absent', 'patient'), ('stroke', 'past', 'other')]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Span

from lipcheck.components.answers import Answers
from lipcheck.components.clauses import is_normalised, norms_of, split_clauses
from lipcheck.components.cues import CueFinder
from lipcheck.components.experiencer import PATIENT, PEOPLE, Bearers
from lipcheck.components.normalise import Normaliser
from lipcheck.components.status import StatusReader
from lipcheck.encoder import Settings
from lipcheck.linear import LinearModel
from lipcheck.vocabulary import MEDICINES, load_knowledge


@dataclass(frozen=True, slots=True)
class Assertion:
    """What is said of a mention: status and experiencer (ids of ``data/LABELS.md``), and the words that say so.

    ``basis`` tells how: ``cue`` (words that say it), ``answer`` (a form's or a reply's), ``tense`` (the governing verb), ``default`` (nothing said).
    """

    status: str = "present"
    experiencer: str = "patient"
    cue: str | None = None
    basis: str = "cue"


if not Span.has_extension("assertion"):
    Span.set_extension("assertion", default=None)

# who is the patient is told by the complaints, the first group named; a diagnosis or a medicine says less
_ASIDE_WEIGHT: Final = 0.2
# where no words say whether a medicine is taken
_NOT_SAID: Final = ("tense", "default")


@Language.factory(
    "lipcheck_assertion",
    default_config={"spans_key": "findings", "medicines_key": None, "encoder": True},
    assigns=["doc.spans"],
)
def create_assertion(
    nlp: Language, name: str, spans_key: str | list[str], medicines_key: str | None, encoder: bool
) -> AssertionTagger:
    """The component over one span group, or several; without the encoder it is quicker, and tells past from present a little worse.

    ``medicines_key`` is the group in which labels of ``knowledge/triggers.yaml`` stand: whether one of its medicines is still taken
    is told by a model of its own.
    """
    keys = [spans_key] if isinstance(spans_key, str) else list(spans_key)
    taking = Taking(medicines_key) if medicines_key else None
    return AssertionTagger(nlp, spans_keys=keys, taking=taking, beside=Settings.load() if encoder else None)


class Taking:
    """Whether a medicine is still taken: the group of its spans, and the model that tells it by what stands around one."""

    def __init__(self, key: str) -> None:
        self.key = key
        self._model = LinearModel.load("taking")
        self._kinds = {t.id: str(t.get("trigger")) for t in load_knowledge().triggers}

    def status(self, reader: StatusReader, span: Span) -> str | None:
        """``present`` or ``past``; None for what is no medicine."""
        kind = self._kinds.get(span.label_)
        if kind not in MEDICINES:
            return None
        over = self._model.at(reader.score(span, kind, self._model)) >= self._model.threshold
        return "past" if over else "present"


class AssertionTagger:
    """Sets ``span._.assertion`` on every span of the groups named; cues are those of ``knowledge/assertion.yaml``.

    ``beside`` are the settings of the encoder that is asked of the first group where the tense model is unsure; None is none.
    """

    def __init__(
        self,
        nlp: Language,
        *,
        spans_keys: Sequence[str],
        model: LinearModel | None = None,
        taking: Taking | None = None,
        beside: Settings | None = None,
    ) -> None:
        self._keys = list(spans_keys)
        self._normaliser = Normaliser()
        self._cues = CueFinder(nlp)
        self._answers = Answers()
        self._bearers = Bearers()
        self._model = model or LinearModel.load("tense")
        self._taking = taking
        self._beside = beside

    def __call__(self, doc: Doc) -> Doc:
        """Assert every span of the groups named; a group that is missing is none."""
        keyed = [(s, key) for key in self._keys for s in doc.spans.get(key, ())]
        keyed.sort(key=lambda pair: (pair[0].start, pair[0].end))
        if not keyed:
            return doc
        spans = [s for s, _ in keyed]
        weights = [1.0 if key == self._keys[0] else _ASIDE_WEIGHT for _, key in keyed]
        reader = self.read(doc, spans, [s for s, key in keyed if key == self._keys[0]])
        experiencers = self._bearers.assign(reader.norms, reader.clauses, [(s.start, s.end) for s in spans], weights)
        for (span, key), bearer in zip(keyed, experiencers, strict=True):
            status, cue, basis = reader.status(span)
            if self._taking is not None and key == self._taking.key and basis in _NOT_SAID:
                taken = self._taking.status(reader, span)
                if taken not in (None, status):
                    status, cue, basis = taken, None, "tense"
            experiencer = "patient" if bearer == PATIENT or (bearer == PEOPLE and status == "hypothetical") else "other"
            span._.assertion = Assertion(status, experiencer, cue, basis)
        return doc

    def read(self, doc: Doc, spans: Sequence[Span], complaints: Sequence[Span] | None = None) -> StatusReader:
        """What reads the status of the spans of one document; ``complaints`` are those of the first group, all where not given."""
        norms = norms_of(doc)
        if not is_normalised(doc):
            norms = [self._normaliser.word(w) for w in norms]
        clauses = split_clauses(doc, norms)
        cues = self._cues.find(norms, clauses, spans)
        return StatusReader(
            doc,
            norms,
            clauses,
            cues,
            spans,
            spans if complaints is None else complaints,
            self._answers,
            self._model,
            self._beside,
        )


def status_reader(nlp: Language) -> Callable[[Doc, Sequence[Span]], StatusReader]:
    """How training sees what the trained parts see: a function of a normalised document and its mentions."""
    return AssertionTagger(nlp, spans_keys=[], model=LinearModel({})).read

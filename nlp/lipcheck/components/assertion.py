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

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Span

from lipcheck.components.answers import Answers
from lipcheck.components.clauses import Clauses, is_normalised, norms_of, split_clauses, text_of
from lipcheck.components.experiencer import PATIENT, PEOPLE, Bearers
from lipcheck.components.normalise import Normaliser, PatternWords
from lipcheck.components.phrases import Phrases
from lipcheck.components.tense import (
    BEGAN,
    MODAL,
    PAST,
    PERFECT,
    PLUPERFECT,
    PRESENT,
    PROGRESSIVE,
    Mark,
    Surroundings,
    dates,
)
from lipcheck.linear import LinearModel
from lipcheck.vocabulary import check_entries, read_yaml, word_lists


@dataclass(frozen=True, slots=True)
class Assertion:
    """What is said of a mention: status and experiencer (ids of ``data/LABELS.md``), and the words that say so.

    ``basis`` tells how: ``cue`` (words that say it), ``tense`` (the governing verb), ``default`` (nothing said).
    """

    status: str = "present"
    experiencer: str = "patient"
    cue: str | None = None
    basis: str = "cue"


if not Span.has_extension("assertion"):
    Span.set_extension("assertion", default=None)

_KINDS: Final = (
    "before",
    "after",
    "copula",
    "pseudo",
    "fear",
    "phrases",
    "present",
    "past",
    "began",
    "told",
    "dates",
    "returns",
    "changed",
    "quit",
    "using",
    "used",
    "review",
    "next",
    "whole",
    "sure",
    "it",
    "unsure",
    "listing",
    "all",
    "statement",
)
# cues that the tense model reads as marks, by what it calls them
_MARKED: Final = {
    ("past", "before"): "past",
    ("past", "after"): "past",
    ("past", "whole"): "over",
    ("present", "before"): "present",
    ("present", "after"): "present",
    ("present", "returns"): "returns",
    ("tense", "review"): "review",
    ("tense", "quit"): "quit",
    ("tense", "using"): "using",
    ("tense", "used"): "used",
    ("inceptive", "phrases"): "inceptive",
}
# a kind that stands where another does, and is looked for with it
_STANDS: Final = {"statement": "before"}
_CUES_OF: Final = {"past": frozenset({"past", "over"}), "present": frozenset({"present", "returns"})}
_TENSES_OF: Final = {
    "past": frozenset({PAST, PLUPERFECT, BEGAN, MODAL}),
    "present": frozenset({PRESENT, PERFECT, PROGRESSIVE}),
}
_CUE_REACH: Final = 10
# who is the patient is told by the complaints, the first group named; a diagnosis or a medicine says less
_ASIDE_WEIGHT: Final = 0.2
_REACH: Final = {"absent": 30, "hypothetical": 12, "uncertain": 8, "past": 10, "present": 9, "listing": 25}
# the word lists of knowledge/assertion.yaml; what each is for stands there
_WORDS: Final = word_lists("assertion", *_KINDS)
_RESTART: Final = _WORDS["restart"]
_VERBISH: Final = _WORDS["verb"]
_COPULAS: Final = _WORDS["copula"]
_DEMONSTRATIVES: Final = _WORDS["demonstrative"]
_DEGREES: Final = _WORDS["degree"]
_ADVERBS: Final = _WORDS["adverb"]
_NEGATING: Final = _WORDS["negating"]
_STOPPING: Final = _WORDS["stopping"]
_NO_LONGER: Final = _WORDS["no_longer"]
_OLD: Final = frozenset({"date long ago"})
_TODAY: Final = _WORDS["today"]
_SURE_REACH: Final = 5
_SUBJECTS: Final = _WORDS["subject"]
_UNTIL: Final = _WORDS["until"]
_ENDED_AT: Final = _WORDS["ended_at"]
_UNTIL_REACH: Final = 6
_AUXILIARIES: Final = _WORDS["auxiliary"]
# how far behind a mention "it is still there" may stand
_STILL_REACH: Final = 22
_BRINGING: Final = _WORDS["bringing"]
_INVERTED: Final = _WORDS["inverted"]
# how near before a mention a verb in the present tense settles that it is there
_GOVERNS: Final = 2
_STILL_ITS: Final = _WORDS["still_its"]
_CONDITIONALS: Final = _WORDS["conditional"]
_OPEN_QUESTION: Final = _WORDS["open_question"]
_OF_WHAT_IS_THERE: Final = _WORDS["of_what_is_there"]
_ELSE: Final = _WORDS["else"]
_HELPING: Final = _WORDS["helping"]
_BEFORE_QUESTION: Final = _WORDS["before_question"]
_SPOKEN_OF: Final = _WORDS["spoken_of"]
_ASKING: Final = _WORDS["asking"]
_DOUBLY: Final = _WORDS["doubly"]
_NOT_IT: Final = _WORDS["not_it"]
_FIRST_EVER: Final = _WORDS["first_ever"]
_UNTIL_NOW: Final = _WORDS["until_now"]
_LIST_GOES_ON: Final = _WORDS["list_goes_on"]
_ANSWER_LEADS: Final = _WORDS["answer_leads"]
_ANSWER_DENIES: Final = _WORDS["answer_denies"]
_TURNED: Final = _WORDS["turned"]
_PAST_COMMA: Final = _WORDS["past_comma"]
_OWN: Final = _WORDS["own"]
_SUPPOSING: Final = _WORDS["supposing"]
_POINTING: Final = _WORDS["pointing"]
_OF_CAUSE: Final = _WORDS["of_cause"]
_WOULD: Final = _WORDS["would"]
_OF_WRITER: Final = _WORDS["of_writer"]


@Language.factory("lipcheck_assertion", default_config={"spans_key": "findings"}, assigns=["doc.spans"])
def create_assertion(nlp: Language, name: str, spans_key: str | list[str]) -> AssertionTagger:
    """The component over one span group, or several."""
    return AssertionTagger(nlp, spans_keys=[spans_key] if isinstance(spans_key, str) else list(spans_key))


class _Cue(NamedTuple):
    group: str
    kind: str
    start: int
    end: int


class AssertionTagger:
    """Sets ``span._.assertion`` on every span of the groups named; cues are those of ``knowledge/assertion.yaml``."""

    def __init__(self, nlp: Language, *, spans_keys: Sequence[str], model: LinearModel | None = None) -> None:
        self._keys = list(spans_keys)
        self._normaliser = Normaliser()
        words_of = PatternWords(nlp)
        self._meanings: dict[str, list[tuple[str, str]]] = defaultdict(list)
        rows: dict[str, dict[str, Any]] = {
            row["id"]: row for row in check_entries("assertion", read_yaml("assertion"), (*_KINDS, "words"))
        }
        for group, row in rows.items():
            for kind in _KINDS:
                for phrase in _with_adverbs(row.get(kind) or []):
                    self._meanings[" ".join(words_of(phrase))].append((group, kind))
        self._phrases = Phrases(self._meanings)
        self._answers = Answers()
        self._bearers = Bearers()
        self._model = model or LinearModel.load("tense")

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
        for span, bearer in zip(spans, experiencers, strict=True):
            status, cue, basis = reader.status(span)
            experiencer = "patient" if bearer == PATIENT or (bearer == PEOPLE and status == "hypothetical") else "other"
            span._.assertion = Assertion(status, experiencer, cue, basis)
        return doc

    def read(self, doc: Doc, spans: Sequence[Span], complaints: Sequence[Span] | None = None) -> _Reader:
        """What reads the status of the spans of one document; ``complaints`` are those of the first group, all where not given."""
        norms = norms_of(doc)
        if not is_normalised(doc):
            norms = [self._normaliser.word(w) for w in norms]
        cues = self._cues(norms, spans)
        return _Reader(
            doc,
            norms,
            split_clauses(doc, norms),
            cues,
            spans,
            spans if complaints is None else complaints,
            self._answers,
            self._model,
        )

    def _cues(self, norms: list[str], spans: Sequence[Span]) -> dict[tuple[str, str], list[_Cue]]:
        """Cues by group and kind, in order, without those that a mention or a false cue contains."""
        found = [
            _Cue(group, kind, start, end)
            for start, end, words in self._phrases.find(norms)
            for group, kind in self._meanings[words]
        ]
        inside = {i for span in spans for i in range(span.start, span.end)}
        hidden: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for cue in found:
            if cue.kind == "pseudo":
                hidden[cue.group].append((cue.start, cue.end))
        out: dict[tuple[str, str], list[_Cue]] = defaultdict(list)
        for cue in sorted(found, key=lambda c: (c.start, -c.end)):
            if cue.kind == "pseudo" or cue.start in inside or cue.end - 1 in inside:
                continue
            if cue.group in hidden and any(a <= cue.start and cue.end <= b for a, b in hidden[cue.group]):
                continue
            out[cue.group, _STANDS.get(cue.kind, cue.kind)].append(cue)
        return out


def surroundings(nlp: Language) -> Callable[[Doc, Sequence[Span]], Surroundings]:
    """How training sees what the tense model sees: a function of a normalised document and its mentions."""
    tagger = AssertionTagger(nlp, spans_keys=[], model=LinearModel({}))
    return lambda doc, spans: tagger.read(doc, spans).around


def _with_adverbs(phrases: Sequence[str]) -> list[str]:
    """The phrases, and "not really ..." for each "not ..."."""
    extra = [f"not {adverb} {p[4:]}" for p in phrases if p.startswith("not ") for adverb in sorted(_ADVERBS)]
    return [*phrases, *extra]


def _marks(norms: Sequence[str], cues: dict[tuple[str, str], list[_Cue]]) -> list[Mark]:
    """The cues and the dates that the tense model weighs."""
    marks = [Mark(name, c.start, c.end) for key, name in _MARKED.items() for c in cues.get(key, ())]
    return marks + dates(norms)


class _Reader:
    """Reads the status of one mention after another in one document."""

    def __init__(
        self,
        doc: Doc,
        norms: Sequence[str],
        clauses: Clauses,
        cues: dict[tuple[str, str], list[_Cue]],
        spans: Sequence[Span],
        complaints: Sequence[Span],
        answers: Answers,
        model: LinearModel,
    ) -> None:
        self._doc, self._cues = doc, cues
        self.norms = self._norms = norms
        self.clauses = self._clauses = clauses
        self._model = model
        self._targets = frozenset(i for s in spans for i in range(s.start, s.end))
        self._complaints = frozenset(i for s in complaints for i in range(s.start, s.end))
        self._answers, self._text_lower = answers, text_of(doc).lower()
        self._starts = {key: [c.start for c in group] for key, group in cues.items()}
        self._asks = "?" in norms or bool(_ASKING & set(norms))
        self.around = Surroundings(norms, clauses, _marks(norms, cues), self._targets, asks=self._asks)
        self._message_score: float | None = None
        self._sentence_scores: dict[int, float] = {}
        self._stops = sorted(c.start for c in cues.get(("terminators", "phrases"), ()))

    def status(self, span: Span) -> tuple[str, str | None, str]:
        """The status of a mention, the cue's words, and the basis."""
        if answer := self._answers.read(self._text_lower, span.start_char, span.end_char):
            return (*answer, "cue")
        if answered := self._answered_as_one(span):
            return answered
        if cue := self._absent(span):
            ended = _NO_LONGER & set(self._norms[span.end : span.end + 2])
            return "past" if ended else "absent", self._text(cue), "cue"
        if cue := self._unsure_of(span):
            return "uncertain", self._text(cue), "cue"
        if cue := self._hypothetical(span):
            return "hypothetical", self._text(cue), "cue"
        if cue := self._uncertain(span):
            return "uncertain", self._text(cue), "cue"
        return self._tense(span)

    def _text(self, cue: _Cue) -> str:
        return self._doc[cue.start : cue.end].text

    def _answered_as_one(self, span: Span) -> tuple[str, str, str] | None:
        """What the next sentence says of all that was read or asked about: "The leaflet says droop, slurring. I have neither"."""
        number = self._clauses.sentence_of[span.start]
        if number + 1 >= len(self._clauses.sentences):
            return None
        for status in ("absent", "present"):
            for cue in self._cues.get((status, "all"), ()):
                if self._clauses.sentence_of[cue.start] != number + 1:
                    continue
                start, _ = self._clauses.sentences[number + 1]
                if self._told_between(start, cue.start) or not self._read_about(number):
                    continue
                return status, self._text(cue), "cue"
        return None

    def _read_about(self, sentence: int) -> bool:
        """Whether a sentence tells what is only read, heard or asked about."""
        start, end = self._clauses.sentences[sentence]
        starts = self._starts.get(("hypothetical", "listing"), [])
        return bisect_left(starts, start) < bisect_left(starts, end) or self._norms[end - 1] == "?"

    # -- where cues lie -------------------------------------------------------------------------------------------

    def _before(self, group: str, kind: str, span: Span, reach: int) -> list[_Cue]:
        """Cues that end before the mention, in its sentence and within reach, nearest first."""
        start = max(self._clauses.sentence(span.start)[0], span.start - reach)
        starts = self._starts.get((group, kind), [])
        first, last = bisect_left(starts, start), bisect_left(starts, span.start)
        return [c for c in reversed(self._cues[group, kind][first:last]) if c.end <= span.start] if first < last else []

    def _after(self, group: str, kind: str, span: Span, reach: int) -> list[_Cue]:
        """Cues that start behind the mention, in its sentence and within reach, nearest first."""
        end = min(self._clauses.sentence(span.start)[1], span.end + reach)
        starts = self._starts.get((group, kind), [])
        first, last = bisect_left(starts, span.end), bisect_left(starts, end)
        return self._cues[group, kind][first:last] if first < last else []

    def _stopped(self, start: int, end: int) -> bool:
        """Whether a word that ends a cue's scope stands between two tokens."""
        i = bisect_left(self._stops, start)
        return i < len(self._stops) and self._stops[i] < end

    def _fresh_subject(self, start: int, end: int) -> bool:
        """Whether a comma followed by a new statement stands between: "no fever, my lip is numb"."""
        norms = self._norms
        return any(
            norms[i] in (",", "-", "–", ":", "(") and i + 1 < len(norms) and norms[i + 1] in _RESTART
            for i in range(start, end)
        )

    def _new_statement(self, start: int, end: int) -> bool:
        """Whether a finite verb behind a comma opens another statement: "ruled out stroke, called it a palsy"."""
        commas = [i for i in range(start, end) if self._norms[i] == ","]
        return bool(commas) and self.around.has_verb(commas[0], end)

    # -- absent ---------------------------------------------------------------------------------------------------

    def _absent(self, span: Span) -> _Cue | None:
        norms = self._norms
        for cue in self._before("absent", "before", span, _REACH["absent"]):
            of_statement = cue.kind == "statement"
            gap = range(cue.end, span.start)
            words = norms[cue.end : span.start]
            # "I do not think that my lip is swollen": the statement that is denied may open with a word that ends a scope
            scope = cue.end + 2 if of_statement and words[:1] == ["that"] else cue.end
            if norms[cue.end - 1] in _TURNED and set(words[:1]) & _INVERTED:
                scope = cue.end + 3
            if self._stopped(scope, span.start) or self._fresh_subject(cue.end, span.start):
                continue
            if self._new_statement(cue.end, span.start):
                continue
            own_no = norms[cue.start] == "no" and self._each_denied(cue.start, span.start)
            if own_no:
                continue
            if not of_statement and any(norms[i] in _VERBISH and i not in self._targets for i in gap):
                continue
            if norms[cue.start] == "without" and words[:1] == [","]:
                continue
            if norms[cue.start] == "zero" and "," in words:
                continue
            if norms[cue.start] == "no" and words[:1] in (["/"], ["|"]):
                continue  # it answers what stands before: "weakness no / headache sometimes"
            if norms[cue.start] == "without" and _DOUBLY & set(norms[max(0, cue.start - 10) : cue.start]):
                continue
            if ")" in words or (not of_statement and _NOT_IT & set(words[:1])):
                continue
            if norms[cue.start] == "never" and _FIRST_EVER & set(norms[span.end : span.end + 6]):
                continue
            if norms[cue.start] == "not" and len(words) > 12 and "or" not in words:
                continue
            return cue
        for cue in self._before("absent", "copula", span, 5):
            previous = norms[cue.start - 1] if cue.start else ""
            words = norms[cue.end : span.start]
            if previous not in _COPULAS and not all(w in _DEGREES for w in words):
                continue
            if "and" in words:
                continue
            if self._stopped(cue.end, span.start) or "," in words or any(w in _VERBISH for w in words):
                continue
            return cue
        for cue in self._after("absent", "after", span, 5):
            words = norms[span.end : cue.start]
            if not self._stopped(span.end, cue.start) and "," not in words and not self._leads(cue):
                return cue
        return None

    def _each_denied(self, start: int, end: int) -> bool:
        """Whether a list repeats its "no" and then stops to: "no fever, no rash, lips tingling"."""
        commas = [i for i in range(start, end) if self._norms[i] == ","]
        if not commas:
            return False
        s_start = self._clauses.sentence(start)[0]
        repeated = self._norms[s_start:end].count("no") > 1
        return repeated and self._norms[commas[-1] + 1] not in _LIST_GOES_ON

    def _leads(self, cue: _Cue) -> bool:
        """Whether an answer-like cue in fact opens the next statement: "- no swelling"."""
        words = self._norms[cue.start : cue.end]
        if words[0] not in _ANSWER_LEADS:
            return False
        following = self._norms[cue.end] if cue.end < len(self._norms) else "."
        return words[-1] in _ANSWER_DENIES and following.isalpha()

    # -- hypothetical, uncertain ----------------------------------------------------------------------------------

    def _hypothetical(self, span: Span) -> _Cue | None:
        for cue in self._before("hypothetical", "before", span, _REACH["hypothetical"]):
            words = self._norms[cue.start : cue.end]
            gap = self._norms[cue.end : span.start]
            if self._stopped(cue.end, span.start) or ("," in gap and words[0] not in _PAST_COMMA):
                continue
            if words[0] == "if" and "," in gap:
                continue
            if self._states(cue):
                continue
            if any(g in _OWN for g in gap) and words[0] not in _CONDITIONALS and words[-1] not in _SUPPOSING:
                continue
            named = not gap and words[0] in _AUXILIARIES and self._norms[span.end : span.end + 1] == ["?"]
            if words[-1] in _POINTING and (not gap or len(gap) > 5) and not named:
                continue
            if words[-1] == "be" and gap and gap[0] in _OF_CAUSE:
                continue
            return cue
        for cue in self._before("hypothetical", "listing", span, _REACH["listing"]):
            gap = self._norms[cue.end : span.start]
            if not self._stopped(cue.end, span.start) and not self._owned(gap):
                return cue
        for cue in self._before("hypothetical", "next", span, 3):
            if cue.end == span.start:
                return cue
        start, end = self._clauses.sentence(span.start)
        words = [w for w in self._norms[start : span.start] if w.strip()]
        asked = words and (words[0] == "does" or self._norms[end - 1].strip(" \n") == "?")
        spoken_of = _SPOKEN_OF - {"it"} if words and words[0] in _WOULD else _SPOKEN_OF
        following = self._norms[span.end : span.end + 4]
        if (
            asked
            and words[0] in _OPEN_QUESTION
            and following
            and (following[0] in _OF_WHAT_IS_THERE or ("be" in following and _OF_WHAT_IS_THERE & set(following)))
        ):
            return None
        own = bool(_ELSE & set(self._norms[start:end])) or bool(_HELPING & set(words[1:]))
        about_it = not (set(words) & spoken_of) or bool(_BRINGING & set(words[1:]))
        if asked and words[0] in _OPEN_QUESTION and about_it and not own:
            return _Cue("hypothetical", "before", start, start + 1)
        for cue in self._before("hypothetical", "fear", span, _REACH["hypothetical"]):
            gap = self._norms[cue.end : span.start]
            if not self._stopped(cue.end, span.start) and not (set(gap) & _DEMONSTRATIVES):
                return cue
        for cue in self._after("hypothetical", "after", span, 4):
            if not self._stopped(span.end, cue.start) and "," not in self._norms[span.end : cue.start]:
                return cue
        return None

    def _states(self, cue: _Cue) -> bool:
        """Whether a cue is no question, for its verb has a subject before it: "what stayed is that my jaw is stiff"."""
        words = self._norms[cue.start : cue.end]
        if words[0] not in _AUXILIARIES or words[1:2] != ["that"] or not cue.start:
            return False
        before = self._norms[cue.start - 1]
        return before.isalpha() and before not in _BEFORE_QUESTION

    @staticmethod
    def _owned(words: Sequence[str]) -> bool:
        """Whether words lead to something of the writer's own: "read about palsy, my face is weak"."""
        return any(w in _OF_WRITER for w in words)

    def _unsure_of(self, span: Span) -> _Cue | None:
        """A cue that says that the writer cannot tell: "not sure whether it is twitching"."""
        for cue in self._before("uncertain", "unsure", span, _REACH["hypothetical"]):
            if not self._stopped(cue.end, span.start):
                return cue
        return None

    def _uncertain(self, span: Span) -> _Cue | None:
        for cue in self._before("uncertain", "before", span, _REACH["uncertain"]):
            gap = self._norms[cue.end : span.start]
            if (
                not self._stopped(cue.end, span.start)
                and not {",", ":"} & set(gap)
                and not (gap and gap[0][:1].isdigit())
            ):
                return cue
        for cue in self._after("uncertain", "after", span, 3):
            following = self._norms[cue.end] if cue.end < len(self._norms) else "."
            if not self._stopped(span.end, cue.start) and not following[:1].isalnum():
                return cue
        return None

    # -- past or present ------------------------------------------------------------------------------------------

    def _of_it(self, span: Span, group: str) -> _Cue | None:
        """What the mention's sentence, or the next, goes on to say of it: "and it is still here", "It is gone now"."""
        starts = self._starts.get((group, "it"), [])
        first, last = bisect_left(starts, span.end), bisect_left(starts, span.end + _STILL_REACH)
        number = self._clauses.sentence_of[span.start]
        for cue in self._cues[group, "it"][first:last] if first < last else []:
            if self._clauses.sentence_of[cue.start] > number + 1 or self._told_between(span.end, cue.start):
                return None
            if self._norms[cue.start - 1] not in _NEGATING | _CONDITIONALS:
                return cue
        return None

    def _told_between(self, start: int, end: int) -> bool:
        """Whether another mention stands between two tokens."""
        return any(i in self._targets for i in range(start, end))

    def _surely_past(self, span: Span) -> _Cue | None:
        """A cue right beside the mention that says that it is over: "no longer numb", "the swelling has gone"."""
        for cue in self._before("past", "sure", span, _SURE_REACH):
            if not self._stopped(cue.end, span.start) and "," not in self._norms[cue.end : span.start]:
                return cue
        for cue in self._after("past", "after", span, _STILL_REACH):
            between = self._norms[span.end : cue.start]
            its = all(w in _STILL_ITS or i in self._targets for i, w in enumerate(between, span.end))
            # "the swelling of my lip from the match has gone"
            whole = (
                "," not in between
                and not any(i in self._complaints for i in range(span.end, cue.start))
                and not self._stopped(span.end, cue.start)
                and all(self._norms[v] == "'s" for v in self.around.verbs_between(span.end, cue.start))
                and self._norms[cue.start] in _AUXILIARIES
            )
            if not (its and cue.start - span.end < _SURE_REACH) and not whole:
                continue
            if self._norms[cue.start - 1] in _NEGATING | _STOPPING:
                continue
            back = self.around.nearest(cue.start, cue.end, _CUES_OF["present"], 4)
            if back is not None and not self._told_between(cue.end, back.start):
                continue
            return cue
        return self._of_it(span, "past")

    def _dated(self, span: Span) -> tuple[str, str | None, str] | None:
        """What a date beside the mention settles: "numb since Monday", "Last winter I passed out", "face swollen today"."""
        if self._norms[span.end : span.end + 1] == ["since"]:
            return "present", "since", "cue"
        start, end = self._statement(span)
        tenses = self.around.tenses(start, end)
        if PAST in tenses and (until := self._until(span)):
            return "past", until, "cue"
        if tenses & _TENSES_OF["present"]:
            return None
        seasons = [m for m in self.around.marks(start, end, _OLD) if self._norms[m.start] == "last"]
        told = PAST in tenses or any(w.endswith("ed") for w in self._norms[span.start : span.end])
        if seasons and told:
            return "past", self._doc[seasons[0].start : seasons[0].end].text, "cue"
        if not tenses:
            for i in range(start, end):
                if self._norms[i] in _TODAY:
                    return "present", self._doc[i].text, "cue"
        return None

    def _statement(self, span: Span) -> tuple[int, int]:
        """The mention's clause, up to a comma that opens another: "lip swollen today, I stopped enalapril"."""
        start, end = self._clauses.clause(span.start)
        for i in range(span.end, end - 1):
            if self._norms[i] == "," and self._norms[i + 1] in _SUBJECTS:
                return start, i
        return start, end

    def _until(self, span: Span) -> str | None:
        """The words behind a mention that say when it ended: "was numb till noon"."""
        for i in range(span.end, min(span.end + _UNTIL_REACH, len(self._norms) - 1)):
            if self._norms[i] in _UNTIL and self._norms[i + 1] in _ENDED_AT:
                return self._doc[i : i + 2].text
        return None

    def _words_score(self, sentence: int) -> float:
        """What the words of the message and of a sentence of it say to the tense model, summed once."""
        if self._message_score is None:
            self._message_score = self._model.score(self.around.message_words())
        if sentence not in self._sentence_scores:
            self._sentence_scores[sentence] = self._model.score(self.around.sentence_words(sentence))
        return self._message_score + self._sentence_scores[sentence]

    def _tense(self, span: Span) -> tuple[str, str | None, str]:
        """Past or present, by all that stands around the mention; the cue is the nearest word that says the same."""
        c_start, c_end = self._clauses.clause(span.start)
        if "never" in self._norms[c_start : span.start] and _UNTIL_NOW & set(self._norms[span.end : c_end]):
            return "present", None, "default"  # "I had never had a cramp before today": the first of them is there now
        if cue := self._of_it(span, "present"):
            return "present", self._text(cue), "cue"
        if cue := self._surely_past(span):
            return "past", self._text(cue), "cue"
        if dated := self._dated(span):
            return dated
        verb = self.around.verb(span.start, span.end)
        if verb is not None and verb.tense in (PRESENT, PROGRESSIVE) and 0 < span.start - verb.at <= _GOVERNS:
            return "present", None, "tense"  # "my lips are swollen", whatever else is told as over
        probability = self._model.at(
            self._model.score(self.around.beside(span.start, span.end, span.label_))
            + self._words_score(self._clauses.sentence_of[span.start])
        )
        status = "past" if probability >= self._model.threshold else "present"
        if mark := self.around.nearest(span.start, span.end, _CUES_OF[status], _CUE_REACH):
            return status, self._doc[mark.start : mark.end].text, "cue"
        if verb is not None and verb.tense in _TENSES_OF[status]:
            return status, self._doc[verb.at].text if status == "past" else None, "tense"
        return status, None, "default"

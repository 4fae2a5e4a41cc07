"""Is a mention there or over? Verbs by tense, dates and cue words around it, weighed by a small trained model.

``verbs`` tags the finite verbs of a document; ``Surroundings.features`` names what stands around one mention; the model is a
logistic regression over those names (``nlp/lipcheck/model/tense.json``, trained by ``python -m training``). No single word
decides: "I had a numb lip" is over in a finished story and is there in a question about it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from lipcheck.components.clauses import Clauses
from lipcheck.components.greetings import without_greetings
from lipcheck.vocabulary import word_lists

PRESENT, PERFECT, PROGRESSIVE = "present", "perfect", "progressive"
PAST, PLUPERFECT, MODAL, BEGAN = "past", "pluperfect", "modal", "began"
SENTENCE_WORD, SENTENCE_PAIR, MESSAGE_WORD = "sentence word", "sentence pair", "message word"
_TOLD: Final = frozenset({PAST, PLUPERFECT, BEGAN})
_NOW: Final = frozenset({PRESENT, PERFECT, PROGRESSIVE})
_NEAR: Final = 4
# stands for a mention in a pair of words
_MENTION: Final = "@"
_BEHIND: Final = 8
_YEAR_DIGITS: Final = len("2024")
_DATE: Final = re.compile(r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?")
_RATIOS: Final = (0.05, 0.2, 0.4, 0.6, 0.8, 0.95)


class Verb(NamedTuple):
    """A finite verb: its token and its tense."""

    at: int
    tense: str


class Mark(NamedTuple):
    """A cue or a date in the document: what it is, first token, one past the last."""

    name: str
    start: int
    end: int


@lru_cache(maxsize=1)
def _verb_words() -> frozenset[str]:
    """The words that are a finite verb by themselves; others end in -ed."""
    return frozenset({"had"}).union(
        *(word_lists("tense")[kind] for kind in ("have", "be_present", "modal", "began", "past", "present"))
    )


@lru_cache(maxsize=1)
def _date_words() -> frozenset[str]:
    """The words that a date may begin with, years aside."""
    kinds = ("ago", "later", "recent", "weekday", "month", "ordinal", "pointing")
    return frozenset({"last", "when"}).union(*(word_lists("tense")[kind] for kind in kinds))


def verbs(norms: Sequence[str], mentions: frozenset[int] = frozenset()) -> list[Verb]:
    """The finite verbs of a document, in order; ``mentions`` are tokens of mentions, whose own words tell no tense here.

    >>> [(v.at, v.tense) for v in verbs("i had surgery and my lip has been numb".split())]
    [(1, 'past'), (6, 'perfect')]
    >>> [(v.at, v.tense) for v in verbs("i did have a rash and it started to get worse".split())]
    [(1, 'past'), (7, 'began')]
    """
    words, known = word_lists("tense"), _verb_words()
    out: list[Verb] = []
    skip = 0
    for i, word in [(i, word) for i, word in enumerate(norms) if word in known or word.endswith("ed")]:
        if i < skip or i in mentions:
            continue
        bare = bool(set(norms[max(0, i - 2) : i]) & words["before_infinitive"])
        if (word in words["have"] or word == "had") and not (bare and word == "have"):
            to = _participle(norms, i + 1, words)
            if to:
                out.append(Verb(i, PLUPERFECT if word == "had" else PERFECT))
                skip = to
            else:
                out.append(Verb(i, PAST if word == "had" else PRESENT))
        elif word in words["be_present"]:
            gerund = next((w for w in norms[i + 1 : i + 3] if w.endswith("ing")), None)
            out.append(Verb(i, PROGRESSIVE if gerund else PRESENT))
        elif word in words["modal"]:
            out.append(Verb(i, MODAL))
        elif word in words["began"]:
            if not _adjectival(norms, i, words):
                out.append(Verb(i, BEGAN))
        elif word in words["past"] or (len(word) > 4 and word.endswith("ed") and word not in words["adjectives"]):
            if not _adjectival(norms, i, words):
                out.append(Verb(i, PAST))
        elif word in words["present"] and not bare:
            out.append(Verb(i, PRESENT))
    return out


def dates(norms: Sequence[str]) -> list[Mark]:
    """Where a time is named: ``date recent`` (within a week), ``date long ago``, ``date later``, ``date named``.

    >>> [m.name for m in dates("it was numb two years ago".split())]
    ['date long ago']
    """
    words, known = word_lists("tense"), _date_words()
    out: list[Mark] = []
    for i, word in [(i, word) for i, word in enumerate(norms) if word in known or len(word) == _YEAR_DIGITS]:
        if word in words["ago"]:
            unit = next(
                (w for w in reversed(norms[max(0, i - 3) : i]) if w in words["long_unit"] | words["short_unit"]), ""
            )
            out.append(Mark("date long ago" if unit in words["long_unit"] else "date recent", i, i + 1))
        elif word in words["later"] and i and norms[i - 1] in words["long_unit"] | words["short_unit"]:
            out.append(Mark("date later", i, i + 1))
        elif word in words["recent"]:
            out.append(Mark("date recent", i, i + 1))
        elif word in words["weekday"]:
            out.append(Mark("date weekday", i, i + 1))
        elif word in words["month"] or (len(word) == 4 and word.isdigit() and word[:2] in ("19", "20")):
            out.append(Mark("date named", i, i + 1))
        elif (
            word == "last"
            and norms[max(0, i - 1) : i] == ["before"]
            and not words["last_long"].isdisjoint(norms[max(0, i - 2) : i])
        ):
            out.append(Mark("date long ago", i - 2, i + 1))  # "the winter before last"
        elif word == "last" and i + 1 < len(norms) and norms[i + 1] in words["last_long"]:
            out.append(Mark("date long ago", i, i + 2))
        elif word == "last" and i + 1 < len(norms) and norms[i + 1] in words["last_short"]:
            out.append(Mark("date recent", i, i + 2))
        elif (word in words["ordinal"] and i + 1 < len(norms) and norms[i + 1] in words["told_unit"]) or (
            word in words["pointing"] and i + 1 < len(norms) and norms[i + 1] in words["pointed_unit"]
        ):
            out.append(Mark("date told", i, i + 2))
        elif word == "when" and i + 1 < len(norms) and norms[i + 1] in words["teller"]:
            out.append(Mark("date when", i, i + 2))
    return out


def _participle(norms: Sequence[str], start: int, words: Mapping[str, frozenset[str]]) -> int:
    """One past the participle that follows an auxiliary, adverbs between; 0 where none does."""
    for j in range(start, min(start + 3, len(norms))):
        word = norms[j]
        if word in words["participle"] or (len(word) > 4 and word.endswith("ed") and word not in words["adjectives"]):
            return j + 1
        if word not in words["adverb"]:
            return 0
    return 0


def _adjectival(norms: Sequence[str], i: int, words: Mapping[str, frozenset[str]]) -> bool:
    """Whether a word in -ed follows what makes it an adjective or a participle: "a blocked nose", "is called"."""
    return bool(i) and norms[i - 1] in words["before_adjective"]


def _telling(norms: Sequence[str]) -> set[str]:
    """The words among these that may say something; left and right say the same."""
    return {"side" if w in ("left", "right") else w for w in norms if w.isalpha()}


def _pairs(norms: Sequence[str]) -> set[str]:
    """The pairs of neighbouring words and marks; left and right say the same, and so do all numbers."""
    said = ["side" if w in ("left", "right") else "0" if w[0].isdigit() else w for w in norms if w.strip()]
    return {f"{a} {b}" for a, b in pairwise(said)}


def _is_day(norms: Sequence[str]) -> bool:
    """Whether a sentence of a report begins with its day: "Day 2: blisters", "5/4 arm weak".

    >>> _is_day("day 2 nothing".split()), _is_day("9/2 swollen".split()), _is_day("day after day".split())
    (True, True, False)
    """
    said = [w for w in norms if w.strip() and w not in word_lists("tense")["before_day"]][:2]
    if len(said) > 1 and said[0] in word_lists("tense")["told_unit"]:
        return said[1].isdigit() or said[1] in word_lists("tense")["day_number"]
    return bool(said) and _DATE.fullmatch(said[0]) is not None


class Surroundings:
    """What stands around the mentions of one document; built once a document."""

    def __init__(
        self, norms: Sequence[str], clauses: Clauses, marks: Iterable[Mark], mentions: frozenset[int], *, asks: bool
    ) -> None:
        self._norms, self._clauses, self._asks = norms, clauses, asks
        self._verbs = verbs(norms, mentions)
        self._at = [v.at for v in self._verbs]
        self._marks = sorted(marks, key=lambda m: m.start)
        self._mark_starts = [m.start for m in self._marks]
        past = sum(v.tense in _TOLD for v in self._verbs)
        now = sum(v.tense in _NOW for v in self._verbs)
        self._ratio = past / (past + now) if past + now else None
        self._few = past + now < 3
        self._whole = {m.name for m in self._marks}
        words, told_of = set(norms), word_lists("tense")
        self.own = not words.isdisjoint(told_of["own_voice"])
        """Whether the writer speaks of themselves or what is theirs."""
        self._voice = "own" if self.own else "report" if words & told_of["report_voice"] else "none"
        self._tenses = [self._tense_of(a, b) for a, b in clauses.sentences]
        self._days = [n for n, (a, b) in enumerate(clauses.sentences) if _is_day(norms[a:b])]
        told = [t for t in self._tenses if t != "none"]
        self._end = " ".join(told[-2:])

    def has_verb(self, start: int, end: int) -> bool:
        """Whether a finite verb stands among these tokens."""
        i = bisect_left(self._at, start)
        return i < len(self._at) and self._at[i] < end

    def tenses(self, start: int, end: int) -> frozenset[str]:
        """The tenses of the finite verbs among these tokens."""
        return frozenset(v.tense for v in self._verbs[bisect_left(self._at, start) : bisect_left(self._at, end)])

    def marks(self, start: int, end: int, names: frozenset[str]) -> list[Mark]:
        """The marks of these names that begin among these tokens."""
        low, high = bisect_left(self._mark_starts, start), bisect_left(self._mark_starts, end)
        return [m for m in self._marks[low:high] if m.name in names]

    def verbs_between(self, start: int, end: int) -> list[int]:
        """The tokens of the finite verbs among these."""
        return self._at[bisect_left(self._at, start) : bisect_left(self._at, end)]

    def verb(self, start: int, end: int) -> Verb | None:
        """The finite verb that governs a mention: the nearest before it in the clause, else the first behind it."""
        c_start, c_end = self._clauses.clause(start)
        i = bisect_left(self._at, start) - 1
        if i >= 0 and self._at[i] >= c_start:
            return self._verbs[i]
        i = bisect_left(self._at, end)
        if i < len(self._at) and self._at[i] < min(c_end, end + _BEHIND):
            return self._verbs[i]
        return None

    def nearest(self, start: int, end: int, names: frozenset[str], reach: int) -> Mark | None:
        """The nearest mark of these names in the mention's sentence, within reach (tokens)."""
        s_start, s_end = self._clauses.sentence(start)
        low, high = bisect_left(self._mark_starts, s_start), bisect_left(self._mark_starts, s_end)
        best: tuple[int, Mark] | None = None
        for mark in self._marks[low:high]:
            if mark.name not in names:
                continue
            distance = start - mark.end if mark.end <= start else mark.start - end
            if 0 <= distance <= reach and (best is None or distance < best[0]):
                best = (distance, mark)
        return best[1] if best else None

    def features(self, start: int, end: int, label: str) -> list[str]:
        """The names of what stands around the mention of these tokens; ``label`` is the mention's own."""
        words = {
            SENTENCE_WORD: self.sentence_words(self._clauses.sentence_of[start]),
            SENTENCE_PAIR: self.sentence_pairs(self._clauses.sentence_of[start]),
            MESSAGE_WORD: self.message_words(),
        }
        named = [sorted(f"{kind}={word}" for word in told) for kind, told in words.items()]
        return [name for names in (sorted(self.beside(start, end, label)), *named) for name in names]

    def beside(self, start: int, end: int, label: str) -> set[str]:
        """Of those names, all but the words of its sentence and message."""
        s_start, s_end = self._clauses.sentence(start)
        said = [*self._norms[max(s_start, start - 2) : start], _MENTION, *self._norms[end : min(end + 2, s_end)]]
        beside = {f"mention pair={pair}" for pair in _pairs(said) if _MENTION in pair}
        return {*self._features(start, end), *beside, f"mention={label}"}

    def sentence_words(self, number: int) -> set[str]:
        """The words of a sentence."""
        return _telling(self._norms[slice(*self._clauses.sentences[number])])

    def sentence_pairs(self, number: int) -> set[str]:
        """The pairs of neighbouring words of a sentence."""
        return _pairs(self._norms[slice(*self._clauses.sentences[number])])

    def message_words(self) -> set[str]:
        """The words of the message, without greeting and farewell."""
        return _telling(without_greetings(self._norms))

    def _features(self, start: int, end: int) -> Iterator[str]:
        c_start, c_end = self._clauses.clause(start)
        s_start, s_end = self._clauses.sentence(start)
        number = self._clauses.sentence_of[start]
        governing = "none"
        i = bisect_left(self._at, start) - 1
        if i >= 0 and self._at[i] >= c_start:
            governing = self._verbs[i].tense
            yield f"before={governing}"
            yield f"before={governing}|{self._norms[self._at[i]]}"
            if start - self._at[i] <= _NEAR:
                yield f"near={governing}"
                yield f"near={governing}|{self._norms[self._at[i]]}"
        elif i >= 0 and self._at[i] >= s_start:
            yield f"earlier={self._verbs[i].tense}"
            yield f"earlier={self._verbs[i].tense}|{self._norms[self._at[i]]}"
            governing = f"earlier {self._verbs[i].tense}"
        j = bisect_left(self._at, end)
        if j < len(self._at) and self._at[j] < min(c_end, end + _BEHIND):
            yield f"behind={self._verbs[j].tense}"
            yield f"behind={self._verbs[j].tense}|{self._norms[self._at[j]]}"
            if self._at[j] - end <= 1:
                yield f"right behind={self._verbs[j].tense}"
            if governing == "none":
                governing = f"behind {self._verbs[j].tense}"
        for verb in verbs(self._norms[start:end]):
            yield f"inside={verb.tense}"
        yield f"verb={governing}"
        yield f"verb={governing}|asks={self._asks}"
        yield f"voice={self._voice}"
        yield f"voice={self._voice}|verb={governing}"
        whole = self._sentence_tense(number)
        yield f"sentence={whole}"
        around = {}
        for where, step in (("last", -1), ("next", 1)):
            at = self._beside(number, step)
            around[where] = self._sentence_tense(at)
            yield f"{where} sentence={around[where]}"
            yield f"{where} two={around[where]}|{self._sentence_tense(self._beside(at, step))}"
        following = around["next"]
        yield f"around={around['last']}|{whole}|{following}"
        yield f"verb={governing}|next sentence={following}"
        if len(self._days) > 1:
            # a report told day by day: what an earlier day tells may be over
            yield f"diary={'earlier' if number < self._days[-1] else 'last'}"
            yield f"diary={'earlier' if number < self._days[-1] else 'last'}|verb={governing}"
        yield f"asks={self._asks}"
        message = "few verbs" if self._few or self._ratio is None else str(bisect_left(_RATIOS, self._ratio))
        yield f"message={message}"
        yield f"message={message}|verb={governing}"
        yield f"message={message}|asks={self._asks}"
        yield f"end of message={self._end}|asks={self._asks}"
        yield f"end of message={self._end}|verb={governing}"
        if whole == "none":
            yield f"list|using={'using' in self._whole}|used={'used' in self._whole or 'quit' in self._whole}"
            yield f"list|asks={self._asks}"
            yield f"list|message={message}"
        last = self._norms[end - 1]
        yield "form=" + next((s for s in ("ed", "ing", "ness", "s") if last.endswith(s)), "other")
        yield from self._of_marks(start, end, s_start, s_end, number, governing)

    def _of_marks(self, start: int, end: int, s_start: int, s_end: int, number: int, governing: str) -> Iterator[str]:
        low, high = bisect_left(self._mark_starts, s_start), bisect_left(self._mark_starts, s_end)
        c_start, c_end = self._clauses.clause(start)
        for mark in self._marks[low:high]:
            yield f"mark={mark.name}"
            where = "before" if mark.end <= start else "behind" if mark.start >= end else "in"
            distance = start - mark.end if where == "before" else mark.start - end
            yield f"mark={mark.name}|{where}"
            if c_start <= mark.start < c_end:
                yield f"clause mark={mark.name}|{where}"
            if distance <= _NEAR:
                yield f"near mark={mark.name}|{where}"
            if mark.name.startswith("date"):
                yield f"mark={mark.name}|verb={governing}"
                yield f"mark={mark.name}|voice={self._voice}"
        if number + 1 < len(self._clauses.sentences):
            a, b = self._clauses.sentences[number + 1]
            low, high = bisect_left(self._mark_starts, a), bisect_left(self._mark_starts, b)
            for mark in self._marks[low:high]:
                if not mark.name.startswith("date"):
                    yield f"next mark={mark.name}"
        for name in ("quit", "over", "review", "using", "used"):
            if name in self._whole:
                yield f"message mark={name}|asks={self._asks}"
                yield f"message mark={name}|verb={governing}"

    def _beside(self, number: int, step: int) -> int:
        """The nearest sentence before or behind one that has words: an empty line is none."""
        sentences = self._clauses.sentences
        number += step
        while 0 <= number < len(sentences) and not any(w.strip() for w in self._norms[slice(*sentences[number])]):
            number += step
        return number

    def _sentence_tense(self, number: int) -> str:
        # outside the message is none: a greeting or a farewell there would say no more
        return self._tenses[number] if 0 <= number < len(self._tenses) else "none"

    def _tense_of(self, start: int, end: int) -> str:
        tenses = {v.tense for v in self._verbs[bisect_left(self._at, start) : bisect_left(self._at, end)]}
        told = bool(tenses & _TOLD)
        now = bool(tenses & _NOW)
        return "both" if told and now else "past" if told else "present" if now else "none"

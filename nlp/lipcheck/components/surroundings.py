"""What stands around a time or a rate: the words that hold it, what its clause speaks of, the nearest symptom.

A ``Scene`` is built once a document; ``Scene.setting`` describes one place in it by classes of ``knowledge/times.yaml``.
Every look is bounded by a window, so the cost grows with the length of the message alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Final

from spacy.tokens import Doc

from lipcheck.components.clauses import Clauses, norms_of, split_clauses
from lipcheck.components.numbers import time_rows, words_of
from lipcheck.vocabulary import load_knowledge

_TOPICS: Final = ("drug", "event", "life", "plan", "condition", "free")
_CUES: Final = frozenset(
    {
        "began",
        "lasts",
        "lasted",
        "since",
        "bout",
        "ends",
        "still",
        "free",
        "it",
        "each",
        "now",
        "on_and_off",
        "then",
        "often",
        "drug",
        "event",
        "life",
        "not",
    }
)
_HELD_BY: Final = (
    "lasts", "takes", "since", "from", "for", "last", "after", "before", "until", "next", "every", "each", "already", "been", "in", "ends", "the",
    "of", "with", "and", "comma", "open", "colon", "stop",
)  # fmt: skip
_FOLLOWED_BY: Final = (
    "of_life",
    "old",
    "pregnant",
    "activity",
    "ago",
    "now",
    "since",
    "later",
    "into",
    "of",
    "each",
    "stop",
    "comma",
    "close",
)
_NOTHING: Final[frozenset[str]] = frozenset()
_WINDOW: Final = 12
_NEARBY: Final = 8
_LOOK_AHEAD: Final = 40
_LITTLE_ELSE: Final = 8
_FAR: Final = 99
# how many words right before and behind a time the model hears
_SAID: Final = 4
# words from the one that heads a sentence to its time: "Duration of the complaint about two months"
_HEADED: Final = 6


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands around one place; distances in words, ``_FAR`` where a cue is missing."""

    held: str
    """The class of the words right before: "for", "since", "the", "comma", "edge", "word" ..."""
    held2: str
    followed: str
    """The class of the words right behind: "ago", "now", "old", "of", "stop", "edge", "word" ..."""
    left: str
    """What the nearest telling word before it in the sentence speaks of: "symptom", "drug", "event" ...; " far" in another clause."""
    right: str
    where: str
    """The place of the nearest symptom: "clause", "sentence", "last", "next", "elsewhere", "none"."""
    side: str
    kind: str
    """What that symptom is: "complaint", "companion", "absent", "hypothetical", "other"."""
    distance: int
    before: Mapping[str, int]
    behind: Mapping[str, int]
    then: str
    """Whether words behind tie what follows to it ("ever since", "now"): "same" sentence, "next", "no"."""
    alone: str
    asked: str
    """The question or label that it answers: "long", "last", "often" or ""."""
    complaint: bool
    opens: bool
    """Whether the time opens its clause ("and for ten days I ..."), so that what follows tells its topic."""
    over: bool
    """Whether the nearest symptom is told as past."""
    earlier: str
    """What the last telling word of the sentence before speaks of; "none" where there is none."""
    of_drug: bool
    """Whether the field before it names a medicine: "Medicine: sertraline"."""
    beside_rate: bool
    """Whether a rate stands right before or behind it, but for a comma or "and"."""
    said_before: tuple[str, ...]
    """The words right before it in its sentence, the nearest last: all numbers and both sides say the same."""
    said_behind: tuple[str, ...]

    @property
    def topic(self) -> str:
        """What the time is told of: what opens a clause belongs to what follows, what ends one to what stands before."""
        if self.opens:
            first, second = self.right, self.left
        elif self.followed in ("stop", "comma", "close", "edge") or not self.left.endswith((" far", "none")):
            first, second = (
                self.left,
                self.right if self.left == "none" and self.followed not in ("stop", "edge") else "none",
            )
        else:
            first, second = (
                (self.right, self.left) if not self.right.endswith((" far", "none")) else (self.left, self.right)
            )
        return (first if first != "none" else second).split(" ")[0]

    @property
    def ours(self) -> bool:
        """Whether the sentence names a symptom of the patient."""
        return self.kind in ("complaint", "companion") and self.where in ("clause", "sentence")

    def near(self, cue: str, reach: int = _NEARBY, side: str = "<") -> bool:
        """Whether a cue stands within reach before ("<") or behind (">")."""
        return (self.before if side == "<" else self.behind).get(cue, _FAR) < reach


@lru_cache(maxsize=1)
def _cue_words() -> Mapping[str, frozenset[str]]:
    """The cue classes of every word that is a phrase of them by itself."""
    out: dict[str, set[str]] = {}
    for parts, name in _cue_phrases():
        if len(parts) == 1:
            out.setdefault(parts[0], set()).add(name)
    return {word: frozenset(names) for word, names in out.items()}


@lru_cache(maxsize=1)
def _longer_cues() -> Mapping[str, Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]]:
    """The phrases of several words of the cue classes, by their first and then their second word."""
    out: dict[str, dict[str, tuple[tuple[tuple[str, ...], str], ...]]] = {}
    for parts, name in _cue_phrases():
        if len(parts) > 1:
            seconds = out.setdefault(parts[0], {})
            seconds[parts[1]] = (*seconds.get(parts[1], ()), (parts, name))
    return out


def _cue_phrases() -> Iterator[tuple[tuple[str, ...], str]]:
    for row in time_rows():
        if row["id"][:2] in ("b_", "a_", "c_", "q_"):
            for phrase in row["words"]:
                yield tuple(w.text for w in words_of(phrase)), row["id"]


@lru_cache(maxsize=4)
def _row(name: str) -> frozenset[str]:
    """The words of a row of the times."""
    return frozenset(word for row in time_rows() if row["id"] == name for word in row["words"])


@lru_cache(maxsize=1)
def _topics() -> Mapping[str, str]:
    """What an exposure (by the id of its words) or a condition makes a time speak of."""
    told = {word: row["id"][2:] for row in time_rows() if row["id"].startswith("t_") for word in row["words"]}
    exposures = {t.id: told[t.get("trigger")] for t in load_knowledge().triggers if t.get("trigger") in told}
    return {**exposures, **told}


@lru_cache(maxsize=1)
def _complaints() -> frozenset[str]:
    return frozenset(s.id for s in load_knowledge().symptoms if s.get("complaint"))


class Scene:
    """The words of a document with their sentences, cues, symptoms and medicines."""

    def __init__(self, doc: Doc, text: str) -> None:
        self.text = text
        self.words = words_of(text)
        self._starts = [w.start for w in self.words]
        self._doc = doc
        self._past: set[int] = set()
        self._rated = bytearray(len(self.words))
        self.symptoms = self._mentions(doc, "symptoms")
        self.symptom_at = self._covered(self.symptoms)
        self.topic_at = self._named(doc)
        self.complaint = any(kind == "complaint" for _, _, kind in self.symptoms)
        self.ongoing = any(kind == "complaint" and a not in self._past for a, _, kind in self.symptoms)
        self.complaint_kinds = self._complaint_kinds(doc)
        self.texts = tuple(w.text for w in self.words)

    # what follows is read when a time, a rate or a cue is first met: most messages of other matters hold none

    @cached_property
    def _parts(self) -> Clauses | None:
        return split_clauses(self._doc, norms_of(self._doc)) if len(self._doc) else None

    @cached_property
    def _sentence_pieces(self) -> tuple[list[tuple[int, int]], list[int]]:
        return self._pieces(self._doc, self._parts.sentences if self._parts else ())

    @cached_property
    def _clause_pieces(self) -> tuple[list[tuple[int, int]], list[int]]:
        return self._pieces(self._doc, self._parts.clauses if self._parts else ())

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """First word and one past the last of every sentence."""
        return self._sentence_pieces[0]

    @cached_property
    def sentence_of(self) -> list[int]:
        """The sentence of every word."""
        return self._sentence_pieces[1]

    @cached_property
    def clauses(self) -> list[tuple[int, int]]:
        """First word and one past the last of every clause."""
        return self._clause_pieces[0]

    @cached_property
    def clause_of(self) -> list[int]:
        """The clause of every word."""
        return self._clause_pieces[1]

    @cached_property
    def begins(self) -> list[frozenset[str]]:
        """The cues that begin with each word."""
        return self._cued[0]

    @cached_property
    def ends(self) -> list[frozenset[str]]:
        """The cues that end with each word."""
        return self._cued[1]

    @cached_property
    def _cued(self) -> tuple[list[frozenset[str]], list[frozenset[str]]]:
        alone, longer = _cue_words(), _longer_cues()
        begins = [alone.get(word, _NOTHING) for word in self.texts]
        ends = begins.copy()
        for i, (word, following) in enumerate(pairwise(self.texts)):
            if word in longer:
                for parts, name in longer[word].get(following, ()):
                    if len(parts) == 2 or self.texts[i : i + len(parts)] == parts:
                        begins[i] |= {name}
                        ends[i + len(parts) - 1] |= {name}
        for a, b, _ in self.symptoms:  # "cannot stand" tells of no daily life
            for i in range(a, min(b, len(self.words))):
                begins[i] -= {"c_life"}
                ends[i] -= {"c_life"}
        for i, names in enumerate(begins):
            if "c_on_and_off" in names:  # "has been on and off" is on nothing
                for j in range(max(0, i - 1), min(i + 3, len(self.words))):
                    begins[j] -= {"c_drug"}
                    ends[j] -= {"c_drug"}
        return begins, ends

    def _pieces(self, doc: Doc, pieces: Sequence[tuple[int, int]]) -> tuple[list[tuple[int, int]], list[int]]:
        """Pieces of tokens as pieces of words, and the piece of every word."""
        if not self.words:
            return [], []
        cuts = sorted({bisect_left(self._starts, doc[a].idx) for a, _ in pieces} | {0})
        spans = [(a, b) for a, b in zip(cuts, [*cuts[1:], len(self.words)], strict=True) if b > a]
        number_of = [k for k, (a, b) in enumerate(spans) for _ in range(a, b)]
        return spans, number_of

    def _mentions(self, doc: Doc, key: str) -> list[tuple[int, int, str]]:
        """First word, one past the last, and what the mention is: a complaint, a companion symptom, denied, another person's."""
        out = []
        for span in doc.spans.get(key, ()):
            said = span._.assertion
            a, b = bisect_left(self._starts, span.start_char), bisect_left(self._starts, span.end_char)
            kind = "complaint" if span.label_ in _complaints() else "companion"
            if said and said.experiencer == "other":
                kind = "other"
            elif said and said.status in ("absent", "hypothetical"):
                kind = said.status
            if said and said.status == "past":
                self._past.add(a)
            out.append((a, max(b, a + 1), kind))
        return sorted(out)

    def _complaint_kinds(self, doc: Doc) -> frozenset[str]:
        """The ids of the patient's own complaint symptoms."""
        told = ((s.label_, s._.assertion) for s in doc.spans.get("symptoms", ()))
        return frozenset(
            name
            for name, a in told
            if name in _complaints()
            and (a is None or (a.experiencer == "patient" and a.status not in ("absent", "hypothetical")))
        )

    def place(self, start: int, end: int) -> str:
        """How near words stand to a symptom of the patient: its "clause", its "sentence", "beside" it, "elsewhere"."""
        where, _, kind, distance, _ = self._nearest(start, end)
        if kind not in ("complaint", "companion"):
            return "elsewhere"
        if where in ("clause", "sentence"):
            return "clause" if distance <= 12 else "sentence"
        return "beside" if where in ("last", "next") else "elsewhere"

    def _named(self, doc: Doc) -> dict[int, str]:
        """The topic of every word of a medicine, another exposure, or a condition."""
        out: dict[int, str] = {}
        for key, default in (("conditions", "condition"), ("exposures", "")):
            for span in doc.spans.get(key, ()):
                topic = _topics().get(span.label_, default)
                if topic:
                    a, b = bisect_left(self._starts, span.start_char), bisect_left(self._starts, span.end_char)
                    out.update((i, topic) for i in range(a, max(b, a + 1)))
        return out

    def _covered(self, spans: Sequence[tuple[int, int, str]]) -> bytearray:
        covered = bytearray(len(self.words) + 1)
        for a, b, _ in spans:
            covered[a:b] = b"\1" * (min(b, len(covered)) - a)
        return covered

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of words ``[start, end)``."""
        return self.words[start].start, self.words[end - 1].end

    def tell_rate(self, start: int, end: int) -> None:
        """Note the words of a rate; its unit is no cue of daily life: "six times a shift"."""
        self.begins[end - 1] -= {"c_life"}
        self.ends[end - 1] -= {"c_life"}
        self._rated[start:end] = b"\1" * (end - start)

    def _earlier(self, number: int) -> str:
        before = self._sentence_before(number)
        if before is None:
            return "none"
        low, high = self.sentences[before]
        return self._topic(high - 1, -1, low, high).split(" ")[0]

    def _is_drug_field(self, number: int) -> bool:
        """Whether the sentence before is a form's field that names a medicine."""
        before = self._sentence_before(number)
        if before is None:
            return False
        low, high = self.sentences[before]
        fields, none = _row("drug_field"), _row("none_taken")
        return any(
            self.texts[i] in fields and self.texts[i + 1] == ":" and self.texts[i + 2] not in none
            for i in range(low, high - 2)
        )

    def _sentence_before(self, number: int) -> int | None:
        """The sentence before one; what is a line end alone is none."""
        number -= 1
        while number >= 0 and self.texts[self.sentences[number][0]] == "\n":
            number -= 1
        return number if number >= 0 else None

    def _beside_rate(self, start: int, end: int) -> bool:
        for i, step in ((start - 1, -1), (end, 1)):
            for at in (i, i + step):
                if 0 <= at < len(self.words) and self._rated[at]:
                    return True
                if not (0 <= at < len(self.words) and self.texts[at] in (",", "and", "for", "(", "-", ";", "each")):
                    break
        return False

    def setting(self, start: int, end: int) -> Setting:
        """What stands around words ``[start, end)``."""
        number = self.sentence_of[start]
        low, high = self.sentences[number][0], max(self.sentences[number][1], end)
        where, side, kind, distance, over = self._nearest(start, end)
        rest = high - low - (end - start)
        held = self._held(start - 1, low)
        return Setting(
            held=held,
            held2=self._held(start - 2, low),
            followed=self._followed(end, high),
            left=self._topic(start - 1, -1, low, high),
            right=self._topic(end, 1, low, high),
            where=where,
            side=side,
            kind=kind,
            distance=distance,
            before=self._cues(start - 1, -1, low, high),
            behind=self._cues(end, 1, low, high),
            then=self._then(end),
            alone="alone" if rest <= 2 else "little else" if rest <= _LITTLE_ELSE else "no",
            asked=self._asked(number, start, low),
            complaint=self.complaint,
            opens=self._opens(start, low),
            over=over,
            earlier=self._earlier(number),
            of_drug=self._is_drug_field(number),
            beside_rate=self._beside_rate(start, end),
            said_before=self._said(max(low, start - _SAID), start),
            said_behind=self._said(end, min(high, end + _SAID)),
        )

    def _said(self, start: int, end: int) -> tuple[str, ...]:
        """The words of ``[start, end)``; all numbers and both sides say the same."""
        return tuple(
            "0" if w[0].isdecimal() else "side" if w in ("left", "right") else w for w in self.texts[start:end]
        )

    def _opens(self, start: int, low: int) -> bool:
        """Whether nothing but the words that hold the time stands between it and the beginning of its clause."""
        for i in range(start - 1, start - 6, -1):
            if (
                i < low
                or self.words[i].text == "\n"
                or self.ends[i] & {"b_comma", "b_and", "b_stop", "b_open", "b_colon"}
            ):
                return True
            if not self.ends[i] & {"b_for", "b_since", "b_from", "b_last", "b_in", "b_the", "b_already", "b_after"}:
                return False
        return False

    def _held(self, i: int, low: int) -> str:
        if i < low or self.words[i].text == "\n":
            return "edge"
        names = {name[2:] for name in self.ends[i] if name.startswith("b_")}
        if self.texts[i] in ("x", "×") and i and self.texts[i - 1][0].isdecimal():
            return "comma"  # "3 x 10 minutes"
        return next((n for n in _HELD_BY if n in names), "symptom" if self.symptom_at[i] else "word")

    def _followed(self, i: int, high: int) -> str:
        if i >= high or self.words[i].text == "\n":
            return "edge"
        names = {name[2:] for name in self.begins[i] if name.startswith("a_")}
        if "of" in names and i + 1 < high and "c_life" in self.begins[i + 1]:
            return "activity"
        return next((n for n in _FOLLOWED_BY if n in names), "symptom" if self.symptom_at[i] else "word")

    def _topic(self, i: int, step: int, low: int, high: int) -> str:
        home = self.clause_of[i] if low <= i < high else -1
        for at in range(i, max(low - 1, i - _WINDOW) if step < 0 else min(high, i + _WINDOW), step):
            far = "" if self.clause_of[at] == home else " far"
            if self.symptom_at[at]:
                return f"symptom{far}"
            if at in self.topic_at:
                return f"{self.topic_at[at]}{far}"
            found = self.ends[at] if step < 0 else self.begins[at]
            topic = next((t for t in _TOPICS if f"c_{t}" in found), "")
            if topic:
                return f"{topic}{far}"
        return "none"

    def _cues(self, i: int, step: int, low: int, high: int) -> dict[str, int]:
        out: dict[str, int] = {}
        for n in range(_NEARBY):
            at = i + step * n
            if not low <= at < high:
                break
            for name in self.ends[at] if step < 0 else self.begins[at]:
                if name[2:] in _CUES:
                    out.setdefault(name[2:], n)
        return out

    def _then(self, end: int) -> str:
        here = self.sentence_of[min(end, len(self.words)) - 1]
        for i in range(end, min(len(self.words), end + _LOOK_AHEAD)):
            if self.sentence_of[i] > here + 1:
                break
            if "c_then" in self.begins[i]:
                return "same" if self.sentence_of[i] == here else "next"
        return "no"

    def _asked(self, number: int, start: int, low: int) -> str:
        """A label before it on its line ("How long: 3 days"), or the question in the sentence before."""
        names: set[str] = set()
        for i in range(start - 1, max(low, start - _WINDOW) - 1, -1):
            if self.words[i].text in ":=?":
                names = {n for j in range(max(low, i - 6), i) for n in self._questions(j)}
                break
        before = self._sentence_before(number)
        if not names and before is not None and start - low <= 3:
            a, b = self.sentences[before]
            if any(self.words[i].text in "?:" for i in range(max(a, b - 2), b)):
                names = {n for i in range(a, min(b, a + _LOOK_AHEAD)) for n in self._questions(i)}
        heads = self.texts[low] in _row("headed") and start - low <= _HEADED
        if heads and self.texts[low + 1 : low + 2] == ("of",):
            heads = not _row("headed_of").isdisjoint(self.texts[low + 2 : start])
        if not names and heads:
            names = {*self._questions(low)}  # "Duration of complaint about 2 months"
        return next((n for n in ("other", "last", "often", "long") if n in names), "")

    def _questions(self, i: int) -> Iterator[str]:
        return (name[2:] for name in self.begins[i] if name.startswith("q_"))

    def _nearest(self, start: int, end: int) -> tuple[str, str, str, int, bool]:
        at = bisect_left(self.symptoms, (start,))
        best = (1 << 30, "none", "", "none", _FAR, False)
        for a, b, kind in self.symptoms[max(0, at - 3) : at + 3]:
            distance = max(start - b if b <= start else a - end, 0)
            apart = self.sentence_of[a] - self.sentence_of[start]
            where = {0: "sentence", 1: "next", -1: "last"}.get(apart, "elsewhere")
            if self.clause_of[a] == self.clause_of[start]:
                where = "clause"
            rank = {"clause": 0, "sentence": 20, "last": 60, "next": 50}.get(where, 1000) + distance
            rank += 0 if kind in ("complaint", "companion") else 15
            if rank < best[0]:
                best = (rank, where, "<" if b <= start else ">", kind, distance, a in self._past)
        return best[1:]

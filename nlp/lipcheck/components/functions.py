"""Functions of the body, and how well they are said to work: "speech is normal", "no change in vision", "grip is weak".

Each statement is a mention of the symptom that the function's failing is (``knowledge/functions.yaml``): there where the
function works badly, denied where it works well; the words between are those of ``knowledge/statements.yaml``. Called by
``lipcheck_mentions``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lipcheck.components.questions import reply_at
from lipcheck.vocabulary import check_entries, read_yaml, word_lists

_COMMON_GOOD: Final = "common_good"
_COMMON_BAD: Final = "common_bad"
_MOST_BETWEEN: Final = 5
_MOST_PARTS: Final = 4


@dataclass(frozen=True, slots=True)
class Statement:
    """A function said to work well (``denies``) or badly: the symptom, first token, one past the last."""

    symptom: str
    start: int
    end: int
    denies: bool


Words = tuple[str, ...]


class Functions:
    """Finds the statements in a document's normalised words."""

    def __init__(self) -> None:
        words = word_lists("statements")
        self._between, self._not, self._links = words["between"], words["not"], words["link"]
        self._determiners, self._trouble, self._denying = words["determiner"], words["trouble"], words["denying"]
        self._parts, self._until = words["part"], words["until"]
        self._worked, self._works, self._over = words["worked"], words["works"], words["over"]
        self._can, self._not_able, self._doing = words["able"], words["not_able"], words["doing"]
        self._may_follow, self._taking_back, self._taken_back = (
            words["behind"],
            words["taking_back"],
            words["taken_back"],
        )
        rows = check_entries("functions", read_yaml("functions"), ("words", "good", "bad"))
        common = {row["id"]: row for row in rows}
        good, bad = common[_COMMON_GOOD]["good"], common[_COMMON_BAD]["bad"]
        self._names: dict[str, list[tuple[Words, str]]] = {}
        self._good: dict[str, frozenset[Words]] = {}
        self._bad: dict[str, frozenset[Words]] = {}
        for row in rows:
            if row["id"] in (_COMMON_GOOD, _COMMON_BAD):
                continue
            self._good[row["id"]] = frozenset(tuple(p.split()) for p in [*good, *row["good"]])
            self._bad[row["id"]] = frozenset(tuple(p.split()) for p in [*bad, *row["bad"]])
            for name in row["words"]:
                parts = tuple(name.split())
                self._names.setdefault(parts[0], []).append((parts, row["id"]))
        self._longest = max(len(p) for s in (*self._good.values(), *self._bad.values()) for p in s)

    def find(self, norms: Sequence[str]) -> Iterator[Statement]:
        """Every statement, functions of one list each with the same evaluation."""
        at = 0
        for start in [i for i, word in enumerate(norms) if word in self._names]:
            named = self._named(norms, start) if start >= at else None
            if named is None:
                continue
            group = [named]
            end = named[2]
            while (following := self._listed(norms, end)) is not None:
                group.append(following)
                end = following[2]
            yield from self._statements(norms, group, end)
            at = end

    def _named(self, norms: Sequence[str], at: int) -> tuple[str, int, int] | None:
        """The function named at a token: symptom, first token, one past the last."""
        best: tuple[str, int, int] | None = None
        for words, symptom in self._names.get(norms[at], ()):
            if tuple(norms[at : at + len(words)]) == words and (best is None or at + len(words) > best[2]):
                best = (symptom, at, at + len(words))
        return best

    def _listed(self, norms: Sequence[str], end: int) -> tuple[str, int, int] | None:
        """The function that goes on the list: "speech, vision and swallowing"."""
        at = end
        for _ in range(_MOST_PARTS):
            begins = at
            while at < min(len(norms), begins + 3) and norms[at] in self._links:
                at += 1
            if begins == at or at >= len(norms):
                return None
            if named := self._named(norms, at):
                return named
            if norms[at] not in self._parts:
                return None
            at += 1
        return None

    def _parts_behind(self, norms: Sequence[str], end: int) -> int:
        """One past the parts that end a list: "speech and arms [are fine]"."""
        at = end
        for _ in range(_MOST_PARTS):
            behind = at
            while behind < min(len(norms), at + 3) and norms[behind] in self._links:
                behind += 1
            if behind == at or behind >= len(norms) or norms[behind] not in self._parts:
                break
            at = behind + 1
        return at

    def _statements(self, norms: Sequence[str], group: Sequence[tuple[str, int, int]], end: int) -> Iterator[Statement]:
        first = group[0][1]
        behind = self._behind(norms, group[-1][0], end)
        before = self._before(norms, group[0][0], first)
        # "no trouble swallowing, hands are not weak": what is said behind the comma is of the hands
        told = before is not None and norms[end : end + 1] == [","]
        if behind is None and not told and (parts := self._parts_behind(norms, end)) > end:
            behind = self._behind(norms, group[-1][0], parts)
        if (
            before is not None
            and not before[0]
            and before[1] < first
            and behind is not None
            and not self._over.isdisjoint(norms[end : behind[1]])
        ):
            behind = None  # "my slurred speech has gone" is over
        for symptom, start, stop in group:
            if behind is not None:
                denies, to = behind
                yield Statement(symptom, start, to if stop == end else stop, denies)
            elif before is not None:
                denies, since = before
                yield Statement(symptom, since if start == first else start, stop, denies)
            elif norms[start] in self._doing and (able := self._able(norms, first)) is not None:
                works, since = able
                back = not works or self._is_taken_back(norms, end) or self._until_then(norms, first - 1, first, end)
                if back or self._closed(norms, self._parts_behind(norms, end)):
                    yield Statement(symptom, since if start == first else start, stop, denies=not back)

    def _behind(self, norms: Sequence[str], symptom: str, end: int) -> tuple[bool, int] | None:
        """The evaluation behind a function: whether it denies the symptom, and one past its last word."""
        negated, at, stop, to = False, end, end + _MOST_BETWEEN + 1, 0
        while at < min(len(norms), stop):
            for length in range(min(self._longest, len(norms) - at), 0, -1):
                words = tuple(norms[at : at + length])
                good, bad = words in self._good[symptom], words in self._bad[symptom]
                if (good or bad) and self._closed(norms, at + length):
                    if good and not negated and self._until_then(norms, end, at, at + length):
                        return False, to or at + length + 1  # with the "until"
                    return good != negated, to or at + length
            if norms[at] in self._not:
                negated = True
            elif norms[at] == "?" and not to:
                to, at = at, reply_at(norms, at) - 1  # "Speech? Fine"
                stop = at + _MOST_BETWEEN + 1
            elif norms[at] not in self._between:
                return None
            at += 1
        return None

    def _before(self, norms: Sequence[str], symptom: str, start: int) -> tuple[bool, int] | None:
        """What stands before a function: "no change in ...", "poor ...", "normal ..."."""
        at = start - 1
        if (
            at >= 0
            and norms[at] not in self._trouble
            and ((norms[at],) in self._bad[symptom] or (norms[at],) in self._good[symptom])
        ):
            good = (norms[at],) in self._good[symptom]
            return (not good, at - 1) if at and norms[at - 1] == "not" else (good, at)
        while at >= max(0, start - 4) and norms[at] in self._determiners:
            at -= 1
        if at < 0 or norms[at] not in self._trouble:
            return None
        denied = bool(at) and norms[at - 1] in self._denying - {"any"}
        denied |= at > 1 and norms[at - 1] == "any" and norms[at - 2] in self._denying
        return denied, (at - 1 if denied else at)

    def _until_then(self, norms: Sequence[str], start: int, end: int, behind: int) -> bool:
        """Whether what worked did so until some time: "speech [was] fine until noon", but "is fine until now"."""
        if behind >= len(norms) or norms[behind] not in self._until:
            return False
        between = set(norms[start:end])
        return bool(self._worked & between) or not self._works & between

    def _able(self, norms: Sequence[str], start: int) -> tuple[bool, int] | None:
        """Whether what stands before a doing says that one can, or in a learner's words cannot, and its first token."""
        at = start - 1 if norms[start - 1] != "to" else start - 2
        if 0 < at < start - 1 and norms[at] == "not" and norms[at - 1] in self._can:
            return False, at - 1  # "she cannot to speak"
        if at < 0 or norms[at] not in self._can:
            return None
        if at and norms[at - 1] == "no":
            return False, at - 1  # "she no can speak"
        return None if at and norms[at - 1] in self._not_able else (True, start - 1)

    def _closed(self, norms: Sequence[str], at: int) -> bool:
        """Whether a statement can end before this token, and nothing is taken back."""
        if self._is_taken_back(norms, at):
            return False
        return at >= len(norms) or not norms[at].isalpha() or norms[at] in self._may_follow

    def _is_taken_back(self, norms: Sequence[str], at: int) -> bool:
        """Whether a statement that ends here goes on to take itself back: "can close the eye, but not fully"."""
        return bool(self._taking_back & set(norms[at : at + 2]) and self._taken_back & set(norms[at : at + 4]))

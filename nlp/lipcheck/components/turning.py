"""What a short statement says of the symptom told just before: "I never slur. Today I do", "My speech is fine. It wasn't at noon".

It names no symptom: a pronoun, an auxiliary, a time. Which words make one is data: ``knowledge/turning.yaml``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from lipcheck.components.clauses import Clauses
from lipcheck.components.cues import WORDS as CUE_WORDS
from lipcheck.components.tense import PAST, PLUPERFECT, verbs
from lipcheck.vocabulary import word_lists

_WORDS: Final = word_lists("turning")
_SUBJECTS: Final = _WORDS["subject"]
_PRESENT: Final = _WORDS["present"]
_PAST: Final = _WORDS["past"]
_NOT: Final = _WORDS["not"]
_NOW: Final = _WORDS["now"]
_BEFORE: Final = _WORDS["before"]
_AS_A_RULE: Final = _WORDS["as_a_rule"]
_SUPPOSED: Final = _WORDS["supposed"]
_TIMES: Final = _WORDS["time"]
_FILLERS: Final = _WORDS["filler"]
_OPENERS: Final = _WORDS["opener"]
_JOINERS: Final = _WORDS["joiner"]
_UNTIL: Final = CUE_WORDS["until"]
_SO_FAR: Final = _WORDS["so_far"]
_TOLD: Final = frozenset({PAST, PLUPERFECT})
_ENDS: Final = frozenset({".", "!", "?", ";", ",", ":", "(", "-", "–"})
_LONGEST: Final = 12
# how far before and behind a mention its own time may stand, in tokens
_BEFORE_REACH, _NOW_REACH = 24, 5


class Turn(NamedTuple):
    """Such a statement: its tokens, whether it denies, if it is told of now ("present") or of before ("past"), and whether it names a time."""

    start: int
    end: int
    denies: bool
    tense: str
    timed: bool


def turn(norms: Sequence[str], clauses: Clauses, start: int, end: int, *, of_another_time: bool = True) -> Turn | None:
    """The statement of this kind behind the sentence of tokens ``[start, end)``, or behind a comma or "and" within it.

    ``of_another_time``: than what it turns, as in "I can talk now. I could not at noon", not in "I had no fever. It was in May".
    """
    low, high = clauses.sentence(start)
    found = None
    for i in range(end, min(high, end + _LONGEST)):
        if norms[i] in _JOINERS and (found := _statement(norms, i + 1, high)):
            break
    number = clauses.sentence_of[start] + 1
    if found is None and number < len(clauses.sentences):
        found = _statement(norms, *clauses.sentences[number])
    if found is None or not of_another_time:
        return found
    said = norms[max(low, start - _BEFORE_REACH) : min(end + _NOW_REACH, found.start)]
    before = not _PAST.isdisjoint(said) or not _BEFORE.isdisjoint(said)
    now = not _NOW.isdisjoint(said)
    if found.tense == "past":
        return found if now or not before or (found.timed and not _AS_A_RULE.isdisjoint(said)) else None
    return (
        found
        if before or not _NOW.isdisjoint(norms[found.start : found.end]) or not _SUPPOSED.isdisjoint(said)
        else None
    )


def is_turned(norms: Sequence[str], clauses: Clauses, start: int, end: int) -> bool:
    """Whether what is said to work, of tokens ``[start, end)``, is said not to have worked: "I can lift it now. At noon I could not"."""
    found = turn(norms, clauses, start, end)
    return found is not None and found.denies and found.tense == "past"


def until(norms: Sequence[str], start: int, end: int) -> bool:
    """Whether the words behind a statement of tokens ``[start, end)`` date its end: "no trouble speaking [until] noon".

    "No fever till now" says so only where a verb tells of the past: "I had no fever till now".
    """
    at = next((i for i in range(end, min(end + 2, len(norms))) if norms[i] in _UNTIL), None)
    if at is None:
        return False
    return _SO_FAR.isdisjoint(norms[at + 1 : at + 3]) or any(v.tense in _TOLD for v in verbs(norms[start:end]))


def denies(norms: Sequence[str]) -> bool:
    """Whether one of these words denies."""
    return not _NOT.isdisjoint(norms)


def _statement(norms: Sequence[str], start: int, end: int) -> Turn | None:
    """The statement that begins at a token, if it is one: times, a pronoun, an auxiliary, and nothing but times behind."""
    end = min(end, start + 2 * _LONGEST)
    i = start
    while i < end and (not norms[i].strip() or norms[i] in _TIMES or norms[i] in _OPENERS or norms[i] in _JOINERS):
        i += 1
    if i + 1 >= end or norms[i] not in _SUBJECTS or norms[i + 1] not in _PRESENT | _PAST:
        return None
    tense = "present" if norms[i + 1] in _PRESENT else "past"
    denied, j = False, i + 2
    while j < end and norms[j] not in _ENDS and "\n" not in norms[j]:
        if not norms[j].strip():
            pass  # a doubled space
        elif norms[j] in _NOT:
            denied = True
        elif (
            norms[j] not in _TIMES and norms[j] not in _FILLERS and not (norms[j].isdigit() and norms[j - 1] in _TIMES)
        ):
            return None
        j += 1
    timed = not _TIMES.isdisjoint(norms[start:j])
    return Turn(start, j, denied, tense, timed) if j - start <= _LONGEST else None

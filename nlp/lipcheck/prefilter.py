"""What a text must hold before a regular expression can match in it: strings looked up by ``in`` spare most of the searches.

A requirement is a list of clauses, and of each clause at least one string stands in every match, wherever it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from re import _constants as ops  # type: ignore[attr-defined]  # the parser of ``re`` has no public name
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final

Clause = list[str]
DIGITS: Final = list("0123456789")
_DIGITS: Final = frozenset(DIGITS)
# a clause of more strings costs as much as the search that it may spare
_MOST: Final = 60
_CLAUSES: Final = 2


def requirement(pattern: str) -> list[Clause]:
    r"""What every match of a pattern holds, the most telling clauses first; none where nothing is certain.

    A digit (``\d``) is one of ``DIGITS`` in ASCII texts only.

    >>> requirement(r"my (?:son|husband)s?\b")
    [['my '], ['husband', 'son']]
    """
    parsed = parser.parse(pattern)
    if parsed.state.flags & re.IGNORECASE:
        return []
    found = {tuple(sorted(_shortest(clause))) for clause in _clauses(parsed)}
    digits = tuple(DIGITS) in found
    worded = sorted(found - {tuple(DIGITS)}, key=lambda clause: (*_rank(clause), clause))
    return [list(clause) for clause in worded[:_CLAUSES]] + [DIGITS] * digits


def _shortest(clause: Collection[str]) -> list[str]:
    """A clause without the strings that hold another of its strings."""
    return [string for string in clause if not any(other in string for other in clause if other != string)]


def _rank(clause: Collection[str]) -> tuple[int, int]:
    """The least for what is rarest in texts: long strings, and few of them."""
    return -min(map(len, clause)), len(clause)


def _clauses(sequence: Iterable[tuple[Any, Any]]) -> Iterator[frozenset[str]]:
    """The clauses of a parsed pattern."""
    run = ""
    for op, value in sequence:
        if op is ops.LITERAL:
            run += chr(value)
            continue
        if op in (ops.AT, ops.ASSERT, ops.ASSERT_NOT):  # which take no character
            continue
        if run:
            yield frozenset({run})
            run = ""
        yield from _of_part(op, value)
    if run:
        yield frozenset({run})


def _of_part(op: Any, value: Any) -> Iterator[frozenset[str]]:
    if op is ops.SUBPATTERN and not value[1]:
        yield from _clauses(value[3])
    elif op is ops.ATOMIC_GROUP:
        yield from _clauses(value)
    elif op in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT) and value[0]:
        yield from _clauses(value[2])
    elif op is ops.BRANCH:
        best = [min(_clauses(branch), key=_rank, default=None) for branch in value[1]]
        if None not in best and len(together := frozenset().union(*filter(None, best))) <= _MOST:
            yield together
    elif op is ops.IN and value == [(ops.CATEGORY, ops.CATEGORY_DIGIT)]:
        yield frozenset(DIGITS)
    elif op is ops.IN and all(kind is ops.LITERAL for kind, _ in value):
        yield frozenset(chr(code) for _, code in value)


class _Alternative:
    """One of the patterns that a ``Prefiltered`` joins, compiled when a text may match."""

    def __init__(self, source: str, compile_: Callable[[str], re.Pattern[str]]) -> None:
        self.source = source
        self._compile = compile_

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return self._compile(self.source)


class Prefiltered:
    """Patterns joined by ``|``; a match is where theirs is, but only those are searched for that a text may match.

    >>> Prefiltered([(p, requirement(p)) for p in ("numb", "tingl(?:es|ing)")]).search("it tingles")
    <re.Match object; span=(3, 10), match='tingles'>
    """

    def __init__(
        self,
        alternatives: Iterable[tuple[str, Sequence[Clause]]],
        compile_: Callable[[str], re.Pattern[str]] = re.compile,
    ) -> None:
        self._ascii = [(_Alternative(source, compile_), clauses) for source, clauses in alternatives]
        # a digit beside words is one of another script too: "two|\\d"
        self._any = [(pattern, [c for c in clauses if _DIGITS.isdisjoint(c)]) for pattern, clauses in self._ascii]
        self._named = any("(?P<" in alternative.source for alternative, _ in self._ascii)
        self._compile = compile_

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """All of them in one."""
        return self._compile("|".join(alternative.source for alternative, _ in self._ascii))

    def _possible(self, text: str) -> list[_Alternative]:
        """The patterns that the text holds the strings of."""
        out = []
        for alternative, clauses in self._ascii if text.isascii() else self._any:
            for clause in clauses:
                for string in clause:  # a loop, as a call or a generator costs more than what it looks for
                    if string in text:
                        break
                else:
                    break
            else:
                out.append(alternative)
        return out

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The first match from a character on, with the named groups of all patterns."""
        possible = self._possible(text)
        if self._named and possible:
            return self.pattern.search(text, start)
        first: re.Match[str] | None = None
        for alternative in possible:
            match = alternative.pattern.search(text, start)
            if match is not None and (first is None or match.start() < first.start()):
                first = match
        return first

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches."""
        return self.pattern.finditer(text) if self._possible(text) else iter(())

    def split(self, text: str) -> list[str]:
        """The text between the matches."""
        return self.pattern.split(text) if self._possible(text) else [text]

"""What is said of a thing is no finding: "the fee is stiff", "a cramped room", "the talks collapsed".

A mention goes where the words beside it name a thing that has no body (``knowledge/things.yaml``), and no site stands between.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Final

from lipcheck.vocabulary import word_lists

_REACH: Final = 5
# how far before a remedy the words may stand that tell of a part beside it, in tokens
_REMEDY_REACH: Final = 6


class Things:
    """Tells whether a mention is said of a thing."""

    def __init__(self) -> None:
        rows = word_lists("things")
        self._things, self._links, self._symptoms = rows["things"], rows["links"], rows["symptoms"]
        self._copulas, self._unclear = rows["copulas"], tuple(sorted(rows["unclear"]))
        self._matters, self._titles = rows["matters"], rows["titles"]
        self._placing, self._about = rows["placing"], rows["about"]
        self._remedies, self._working, self._beside_remedy = rows["remedies"], rows["working"], rows["beside_remedy"]

    def fails(self, norms: Sequence[str], start: int, end: int, medicines: Container[int]) -> bool:
        """Whether the tokens of a mention say that a remedy does not work; ``medicines``: tokens of medicines and products.

        >>> Things().fails("rash on my arms , the cream is not working".split(), 7, 10, ())
        True
        >>> Things().fails("my arm is just not working".split(), 4, 6, ())
        False
        """
        if self._working.isdisjoint(norms[start:end]):
            return False
        at = start - 1
        while at >= max(0, start - _REACH) and norms[at] in self._links:
            at -= 1
        if at < 0 or not (norms[at] in self._remedies or at in medicines):
            return False
        told = norms[max(0, at - _REMEDY_REACH) : at]
        told = told[len(told) - list(reversed(told)).index(",") :] if "," in told else told
        return self._beside_remedy.isdisjoint(told)  # "the leg where I had the injection is not working"

    def bears(self, norms: Sequence[str], start: int, end: int, symptom: str) -> bool:
        """Whether the tokens of a mention of a symptom are said of a thing.

        >>> Things().bears("the waiting room was so cramped".split(), 5, 6, "cramp")
        True
        >>> Things().bears("some confusion about my appointment".split(), 1, 2, "confusion")
        True
        >>> Things().bears("i got a drink and blacked out".split(), 5, 7, "confusion")
        False
        >>> Things().bears("in the room my leg was cramped".split(), 6, 7, "cramp")
        False
        """
        if start and norms[start - 1] in self._titles and end - start == 1:
            return True
        if symptom not in self._symptoms:
            return False
        unclear = norms[start].startswith(self._unclear)
        if symptom == "confusion" and unclear and norms[end : end + 1] and norms[end] in self._about:
            return bool(self._matters & set(norms[end + 1 : end + _REACH]))
        following = norms[end : end + 1]
        if following and following[0] in self._things:
            return True
        if start and norms[start - 1] in self._things and norms[start].endswith("ed"):
            return not self._placing & set(norms[max(0, start - 3) : start - 1])  # "my laptop passed out"
        for i in range(start - 1, max(-1, start - 1 - _REACH), -1):
            if norms[i] in self._things and self._copulas & set(norms[i + 1 : start]):
                return not self._placing & set(norms[max(0, i - 2) : i])
            if norms[i] not in self._links:
                return False
        return False

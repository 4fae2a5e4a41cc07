"""Kinds of messages that are measured apart: age group, length, spelling, writer and source."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from lipcheck.cleaning import clean
from lipcheck.components.clauses import same_length_lower
from lipcheck.components.normalise import spellings
from lipcheck.components.spelling import listed, phrase_words, speller
from lipcheck.evaluation.gold import Gold

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# the speller judges no shorter word, and the lists hold few of them
_SHORTEST: Final = 5
_AGES: Final = ((12, "under 12"), (18, "12 to 17"), (50, "18 to 49"), (65, "50 to 64"))
_LENGTHS: Final = ((25, "up to 25 words"), (50, "26 to 50 words"), (100, "51 to 100 words"))
_NOISE: Final = ((0.0, "none"), (0.04, "up to 4 %"))


def age_group(message: Gold) -> str | None:
    """The age group that the labels give; None where the age is not labelled."""
    if "patient" not in message.labels:
        return None
    age = (message.labels["patient"] or {}).get("age_years")
    if age is None:
        return "not said"
    return next((name for limit, name in _AGES if age < limit), "65 and over")


def length(message: Gold) -> str | None:
    """How long the message is; None where its text is not there."""
    if message.text is None:
        return None
    words = len(_words(message.text))
    return next((name for limit, name in _LENGTHS if words <= limit), "over 100 words")


def noise(message: Gold) -> str | None:
    """How much of the message is spelt in an unknown way; None where its text is not there."""
    if message.text is None:
        return None
    share = spelling_noise(message.text)
    return next((name for limit, name in _NOISE if share <= limit), "over 4 %")


def spelling_noise(text: str) -> float:
    """The share of a text's words that lipcheck respells or does not know, 0 to 1.

    >>> spelling_noise("my lip is twiching")
    0.25
    """
    words = _words(text)
    return sum(map(_is_noise, words)) / len(words) if words else 0.0


def _words(text: str) -> list[str]:
    return _WORD.findall(same_length_lower(clean(text).text))


@lru_cache(maxsize=20_000)
def _is_noise(word: str) -> bool:
    if not word.isalpha():  # a contraction, which the tokenizer knows
        return False
    if spellings().get(word, word) != word or speller().word(word) != word:
        return True
    return len(word) >= _SHORTEST and word not in _known()


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return phrase_words() | listed("common_words") | listed("real_words")


_KINDS: Final[dict[str, Callable[[Gold], str | None]]] = {
    "age group": age_group,
    "length": length,
    "misspelt or unknown words": noise,
}
_ORDER: Final = [name for table in (_AGES, _LENGTHS, _NOISE) for _, name in table]


def slices(messages: Sequence[Gold]) -> dict[str, dict[str, list[Gold]]]:
    """The messages by kind and value, in a readable order; a kind that does not divide them is left out."""
    kinds = dict(_KINDS) | {key: _group(key) for key in sorted({k for m in messages for k in m.groups})}
    out = {}
    for kind, value_of in kinds.items():
        found: dict[str, list[Gold]] = {}
        for message in messages:
            if (value := value_of(message)) is not None:
                found.setdefault(value, []).append(message)
        if len(found) > 1:
            rank = {name: n for n, name in enumerate(_ORDER)} if kind in _KINDS else {}
            out[kind] = {v: found[v] for v in sorted(found, key=lambda v: (rank.get(v, len(rank)), v))}
    return out


def _group(key: str) -> Callable[[Gold], str | None]:
    return lambda message: message.groups.get(key)

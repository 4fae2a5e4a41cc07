"""Words and numbers of a lower-case text: "2-3", "half a dozen", "twenty-five", "one and a half", "a few".

``words_of`` cuts the text, ``read_amount`` reads the number or range that begins at a word. Both look at each word a bounded
number of times.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from lipcheck.vocabulary import check_entries, read_yaml, word_lists

_WORD: Final = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+(?:['’][^\W\d_]+)?|\n|[^\w\s]|_")
_DASHES: Final = frozenset("-–—~")
_RANGE: Final = frozenset({*_DASHES, "to", "or", "until", "till", "til", "/", ","})
_ARTICLES: Final = word_lists("moments")["number_article"]
_INDEFINITE: Final = word_lists("moments")["indefinite"]
_ORDINAL_ENDS: Final = word_lists("moments")["ordinal_end"]
_VAGUE: Final = word_lists("moments")["vague"]
_HEDGES: Final = word_lists("moments")["hedge"]


class Word(NamedTuple):
    """A word, number or sign, and where it stands in the text."""

    text: str
    start: int
    end: int


class Amount(NamedTuple):
    """A number or range; ``end`` is one past its last word, ``article`` says that it is a bare "a" or "an"."""

    low: float
    high: float
    end: int
    article: bool = False


def words_of(text: str) -> list[Word]:
    """The words of a text.

    >>> [w.text for w in words_of("5-6x/day, it's")]
    ['5', '-', '6', 'x', '/', 'day', ',', "it's"]
    """
    if "’" in text:
        text = text.replace("’", "'")  # one character for one, so offsets stay
    return [Word._make((m[0], *m.span())) for m in _WORD.finditer(text)]


@lru_cache(maxsize=1)
def time_rows() -> tuple[dict[str, Any], ...]:
    """The entries of ``knowledge/times.yaml``."""
    return tuple(check_entries("times", read_yaml("times"), ("words", "low", "high", "seconds")))


@lru_cache(maxsize=1)
def number_words() -> Mapping[str, tuple[float, float]]:
    """The number words with their low and high."""
    return {w: (float(r["low"]), float(r["high"])) for r in time_rows() if r["id"].startswith("n_") for w in r["words"]}


@lru_cache(maxsize=1)
def ordinal_words() -> Mapping[str, float]:
    """The ordinals with their number."""
    return {w: float(r["low"]) for r in time_rows() if r["id"].startswith("o_") for w in r["words"]}


def read_amount(words: Sequence[Word], i: int) -> Amount | None:
    """The number or range that begins at word ``i``.

    >>> read_amount(words_of("two to three times"), 0)
    Amount(low=2.0, high=3.0, end=3, article=False)
    >>> read_amount(words_of("half a dozen times"), 0).low
    6.0
    """
    first = _single(words, i)
    if first is None:
        return None
    sign = _text(words, first.end)
    if (
        (sign in _RANGE or sign in _HEDGES)
        and not (first.article and sign != "or")
        and not (sign == "," and words[i].text in ("one", "once"))
    ):
        at = behind_hedges(words, first.end + 1)
        second = _single(words, at)
        # "three, four times", "three, maybe 20", but no "for the last three, 20 times a day"
        listed = sign != "," or at > first.end + 1 or (second is not None and second.low <= 2 * first.high + 1)
        if second is not None and not second.article and second.low > first.low and listed:
            return Amount(first.low, second.high, second.end)
    # "3 4 times", "two three seconds": the sign is left out
    if words[i].text.isdecimal() and sign.isdecimal() and float(sign) == first.high + 1:
        return Amount(first.low, float(sign), first.end + 1)
    if (
        words[i].text.isalpha()
        and first.low > 1
        and first.end == i + 1
        and not first.article
        and sign in number_words()
    ):
        second = _single(words, first.end)
        if second is not None and second.end == first.end + 1 and second.low == second.high == first.high + 1:
            return Amount(first.low, second.high, second.end)
    return first


def read_single(words: Sequence[Word], i: int) -> Amount | None:
    """The one number that begins at word ``i``; "24, 62 kilos" begins with 24."""
    return _single(words, i)


def behind_hedges(words: Sequence[Word], i: int) -> int:
    """Past "maybe", "even" before the second number of a range.

    >>> read_amount(words_of("two, maybe even three times"), 0)
    Amount(low=2.0, high=3.0, end=5, article=False)
    """
    steps = 0
    while steps < 2 and _text(words, i) in _HEDGES:
        i, steps = i + 1, steps + 1
    return i


def read_ordinal(words: Sequence[Word], i: int) -> tuple[float, int] | None:
    """The ordinal at word ``i`` and one past its last word: "third", "3rd".

    >>> read_ordinal(words_of("3rd day"), 0)
    (3.0, 2)
    """
    word = _text(words, i)
    if word in ordinal_words():
        return ordinal_words()[word], i + 1
    if (
        word.isdecimal()
        and len(word) < 3
        and _text(words, i + 1) in _ORDINAL_ENDS
        and words[i + 1].start == words[i].end
    ):
        return float(word), i + 2
    return None


def _text(words: Sequence[Word], i: int) -> str:
    return words[i].text if 0 <= i < len(words) else ""


def _single(words: Sequence[Word], i: int) -> Amount | None:
    """One number, no range."""
    word = _text(words, i)
    if not word:
        return None
    if word[0].isdecimal():
        if _text(words, i + 1) == "/" and _text(words, i + 2) in ("2", "4") and word in ("1", "3"):
            return Amount(float(word) / float(words[i + 2].text), float(word) / float(words[i + 2].text), i + 3)
        if len(word) > 6 or (_text(words, i + 1) in _ORDINAL_ENDS and words[i + 1].start == words[i].end):
            return None
        return _and_a_half(words, float(word), float(word), i + 1)
    known = number_words()
    if word not in known:
        return None
    low, high = known[word]
    following = _text(words, i + 1)
    if word in ("a", "an", "half", "quarter", "three"):
        later = i + 1
        while _text(words, later) in _ARTICLES and later - i < 3:
            later += 1
        text = _text(words, later)
        if word == "three" and following in ("quarter", "quarters"):  # "three quarters of an hour"
            later = i + 2
            while _text(words, later) in _ARTICLES and later - i < 4:
                later += 1
            return Amount(0.75, 0.75, later)
        if word in ("half", "quarter"):
            if text == "dozen":
                return Amount(low * 12, high * 12, later + 1)
            return Amount(low, high, later)
        if word in ("a", "an"):
            if text in ("good", "mere", "further"):
                later, text = later + 1, _text(words, later + 1)
            if text in _INDEFINITE:
                return _single(words, later)
            return Amount(1.0, 1.0, i + 1, article=True)
    if word in ("few", "couple", "dozen", "pair"):
        return Amount(low, high, i + 2 if following == "of" else i + 1)
    end = i + 1
    if low >= 20 and low < 100 and low % 10 == 0:
        at = end + 1 if following in _DASHES else end
        unit = known.get(_text(words, at))
        if (
            unit
            and unit[0] == unit[1]
            and 1 <= unit[0] < 10
            and _text(words, at) not in {"a", "an", *_INDEFINITE, *_VAGUE}
        ):
            low = high = low + unit[0]
            end = at + 1
    elif low < 10 and following == "hundred":
        low = high = low * 100
        end += 1
    return _and_a_half(words, low, high, end)


def past_half(words: Sequence[Word], i: int) -> int:
    """One past "and a half" or "and half" at word ``i``; ``i`` where neither stands there."""
    following = [w.text for w in words[i : i + 3]]
    if following == ["and", "a", "half"]:
        return i + 3
    return i + 2 if following[:2] == ["and", "half"] else i


def _and_a_half(words: Sequence[Word], low: float, high: float, end: int) -> Amount:
    """Adds the half of "2 ½", "2 1/2", "two and a half"; steps over "-ish" and "odd"."""
    if _text(words, end) == "½":
        return Amount(low + 0.5, high + 0.5, end + 1)
    if [w.text for w in words[end : end + 3]] == ["1", "/", "2"]:
        return Amount(low + 0.5, high + 0.5, end + 3)
    half = past_half(words, end)
    if half > end:
        return Amount(low + 0.5, high + 0.5, half)
    if _text(words, end) in _DASHES and _text(words, end + 1) == "ish":
        return Amount(low, high, end + 2)
    return Amount(low, high, end)

"""Finds times ("for 3-5 seconds", "two weeks ago", "yesterday", "day 5") and rates ("2-3 times a day", "every 2 hrs").

Only what is said is read here, never what it is the time of: that is for ``durations`` and ``frequencies``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from lipcheck.components.numbers import (
    Amount,
    Word,
    behind_hedges,
    number_words,
    ordinal_words,
    past_half,
    read_amount,
    read_ordinal,
    time_rows,
)
from lipcheck.vocabulary import word_lists

DAY: Final = 86400.0
_MONTH: Final = 30 * DAY
_YEAR: Final = 365 * DAY
_SHORT: Final = word_lists("moments")["short_unit"]
_INDEFINITE: Final = word_lists("moments")["indefinite"]
_LENGTHS: Final = frozenset({"day", "week", "month", "year"})
_EVERY: Final = word_lists("moments")["every"]
_OF_THEM: Final = word_lists("moments")["of_them"]
_BEFORE_SHORTHAND: Final = word_lists("moments")["before_shorthand"]
_BEHIND_SHORTHAND: Final = word_lists("moments")["behind_shorthand"]
_BESIDE_DAYS: Final = word_lists("moments")["beside_days"]
_DECADES_OF_LIFE: Final = word_lists("moments")["decade_of_life"]
_NO_LENGTH: Final = word_lists("moments")["no_length"]
_BOUTS: Final = word_lists("moments")["bout"]
_COUNTED: Final = word_lists("moments")["counted"]
_LAST: Final = word_lists("moments")["last"]
_PER: Final = word_lists("moments")["per"]
_IN_A: Final = word_lists("moments")["in_a"]
_WITHIN: Final = word_lists("moments")["within"]
_THIS_DAY: Final = word_lists("moments")["this_day"]
_ALTERNATE: Final = word_lists("moments")["alternate"]
_LEAVING_OUT: Final = word_lists("moments")["leaving_out"]
_NO_NOUN: Final = word_lists("moments")["no_noun"]
_OF_SIZE: Final = word_lists("moments")["of_size"]
_LOOK_BACK: Final = 10


@dataclass(frozen=True, slots=True)
class Time:
    """A length of time or a date: seconds, what it is made of, and its words ``[start, end)``; ``lead`` is the first word of "about", "up to".

    ``bound`` is "up_to" of an upper bound, "ordinal" of a "third week", else "".
    """

    form: str
    low_s: float
    high_s: float
    unit: str
    start: int
    end: int
    lead: int
    bound: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate by the day, and its words ``[start, end)``; ``noun`` is what is counted, "" where it is not said."""

    form: str
    low: float
    high: float
    unit: str
    start: int
    end: int
    lead: int
    noun: str = ""


@lru_cache(maxsize=8)
def seconds_of(kind: str) -> Mapping[str, tuple[str, float]]:
    """Words of a kind of unit ("u", "w", "d", "r", "f") with the unit's name and its seconds."""
    rows = (r for r in time_rows() if r["id"].startswith(f"{kind}_"))
    return {w: (r["id"][2:], float(r["seconds"])) for r in rows for w in r["words"]}


@lru_cache(maxsize=1)
def _rate_units() -> Mapping[str, tuple[str, float]]:
    return {w: u for w, u in {**seconds_of("u"), **seconds_of("w")}.items() if w not in _SHORT}


@lru_cache(maxsize=4)
def phrases_of(name: str) -> frozenset[tuple[str, ...]]:
    """The phrases of an entry, cut into words."""
    return frozenset(tuple(w.split()) for r in time_rows() if r["id"] == name for w in r["words"])


@lru_cache(maxsize=1)
def _lead_ends() -> frozenset[str]:
    return frozenset(p[-1] for name in ("up_to", "about") for p in phrases_of(name))


@lru_cache(maxsize=1)
def _time_starts() -> frozenset[str]:
    """The words that a time may begin with, digits aside."""
    named = {"day", "week", "month", "year", "hour"} | _LAST
    return frozenset(named | number_words().keys() | ordinal_words().keys() | {w.split()[0] for w in seconds_of("d")})


@lru_cache(maxsize=1)
def _rate_starts() -> frozenset[str]:
    """The words that a rate, or the frame of one, may begin with, digits aside."""
    named = {*_EVERY, "in", "per", "within", "a", "alternate", "alternating"}
    return frozenset(named | number_words().keys() | ordinal_words().keys() | seconds_of("r").keys())


@lru_cache(maxsize=1)
def _units() -> frozenset[str]:
    """The words of which every time and every rate has one."""
    return _THIS_DAY | {word.split()[0] for kind in "uwdr" for word in seconds_of(kind)}


def may_hold_any(texts: Sequence[str]) -> bool:
    """Whether a time or a rate may stand among words; most messages of other matters name no unit of time.

    >>> may_hold_any("for 3 days".split()), may_hold_any("number 3".split())
    (True, False)
    """
    return not _units().isdisjoint(texts) or not seconds_of("f").keys().isdisjoint(texts)


def text_at(words: Sequence[Word], i: int) -> str:
    """The word at ``i``, "" outside the text."""
    return words[i].text if 0 <= i < len(words) else ""


def find_times(words: Sequence[Word], taken: bytearray) -> list[Time]:
    """The lengths and dates of a text, outside the words that are taken already (a byte a word, 1 is taken).

    >>> from lipcheck.components.numbers import words_of
    >>> [(t.form, t.low_s, t.high_s) for t in find_times(words_of("for 3-5 seconds since yesterday"), bytearray(9))]
    [('amount', 3.0, 5.0), ('date', 86400.0, 86400.0)]
    """
    out: list[Time] = []
    starts = _time_starts()
    i = 0
    while i < len(words):
        word = words[i].text
        found = _time(words, i) if not taken[i] and (word in starts or word[0].isdecimal()) else None
        if found is None or any(taken[i : found.end]):
            i += 1
            continue
        out.append(found)
        i = found.end
    return out


def _time(words: Sequence[Word], i: int) -> Time | None:
    word = words[i].text
    for n in (3, 1):
        date = seconds_of("d").get(" ".join(w.text for w in words[i : i + n]))
        if date and i + n <= len(words):
            return Time("date", date[1], date[1], date[0], i, i + n, i)
    if word in _LAST:
        unit = _unit(words, i + 1)
        if unit and unit[0] not in ("night", "second") and not text_at(words, i + 1).endswith("s"):
            start = i - 1 if text_at(words, i - 1) in ("the", "this") else i
            return Time("last", unit[1], unit[1], unit[0], start, i + 2, start)
    nth = _nth(words, i)
    if nth:
        return nth
    if word in _NO_LENGTH:
        return None
    amount = read_amount(words, i)
    return _shorthand(words, i) or (_length(words, i, amount) if amount else None)


def _shorthand(words: Sequence[Word], i: int) -> Time | None:
    """A clinician's "3/7" for days, "2-3/52" for weeks, "6/12" for months; not the date "on 5/7", "7/12/2024"."""
    ranged = text_at(words, i + 1) in ("-", "–") and text_at(words, i + 3) == "/"
    slash = i + 3 if ranged else i + 1
    unit = seconds_of("f").get(text_at(words, slash + 1))
    if unit is None or text_at(words, slash) != "/" or "/" in (text_at(words, i - 1), text_at(words, slash + 2)):
        return None
    counts = [words[i].text, words[slash - 1].text]
    if not all(c.isdecimal() and 0 < int(c) < int(words[slash + 1].text) for c in counts):
        return None
    if words[i].end != words[i + 1].start or words[slash].end != words[slash + 1].start:
        return None
    end = slash + 2
    name, seconds = unit
    if text_at(words, i - 1) not in _BEFORE_SHORTHAND and text_at(words, end) not in _BEHIND_SHORTHAND:
        return None
    low, high = (int(c) * seconds for c in counts)
    lead, bound = lead_of(words, i)
    return Time("amount", low, high, name, i, end, lead, bound)


def _unit(words: Sequence[Word], i: int) -> tuple[str, float] | None:
    word = text_at(words, i)
    if word in _SHORT and not text_at(words, i - 1)[:1].isdecimal():
        return None
    if word == "d" and _BESIDE_DAYS.isdisjoint((text_at(words, i + 1), text_at(words, i - 2))):
        return None
    if word == "s" and (text_at(words, i - 2) in _DECADES_OF_LIFE or words[i - 1].end < words[i].start):
        return None
    return seconds_of("u").get(word)


def _nth(words: Sequence[Word], i: int) -> Time | None:
    """ "day 5", "week three", "third week": how far on it is."""
    if words[i].text in ("day", "week", "month", "year", "hour"):
        amount = read_amount(words, i + 1)
        if amount and not amount.article and amount.low == int(amount.low) and text_at(words, i + 1) not in _INDEFINITE:
            name, seconds = seconds_of("u")[words[i].text]
            if not _unit(words, amount.end) and text_at(words, i - 1) not in ("a", "per", "every", "each"):
                return Time("nth", amount.low * seconds, amount.high * seconds, name, i, amount.end, i)
    ordinal = read_ordinal(words, i)
    if ordinal and ordinal[0] > 1:
        unit = _unit(words, ordinal[1])
        if (
            unit
            and unit[0] in ("day", "night", "week", "month", "year")
            and text_at(words, i - 1) not in ("every", "each")
        ):
            return Time("nth", ordinal[0] * unit[1], ordinal[0] * unit[1], unit[0], i, ordinal[1] + 1, i, "ordinal")
    return None


def _length(words: Sequence[Word], i: int, amount: Amount) -> Time | None:
    """The length that begins with an amount: its unit, a second amount behind "to", halves, smaller units."""
    at = _behind_filler(words, amount.end)
    unit = _unit(words, at)
    if unit is None:
        return None
    name, seconds = unit
    if (
        amount.article
        and (
            text_at(words, i - 1) == "times"  # "many times a day"
            or text_at(words, at) in _SHORT
            or (name == "second" and text_at(words, at + 1)[:1].isalpha() and not _goes_on(words, at + 1))
        )
    ):
        return None
    low, high, end = amount.low * seconds, amount.high * seconds, at + 1
    if name == "year" and amount.low == amount.high == 0.5:
        low = high = 6 * _MONTH
    if past_half(words, end) > end:
        low, high, end = low + seconds / 2, high + seconds / 2, past_half(words, end)
    if low == high:
        longer = _to_longer(words, end, amount, high, (name, seconds))
        if longer:
            high, end, name = longer
        else:
            low, end = _and_smaller(words, end, low, seconds)
            high = low
    end = _behind_more(words, end)
    lead, bound = lead_of(words, i)
    return Time("amount", 0.0 if bound and low == high else low, high, name, i, end, lead, bound)


def _to_longer(
    words: Sequence[Word], i: int, amount: Amount, low: float, unit: tuple[str, float]
) -> tuple[float, int, str] | None:
    """The longer end of a range: seconds, one past it, its unit; "to an hour", "or two", ", sometimes ten"."""
    sign = text_at(words, i)
    at = behind_hedges(words, i + 1)
    hedged = at > i + 1
    brief = sign == "," and unit[1] < DAY
    if sign not in ("to", "or", "-", "–", "—", "until", "till") and not brief:
        return None
    second = read_amount(words, at)
    after = _behind_filler(words, second.end) if second else at
    other = _unit(words, after)
    if second is None and (amount.low > 1 or not other or text_at(words, after).endswith("s")):
        return None  # "an hour to hour and a half", but no "two days to days"
    number = second or Amount(1.0, 1.0, at)
    if other:
        high, end = number.high * other[1], after + 1
        if past_half(words, end) > end:
            high, end = high + other[1] / 2, past_half(words, end)
        listed = not brief or hedged or (other[1] < DAY and high <= 3 * low)
        return (high, end, other[0]) if high > low and listed else None
    if number.article or number.low <= amount.high or (sign != "or" and not hedged):
        return None
    if text_at(words, number.end) in _COUNTED | _BOUTS:
        return None  # "a few seconds, maybe 10 or 15 times a day"
    return number.high * unit[1], number.end, unit[0]


def _and_smaller(words: Sequence[Word], i: int, low: float, seconds: float) -> tuple[float, int]:
    """Adds the smaller unit of "1 hr 20 min", "a year and two months"."""
    second = read_amount(words, i + 1 if text_at(words, i) == "and" else i)
    smaller = _unit(words, second.end) if second else None
    if second and smaller and smaller[1] < seconds and second.low == second.high and smaller[1] * second.low < seconds:
        return low + second.low * smaller[1], second.end + 1
    return low, i


def _goes_on(words: Sequence[Word], i: int) -> bool:
    return text_at(words, i) in (
        "and",
        "or",
        "then",
        "at",
        "each",
        "when",
        "if",
        "but",
        "it",
        "i",
        "to",
        "so",
        "every",
        "before",
        "ago",
        "long",
    )


def _behind_filler(words: Sequence[Word], i: int) -> int:
    """Past "full", "more", "-" between a number and its unit."""
    steps = 0
    while steps < 2 and (text_at(words, i) in ("-", "+") or (text_at(words, i),) in phrases_of("whole")):
        i, steps = i + 1, steps + 1
    return i


def _behind_more(words: Sequence[Word], i: int) -> int:
    """Past "or so", "plus" behind a unit."""
    for n in (3, 2, 1):
        told = tuple(w.text for w in words[i : i + n])
        if told in phrases_of("more"):
            return i + len(told)
    return i


def lead_of(words: Sequence[Word], i: int) -> tuple[int, str]:
    """The first word of what qualifies the number at ``i`` ("about", "up to"), and "up_to" where it is an upper bound."""
    bound = ""
    steps = 0
    while i > 0 and steps < 4 and words[i - 1].text in _lead_ends():
        for name in ("up_to", "about"):
            n = next(
                (n for n in (4, 3, 2, 1) if i >= n and tuple(w.text for w in words[i - n : i]) in phrases_of(name)), 0
            )
            if n:
                bound = bound or ("up_to" if name == "up_to" else "")
                i -= n
                break
        else:
            break
        steps += 1
    return i, bound


def find_rates(words: Sequence[Word]) -> list[Rate]:
    """The rates of a text.

    >>> from lipcheck.components.numbers import words_of
    >>> [(r.low, r.high) for r in find_rates(words_of("2-3 times a day, every 2 hours"))]
    [(2.0, 3.0), (12.0, 12.0)]
    """
    out: list[Rate] = []
    per: list[tuple[int, int, float]] = []
    starts = _rate_starts()
    i = 0
    while i < len(words):
        word = words[i].text
        if word not in starts and not word[0].isdecimal():
            i += 1
            continue
        found = _times(words, i, per) or _every(words, i) or _nth_time(words, i)
        if found is None:
            frame = _frame(words, i)
            if frame:
                per.append((i, frame[0], frame[1]))
            i += 1
            continue
        if found.form == "every" and out and out[-1].end >= found.start - 1 and out[-1].form == "every":
            i = found.end  # "hourly, every hour" is said once
            continue
        if found.form == "every":
            per.append((found.start, found.end, found.low and 86400.0 / found.low))
        while out and out[-1].end > found.start:
            out.pop()
        out.append(found)
        i = max(found.end, i + 1)
    return out


class _Unit(NamedTuple):
    """The unit of a rate, with its amount ("3 to 4 days"): its name, seconds at least and at most, one past it."""

    name: str
    least: float
    most: float
    end: int


def _rate_unit(words: Sequence[Word], i: int) -> _Unit | None:
    """The unit at ``i``, or amount and unit."""
    unit = _rate_units().get(text_at(words, i))
    if unit:
        return _Unit(unit[0], unit[1], unit[1], i + 1)
    amount = read_amount(words, i)
    if amount and amount.low > 0:
        unit = _rate_units().get(text_at(words, amount.end))
        if unit:
            return _Unit(unit[0], unit[1] * amount.low, unit[1] * amount.high, amount.end + 1)
    return None


def _frame(words: Sequence[Word], i: int) -> tuple[int, float] | None:
    """A unit that a count behind it belongs to: "in a day it comes 3 times", "per week about twice"."""
    if text_at(words, i) in ("in", "per", "within", "a") and i + 1 < len(words):
        at = i + 2 if text_at(words, i) in ("in", "within") and text_at(words, i + 1) in _IN_A else i + 1
        unit = _rate_units().get(text_at(words, at))
        if unit and (at > i + 1 or text_at(words, i) == "per" or (words[i].text == "in" and unit[0] in _LENGTHS)):
            return at + 1, unit[1]  # "in month it happens 2 times" is no English, and said
    return None


def _times(words: Sequence[Word], i: int, frames: list[tuple[int, int, float]]) -> Rate | None:
    """A count and what it is counted by: "2-3 times a day", "twice weekly", "forty per day", "four days out of seven"."""
    word = words[i].text
    if word in ("once", "twice", "thrice"):
        low, high, at = *number_words()[word], i + 1
        second = text_at(words, at + 1)
        if (
            text_at(words, at) in ("or", "to", "-", "/")
            and second in number_words()
            and number_words()[second][0] > low
        ):
            high, at = number_words()[second][1], at + 2
        noun = "times"
        if text_at(words, at) in ("times", "time"):
            at += 1
    else:
        amount = read_amount(words, i)
        if amount is None or amount.article:
            return None
        low, high, at = amount.low, amount.high, amount.end
        noun = ""
    if not noun and text_at(words, at) in ("or", "-", "to") and text_at(words, at + 1) in ("twice", "thrice"):
        return None
    if text_at(words, at) == "or" and text_at(words, at + 1) == "so" and text_at(words, at + 2) not in _PER:
        at += 2  # "four or so cramps a night"
    following = text_at(words, at)
    if not noun and following[:1].isalpha() and following not in _NO_NOUN and following not in seconds_of("r"):
        unit = seconds_of("u").get(following)
        if unit and unit[1] < DAY:
            return None
        noun = following
        at += 1
        if text_at(words, at) in ("times", "episodes", "attacks") or (
            text_at(words, at - 1) in ("x", "separate", "different", "short", "small")
            and text_at(words, at)[:1].isalpha()
            and text_at(words, at) not in _NO_NOUN
            and text_at(words, at) not in _rate_units()
        ):
            noun = text_at(words, at)
            at += 1
    if text_at(words, at) == "or" and text_at(words, at + 1) in ("so", "more"):
        at += 2
    if not noun and text_at(words, at) == "of" and text_at(words, at + 1) in _OF_THEM:
        noun, at = "times", at + 2  # "twenty of them a day"
    lead, bound = lead_of(words, i)
    if bound and low == high:
        low = 0.0
    counted = noun in ("times", "time", "x")
    following = text_at(words, at)
    if following in seconds_of("r") and noun not in seconds_of("u"):
        name, seconds = seconds_of("r")[following]
        return _rate("times", low, high, seconds, name, (i, at + 1, lead), noun)
    if following == "out" and text_at(words, at + 1) == "of":
        after = at + 3 if text_at(words, at + 2) in ("the", "a", "every", "each") else at + 2
        whole = read_amount(words, after)
        if whole and seconds_of("u").get(noun, ("", 0.0))[1] == DAY and whole.low >= high:
            end = whole.end + 1 if text_at(words, whole.end) in ("days", "nights") else whole.end
            return _rate("times", low, high, whole.low * DAY, "day", (i, end, lead), noun)
        unit = _rate_units().get(text_at(words, after))
        if unit:
            return _rate("times", low, high, unit[1], unit[0], (i, after + 1, lead), noun)
    if following in _PER:
        unit_ = _rate_unit(words, at + 1)
        if unit_ is None and counted and text_at(words, at + 1) in _SHORT:
            name, length = seconds_of("u")[words[at + 1].text]
            unit_ = _Unit(name, length, length, at + 2)  # "once a mo", "3x/d"
        if unit_ and not (following == "/" and text_at(words, i - 1) == "/"):
            return _rate("times", low, high, unit_.least, unit_.name, (i, unit_.end, lead), noun, unit_.most)
    if noun == "x":
        unit = _rate_units().get(following)
        if unit:
            return _rate("times", low, high, unit[1], unit[0], (i, at + 1, lead), noun)
    if noun and following in _WITHIN:
        after = at + 1
        while (
            text_at(words, after) in (*_IN_A, *_LAST, "this")
            and after - at < 4
            and not _rate_units().get(text_at(words, after))
        ):
            after += 1
        unit_ = _rate_unit(words, after)
        if unit_ and (counted or after > at + 1) and (following != "at" or unit_.name == "night"):
            form = "times" if after <= at + 2 else "within"
            return _rate(form, low, high, unit_.least, unit_.name, (i, unit_.end, lead), noun, unit_.most)
    if counted and following == "this":
        after = at + 2 if text_at(words, at + 1) in _LAST else at + 1
        unit = _rate_units().get(text_at(words, after))
        if unit:
            return _rate("within", low, high, unit[1], unit[0], (i, after + 1, lead), noun)
    behind = at + 2 if [following, text_at(words, at + 1)] == ["so", "far"] else at
    if (counted or noun in _BOUTS) and text_at(words, behind) in _THIS_DAY:
        return _rate("within", low, high, DAY, "day", (i, behind + 1, lead), noun)
    if counted and following not in _OF_SIZE and frames and i - frames[-1][1] <= _LOOK_BACK and frames[-1][2]:
        between = [w.text for w in words[frames[-1][1] : i]]
        if not {".", "!", "?", "\n", ";"} & set(between):
            start = frames[-1][0] if len(between) <= 1 else i
            frame = frames.pop()
            return _rate("frame", low, high, frame[2], "day", (start, at, min(start, lead)), noun)
    return None


def _rate(
    form: str,
    low: float,
    high: float,
    seconds: float,
    unit: str,
    place: tuple[int, int, int],
    noun: str,
    most: float = 0.0,
) -> Rate:
    """The rate of a count in ``seconds``, or in up to ``most``."""
    return Rate(form, low * DAY / (most or seconds), high * DAY / seconds, unit, *place, noun)


def _every(words: Sequence[Word], i: int) -> Rate | None:
    """ "every 2 hours", "every other day", "each night", "daily"."""
    word = words[i].text
    if word in seconds_of("r"):
        name, seconds = seconds_of("r")[word]
        return Rate("word", DAY / seconds, DAY / seconds, name, i, i + 1, i)
    if word not in _EVERY:
        return _alternate(words, i)
    at = i + 1
    times = 1.0
    ordinal = read_ordinal(words, at)
    if text_at(words, at) in ("single", "damn", "bloody", "blessed"):
        at += 1
    elif text_at(words, at) in _ALTERNATE and text_at(words, at + 1) in _rate_units():
        at, times = at + 1, 2.0
    elif ordinal and ordinal[0] > 2 and text_at(words, ordinal[1]) in _rate_units():
        times, at = ordinal
    unit = _rate_units().get(text_at(words, at))
    low = high = times
    if unit is None:
        amount = read_amount(words, at)
        if amount is None or amount.low <= 0 or word == "each":
            return None
        units = seconds_of("u") if word == "q" else _rate_units()
        unit = units.get(text_at(words, amount.end))
        if unit is None:
            return None
        low, high, at = amount.low, amount.high, amount.end
    elif text_at(words, at) in ("second", "s", "h"):
        return None
    end = at + 1
    if text_at(words, end) == "or" and text_at(words, end + 1) in ("two", "so"):
        high, end = (2.0 if words[end + 1].text == "two" else high), end + 2
    return Rate("every", DAY / (high * unit[1]), DAY / (low * unit[1]), unit[0], i, end, i)


def _alternate(words: Sequence[Word], i: int) -> Rate | None:
    """ "alternate days", "one day leaving one day"."""
    unit = _rate_units().get(text_at(words, i + 1))
    if words[i].text.startswith("alternat") and unit:
        return Rate("every", DAY / (2 * unit[1]), DAY / (2 * unit[1]), unit[0], i, i + 2, i)
    if unit and [text_at(words, i), text_at(words, i + 3)] == ["one"] * 2 and text_at(words, i + 2) in _LEAVING_OUT:
        end = i + 5 if text_at(words, i + 4) == text_at(words, i + 1) else i + 4
        return Rate("every", DAY / (2 * unit[1]), DAY / (2 * unit[1]), unit[0], i, end, i)
    return None


def _nth_time(words: Sequence[Word], i: int) -> Rate | None:
    """ "third time this week", "3rd time in 8 months"."""
    ordinal = read_ordinal(words, i)
    if ordinal is None or ordinal[0] < 2 or text_at(words, ordinal[1]) not in ("time", "one", "attack", "episode"):
        return None
    at = ordinal[1] + 1
    if text_at(words, at) not in ("this", "in", "within"):
        return None
    at += 1
    while text_at(words, at) in ("the", "this", "a", *_LAST):
        at += 1
    unit = _rate_unit(words, at)
    if unit is None:
        return None
    return _rate("nth", ordinal[0], ordinal[0], unit.least, unit.name, (i, unit.end, i), "time", unit.most)


def spans_taken(n: int, spans: Iterable[tuple[int, int]]) -> bytearray:
    """A byte a word: 1 where a span lies."""
    taken = bytearray(n)
    for a, b in spans:
        taken[a:b] = b"\1" * (b - a)
    return taken

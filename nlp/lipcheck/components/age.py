"""The patient's age: "19 years old", "34f", "my son (8)", "im seventy two", "Age: 61", "..., 46."; in years.

``find_ages`` lists every age that a text names, and how plainly; ``patients_age`` leaves out those of people whom the message
does not ask about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from lipcheck.components.moments import seconds_of, text_at
from lipcheck.components.numbers import Word, number_words, read_single, words_of
from lipcheck.components.surroundings import Scene
from lipcheck.vocabulary import word_lists

_NEAR: Final = 8
_YEAR: Final = 365.0 * 86400
_OLDEST: Final = 115
# beyond these a "she is 40 weeks" is a pregnancy or another count
_YOUNGEST: Final = {"day": 28, "week": 16, "month": 36, "year": 1}
_ADULT: Final = 13
# an hour of the clock is no age
_PAST_CLOCK: Final = 25
# a "diabetic patient 72 years" is of that age
_GROWN_OLD: Final = 40
# "at 100" is a dose
_HUNDRED: Final = 100
_PLAIN, _BY_NAME, _ALONE, _AT, _THEN = range(5)


@dataclass(frozen=True, slots=True)
class Age:
    """An age that a text names, in years, its words ``[start, end)``, and how plainly it is said (0 is plainest)."""

    years: float
    start: int
    end: int
    plainness: int


@lru_cache(maxsize=1)
def _kin() -> frozenset[str]:
    rows = word_lists("experiencer")
    return rows["kin"] | rows["kin_female"] | rows["kin_male"] | rows["clients"] | word_lists("ages")["kin_more"]


@lru_cache(maxsize=1)
def _persons() -> frozenset[str]:
    return _kin() | word_lists("ages")["person"]


def find_ages(words: Sequence[Word]) -> list[Age]:
    """Every age of a text, in order.

    >>> [(a.years, a.plainness) for a in find_ages(words_of("my 6 month old son, i am 31"))]
    [(0.5, 0), (31.0, 0)]
    """
    out: list[Age] = []
    numbers = number_words()
    end = 0
    for i, word in enumerate(words):
        if i >= end and (word.text in numbers or word.text == "one" or word.text[0].isdecimal()):
            found = _age(words, i)
            if found:
                out.append(found)
                end = found.end
    return out


def read_age(text: str) -> float | None:
    """The first age said most plainly in a lower-case text, in years; None where there is none.

    >>> read_age("my 7 month old son, i am 31")
    0.5833
    """
    ages = find_ages(words_of(text))
    return min(ages, key=lambda a: (a.plainness, a.start)).years if ages else None


def patients_age(scene: Scene, ages: Sequence[Age]) -> float | None:
    """The age of the person whom the message asks about: not a relative's, nor the writer's who asks for another."""
    if not ages:
        return None
    about = _asks_about(scene)
    said_of = {a: "other" if _told_of(scene, a) else _said_of(scene, a.start, within=_NEAR) for a in ages}
    fit = [a for a in ages if not about or said_of[a] in ("", about)]
    best = min(fit, key=lambda a: (a.plainness, a.start), default=None)
    return best.years if best else None


def is_of_medicine(scene: Scene, age: Age) -> bool:
    """Whether what looks like an age behind a name is how long a medicine has been taken: "Loestrin, 8 months"."""
    return age.plainness == _BY_NAME and scene.topic_at.get(age.start - 2) == "drug"


def _told_of(scene: Scene, age: Age) -> bool:
    """Whether the age is that of a name that is written about: "i care for lee, 44"."""
    at = age.start - 3
    return age.plainness == _BY_NAME and text_at(scene.words, at) in word_lists("ages")["written_about"]


def _asks_about(scene: Scene) -> str:
    """``self`` or ``other``: who has more of the symptoms, "" where it is not clear."""
    votes = [_said_of(scene, a) for a, _, kind in scene.symptoms if kind in ("complaint", "companion")]
    mine, theirs = votes.count("self"), votes.count("other")
    if theirs > 2 * mine:
        return "other"
    return "self" if mine > theirs else ""


def _said_of(scene: Scene, at: int, within: int = 40) -> str:
    """Whom a place speaks of, by the nearest person before it in its sentence: ``self``, ``other`` or ""."""
    w = word_lists("ages")
    words = scene.words
    low = scene.sentences[scene.sentence_of[at]][0]
    for i in range(at - 1, max(low, at - within) - 1, -1):
        word = words[i].text
        if word in w["first_person"]:
            if text_at(words, i + 1) in w["tells"]:
                continue
            return "self"
        if word in ("my", "our"):
            # "my 4 year old", "our freya is 10", "my friend (66)", "my little son's smile"
            named = (
                not scene.symptom_at[at]
                and text_at(words, i + 1) != "age"
                and (i + 1 == at or (at - i <= 3 and text_at(words, at - 1) in ("is", "(", ",")))
            )
            return (
                "other"
                if named
                or any(
                    _is_kin(t) or t in w["child"] for t in (text_at(words, j) for j in range(i + 1, min(i + 6, at + 1)))
                )
                else "self"
            )
        if word in w["third_person"] or _is_kin(word):
            # "i am a retired lady of 63", "new mom, 28"
            article = next((j for j in range(i - 1, i - 4, -1) if text_at(words, j) in ("a", "an")), i)
            mine = text_at(words, article - 1) in ("am", "i'm", "im")
            return "self" if mine or text_at(words, i - 1) == "new" else "other"
    return ""


def _is_kin(word: str) -> bool:
    return word.removesuffix("'s") in _kin() or (len(word) > 4 and word.endswith("s") and word[:-1] in _kin())


def _number(words: Sequence[Word], i: int) -> tuple[float, int] | None:
    """A whole or half number that can be an age, and one past it."""
    word = words[i].text
    if word == "one" and text_at(words, i - 1) in word_lists("ages")["turning"]:
        return 1.0, i + 1
    if word == "one":
        unit = i + 2 if text_at(words, i + 1) == "-" else i + 1
        old = unit + 2 if text_at(words, unit + 1) == "-" else unit + 1
        # "my one year old", "one year old's chin"
        whose = text_at(words, i - 1) in ("my", "our") or text_at(words, old).endswith("'s")
        if whose and text_at(words, unit) == "year" and text_at(words, old).removesuffix("'s") == "old":
            return 1.0, i + 1
    if word[0].isdecimal():
        amount = read_single(words, i)
        if amount is None or amount.low != amount.high:
            return None
        return (amount.low, amount.end) if amount.low <= _OLDEST and amount.low * 2 == int(amount.low * 2) else None
    known = number_words().get(word)
    if known is None or word in word_lists("ages")["no_number"]:
        return None
    amount = read_single(words, i)
    if amount is None or amount.low != amount.high or amount.low > _OLDEST or amount.low != int(amount.low):
        return None
    return amount.low, amount.end


def _age(words: Sequence[Word], i: int) -> Age | None:
    number = _number(words, i)
    if number is None:
        return None
    n, end = number
    w = word_lists("ages")
    told = _of_then(words, i, end, n)
    if told or text_at(words, i - 1) in w["before_no_age"] | w["of_mine"]:
        return told
    at = end + 1 if text_at(words, end) == "-" else end
    unit = seconds_of("u").get(text_at(words, at))
    if unit and unit[0] in ("year", "month", "week", "day"):
        after = at + 2 if text_at(words, at + 1) in ("-", ".") and text_at(words, at + 2) in w["old"] else at + 1
        years = round(n * (unit[1] if unit[0] != "month" else _YEAR / 12) / _YEAR, 4)
        if unit[0] == "year" and (more := _months(words, at + 1)):
            # "7 years and 2 months", "3 years 5 months old"
            months, at = more
            years, after = round(n + months / 12, 4), at + 1
        if text_at(words, after).removesuffix("'s") in w["old"] or [
            text_at(words, after),
            text_at(words, after + 1),
        ] in (["of", "age"], ["of", "life"], ["/", "o"], ["/", "old"]):
            return Age(years, i, after + 1, _PLAIN) if years <= _OLDEST else None
        return _with_unit(words, i, at + 1, n, years, unit[0])
    if [text_at(words, at), text_at(words, at + 1)] == ["/", "o"] or text_at(words, at) in ("yo", "yrold", "yold"):
        return Age(n, i, at + 1, _PLAIN)
    if text_at(words, at) == "y" and text_at(words, at + 1) in ("/", "o", ".", "old"):
        return Age(n, i, at + 2, _PLAIN)
    return _bare(words, i, end, n)


def _months(words: Sequence[Word], i: int) -> tuple[float, int] | None:
    """The months told behind years, and the token of their unit: "[7 years] and 2 months"."""
    start = i + 1 if text_at(words, i) == "and" else i
    number = _number(words, start) if start < len(words) else None
    unit = seconds_of("u").get(text_at(words, number[1])) if number else None
    if number is None or unit is None or unit[0] != "month":
        return None
    ended = _ends(words, number[1] + 1) or text_at(words, number[1] + 1) in word_lists("ages")["old"]
    return number if ended else None


def _of_then(words: Sequence[Word], i: int, end: int, n: float) -> Age | None:
    """ "i am a widow of 80"; an age of the time that is told of: "i was 46, healthy", "she was 15 months at the time"."""
    w = word_lists("ages")
    before, earlier = text_at(words, i - 1), text_at(words, i - 3)
    unit = seconds_of("u").get(text_at(words, end))
    named_unit = unit is not None and unit[0] in ("year", "month", "week")
    at = end + 1 if named_unit else end
    years = round(n * (unit[1] if unit[0] != "month" else _YEAR / 12) / _YEAR, 4) if unit and named_unit else n
    if before == "of" and n >= _ADULT and (_ends(words, at) or text_at(words, at) in w["goes_on"]):
        told = [text_at(words, j) for j in range(i - 7, i - 1)]
        mine = bool({"i'm", "im"} & set(told)) or ("am" in told and "i" in told)
        person = told[-1] in w["person"] | w["sex"] or _is_kin(told[-1]) or told[-2:] == ["my", "age"]
        return Age(years, i, at, _PLAIN) if person or (mine and told[-1] not in w["thing"]) else None
    if before == "was" and earlier not in w["then"]:
        who = text_at(words, i - 2)
        then = text_at(words, at) in (",", ".") or [text_at(words, at), text_at(words, at + 1)] == ["at", "the"]
        if who == "i" and years >= _ADULT and then:
            return Age(years, i, at, _THEN)
        if (named_unit or n < _ADULT) and text_at(words, at) == "at" and (_is_kin(who) or who in ("he", "she")):
            return Age(years, i, at, _THEN)
    return None


def _with_unit(words: Sequence[Word], i: int, end: int, n: float, years: float, unit: str) -> Age | None:
    """ "i am 41 years", "my son is 5 weeks", "baby boy 9 months", "33 years." without "old"."""
    w = word_lists("ages")
    following = text_at(words, end)
    if following in w["no_age_behind"] or following in w["then_no_age"]:
        return None
    young = unit != "year"
    if _person_before(words, i) and not (young and n > 36):
        return Age(years, i, end, _PLAIN)
    grown = not w["grown"].isdisjoint(text_at(words, j) for j in range(i - 2 * _NEAR, i))
    ended = _ends(words, end) or following in w["goes_on"]
    if young and not grown and n <= _YOUNGEST[unit] and _is_a_child(words, i) and ended:
        return Age(years, i, end, _PLAIN)
    if following in w["first_shots"] and text_at(words, i - 1) in w["childs"] and n <= _YOUNGEST[unit]:
        return Age(years, i, end, _AT)
    named = (
        text_at(words, i - 1) in (",", "(")
        and text_at(words, i - 2).isalpha()
        and text_at(words, i - 2) not in w["not_of_person"]
    )
    if young:
        return (
            Age(years, i, end, _BY_NAME)
            if unit == "month" and named and n <= 36 and _opens(words, i - 2) and _ends(words, end)
            else None
        )
    if following in w["sex"] or text_at(words, i - 1) in w["sex"] or _says_i_am(words, i):
        return Age(n, i, end, _PLAIN)
    # "my brother his age 41 years", "to me 27 years", "i 40 years"
    led = [text_at(words, i - 2), text_at(words, i - 1)]
    if led[1] == "age" and led[0] in {"my", *w["third_person"]}:
        return Age(n, i, end, _PLAIN)
    if n >= _ADULT and ended and (led == ["to", "me"] or (led[1] == "i" and _opens(words, i - 1))):
        return Age(n, i, end, _PLAIN)
    if n >= _ADULT and ended and text_at(words, i - 1) == "have" and text_at(words, i - 2) in ("i", "who"):
        return Age(n, i, end, _PLAIN)
    if ended and text_at(words, i - 1) == "has" and text_at(words, i - 2) in w["child"] | w["sex"] | {"he", "she"}:
        return Age(n, i, end, _PLAIN)
    told = [text_at(words, j) for j in range(i - 4, i)]
    if n >= _ADULT and (told[2] == "my" or ("am" in told and "i" in told) or "myself" in told) and "for" not in told:
        return Age(n, i, end, _PLAIN)
    if text_at(words, i - 1) == "(" and named and following == ")" and n >= _ADULT:
        return Age(n, i, end, _BY_NAME)
    return (
        Age(n, i, end, _ALONE)
        if n >= _ADULT and (_opens(words, i) or text_at(words, i - 1) == ",") and _ends(words, end)
        else None
    )


def _bare(words: Sequence[Word], i: int, end: int, n: float) -> Age | None:
    """A number without a unit: "aged 61", "34f", "i'm 19", "my son (8)", "Carol, 77,", "… . 28."."""
    w = word_lists("ages")
    before, following = text_at(words, i - 1), text_at(words, end)
    adjacent = end < len(words) and words[end].start == words[end - 1].end
    measured = text_at(words, i - 1) in ("age", "aged") and following == "h" and text_at(words, end + 1)[:1].isdecimal()
    if following in w["no_age_behind"] and not measured:
        return None
    if (
        following in ("-", "/", ":", ".")
        and adjacent
        and text_at(words, end + 1)[:1].isdecimal()
        and words[end + 1].start == words[end].end
    ):
        return None
    if adjacent and following == "s":
        return None
    joined = i > 0 and words[i - 1].end == words[i].start
    if (joined and before in ("/", "-", ".", ":", "£", "$", "+") and text_at(words, i - 2)[:1].isdecimal()) or (
        n < 1 and n != 0.5
    ):
        return None
    skip = i - 2 if before in (":", "=", "-", "is", "(") else i - 1
    if (
        text_at(words, skip) in ("age", "aged", "ages")
        and text_at(words, skip - 1) not in w["not_of_person"] | w["from_age"]
    ):
        return Age(n, i, end, _PLAIN)
    if n >= 10 and (_sex(words, i, end, adjacent)):
        return Age(n, i, end, _PLAIN)
    if following in w["ago"]:
        return None
    if _says_i_am(words, i) or _person_before(words, i):
        return Age(n, i, end, _PLAIN)
    ends = _ends(words, end)
    if [text_at(words, i - 2), before] == ["and", "is"] and ends and n >= _ADULT:
        # "he takes metformin and is 59."
        of_him = not w["third_person"].isdisjoint(text_at(words, j) for j in range(i - 12, i))
        return Age(n, i, end, _BY_NAME) if of_him else None
    if ends and n >= _ADULT and text_at(words, i - 2) in ("it's", "its") and _is_name(before):
        return Age(n, i, end, _BY_NAME)
    if before == "is" and ends and _is_name(text_at(words, i - 2)):
        return Age(n, i, end, _BY_NAME)
    if before in (",", "(") and text_at(words, i - 2).isalpha() and text_at(words, i - 2) not in w["not_of_person"]:
        named = ends or following == ")"
        if named and (n >= _ADULT or (following in (",", ")") and text_at(words, end + 1)[:1].isalpha())):
            return Age(n, i, end, _BY_NAME)
        if following in (".", "\n") and text_at(words, i - 3) in w["written_about"] and _is_name(text_at(words, i - 2)):
            return Age(n, i, end, _BY_NAME)
    if before == ":" and text_at(words, i - 2) in w["measures"]:
        return None  # "Pulse: 72"
    if n >= _ADULT and _opens(words, i) and (ends or (i == 0 and following in w["sex"])):
        return Age(n, i, end, _ALONE)
    if n >= _ADULT and _opens(words, i) and _goes_on_as_person(words, end):
        return Age(n, i, end, _ALONE)
    if n >= _ADULT and (following == "here" or (words[i].text.isalpha() and following in ("i", "male", "female"))):
        return Age(n, i, end, _ALONE)
    if (
        _PAST_CLOCK <= n < _HUNDRED
        and before == "at"
        and following not in w["clock"]
        and text_at(words, i - 2) not in w["then"]
    ):
        return Age(n, i, end, _AT)
    return None


def _goes_on_as_person(words: Sequence[Word], i: int) -> bool:
    """ "75 and travelling", "33 now." behind a number that opens a sentence."""
    following, then = text_at(words, i), text_at(words, i + 1)
    if following == "now":
        return _ends(words, i + 1)
    if (
        following == "and"
        and text_at(words, i + 2) in seconds_of("u")
        and text_at(words, i + 3) in word_lists("ages")["into"]
    ):
        return True  # "51 and 6 weeks into it"
    return following == "and" and then.isalpha() and then not in number_words() and then not in seconds_of("u")


def _ends(words: Sequence[Word], i: int) -> bool:
    return text_at(words, i) in {*word_lists("ages")["stop"], "\n", ""}


def _opens(words: Sequence[Word], i: int) -> bool:
    return i == 0 or text_at(words, i - 1) in (".", "!", "?", "\n", ";", ":")


def _sex(words: Sequence[Word], i: int, end: int, adjacent: bool) -> bool:
    w = word_lists("ages")
    following, before = text_at(words, end), text_at(words, i - 1)
    if following in ("/", "-", ",") and text_at(words, end + 1) in w["sex"] and len(text_at(words, end + 1)) == 1:
        return True
    if following in w["sex"] and (len(following) > 1 or adjacent or text_at(words, end + 1) not in ("g", "'")):
        return True
    at = i - 2 if before in ("/", ",", ":", "(", "-") else i - 1
    return text_at(words, at) in w["sex"] and text_at(words, at - 1) not in ("'", "i")


def _says_i_am(words: Sequence[Word], i: int) -> bool:
    """Whether "i'm", "she is now", "turned" stand right before a number."""
    w = word_lists("ages")
    at = i - 1
    while i - at < 4 and text_at(words, at) in w["only"]:
        at -= 1
    word, earlier = text_at(words, at), text_at(words, at - 1)
    if earlier in w["likened"] or (earlier == "i" and text_at(words, at - 2) in w["likened"]):
        return False  # "my back hurts like i'm 80"
    if word in w["turning"]:
        return True
    if word in w["i_am"]:
        return True
    return (word in ("am", "m") and earlier == "i") or (
        word in ("is", "am", "are") and (earlier in w["pronoun"] or earlier in _persons())
    )


def _is_a_child(words: Sequence[Word], i: int) -> bool:
    """Whether "he is", "she's now" stand right before a number."""
    at = i - 2 if text_at(words, i - 1) in ("now", "only", "just") else i - 1
    word, earlier = text_at(words, at), text_at(words, at - 1)
    return word in ("she's", "he's", "shes", "hes") or (word == "is" and earlier in ("he", "she"))


def _is_name(word: str) -> bool:
    """Whether a word before "is 2." may be a name."""
    w = word_lists("ages")
    return word.isalpha() and len(word) > 2 and word not in w["no_name"] | w["not_of_person"] | w["thing"]


def _person_before(words: Sequence[Word], i: int) -> bool:
    """Whether a person stands right before a number: "my son (8)", "daughter immy, 13", "father is 71"."""
    at = i - 1
    steps = 0
    while at >= 0 and steps < 5:
        word = words[at].text
        if word in _persons() or _is_kin(word):
            if word.endswith("'s") and at < i - 1 and text_at(words, at + 1) not in word_lists("ages")["between"]:
                return False  # "my mother's hand shakes, 8 years now"
            number = _number(words, i)
            ill = word == "patient" and text_at(words, at - 1) in word_lists("ages")["of_illness"]
            return not (ill and number and number[0] < _GROWN_OLD)  # "sugar patient 11 years"
        if word == "one" and text_at(words, at - 1) in word_lists("ages")["of_children"]:
            return True  # "the smallest one, 20 months,"
        if word in ("my", "our") and at < i - 2 and text_at(words, i - 1) == "is":
            return True
        if word == "law":
            at -= 2
            continue
        if word in word_lists("ages")["between"] or (
            word.isalpha()
            and steps < 3
            and word not in word_lists("ages")["not_of_person"]
            and word not in word_lists("ages")["no_name"]
        ):
            at -= 1
        else:
            return False
        steps += 1
    return False

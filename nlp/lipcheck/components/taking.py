"""Is an exposure taken, only asked about, compared with, or no exposure at all? Read from the words around it.

Every function takes the words of the sentence before (``left``) or after (``right``) the exposure, in lower case;
the patterns are those of ``knowledge/context.yaml``.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from lipcheck.components.numbers import number_words
from lipcheck.vocabulary import context_patterns

_HOURS_ASLEEP: Final = 5.0
# the patterns that make an exposure another thing, by trigger, id or tag, and whether they read the words before it
_ANOTHER: Final[dict[str, tuple[tuple[str, bool], ...]]] = {
    "alcohol": (("exposure_not_alcohol", False), ("exposure_wine_thing", False), ("exposure_rubbed", True)),
    "caffeine": (("exposure_no_caffeine", True),),
    "common_cold": (("exposure_cold_thing", False),),
    "dental_work": (("exposure_broken_work", True),),
    "food": (("exposure_more_food", True), ("exposure_given_up_food", True)),
    "inhaled": (("exposure_treated", True), ("exposure_hay_fever", False)),
    "sleep_loss": (("exposure_worry", False),),
    "sleeping_posture": (("exposure_thought_slept", True),),
}


def likened(left: str, right: str) -> bool:
    """Whether the exposure is only compared with.

    >>> likened("it went numb like ", ""), likened("i drink more coffee than ", ""), likened("i had ", "")
    (True, True, False)
    """
    patterns = context_patterns()
    return bool(patterns["exposure_likened"].search(left) or patterns["exposure_likened_after"].search(right))


def only_asked(left: str, right: str) -> bool:
    """Whether the exposure is asked about, wanted, offered or kept in the cupboard, and not taken.

    >>> only_asked("should i take ", "?"), only_asked("should i stop taking ", "?"), only_asked("i took ", "")
    (True, False, False)
    """
    patterns = context_patterns()
    if patterns["exposure_still_taken"].search(left):
        return False
    if patterns["exposure_asked"].search(left) or patterns["exposure_meant"].search(left):
        return True
    if patterns["exposure_idle"].search(right):
        return True
    return bool(patterns["exposure_judged"].search(right) and patterns["exposure_offer"].search(left))


def happened(left: str) -> bool:
    """Whether a question or a doubt takes the exposure as a fact.

    >>> happened("could the numb chin be from the "), happened("i thought it was herpes, i used "), happened("is it ")
    (True, True, False)
    """
    return bool(context_patterns()["exposure_happened"].search(left))


def fallen_ill(left: str, right: str) -> bool:
    """Whether an infection is one that somebody has or had of late, not feared, tested for or of another time of life.

    >>> fallen_ill("last week i had ", ""), fallen_ill("i was tested for ", ""), fallen_ill("i had ", " as a child")
    (True, False, False)
    """
    patterns = context_patterns()
    if patterns["exposure_illness_feared"].search(left) or patterns["exposure_illness_tested"].search(right):
        return False
    if patterns["exposure_thought_else"].search(left) or at_large(left, right):
        return False
    return not patterns["exposure_long_over"].search(f"{left[-40:]} {right[:60]}")


def vaccinated(left: str, right: str) -> bool:
    """Whether an infection is named for the vaccine against it.

    >>> vaccinated("i had my ", " jab"), vaccinated("vaccinated against ", ""), vaccinated("i had ", " last week")
    (True, True, False)
    """
    patterns = context_patterns()
    return bool(patterns["exposure_vaccine_after"].search(right) or patterns["exposure_vaccine_before"].search(left))


def another_thing(named: Collection[str], left: str, right: str) -> bool:
    """Whether the words beside an exposure, which is ``named`` by trigger, id and tags, make it none: herbal tea, a cracked crown.

    >>> another_thing({"caffeine"}, "i drink herbal ", " at night"), another_thing({"dental_work"}, "i had ", "")
    (True, False)
    """
    patterns = context_patterns()
    return any(
        patterns[pattern].search(left if before else right)
        for name, rows in _ANOTHER.items()
        if name in named
        for pattern, before in rows
    )


def questioned(left: str, word: str, after: str) -> bool:
    """Whether a form or a nurse asks for it, and no yes follows.

    >>> questioned("any ", "vomiting", "? no"), questioned("any ", "vomiting", "? yes, twice"), questioned("i have been ", "sick", "")
    (True, False, False)
    """
    patterns = context_patterns()
    question = f"{left}{word}{after.partition('?')[0]}?" if "?" in after else ""
    if not patterns["exposure_loss_question"].search(question):
        return False
    return not patterns["exposure_answered_yes"].search(after)


def no_illness(left: str, word: str, right: str) -> bool:
    """Whether the name of an infection is that of a vaccine, or of a thing that is cold.

    >>> no_illness("i had my ", "flu", " jab"), no_illness("i used ", "a cold", " flannel"), no_illness("i had ", "a cold", "")
    (True, True, False)
    """
    if context_patterns()["exposure_a_cold"].search(word.lower()) and context_patterns()["exposure_cold_thing"].search(
        right
    ):
        return True
    return vaccinated(left, right)


def at_large(left: str, right: str) -> bool:
    """Whether an infection only goes round, or stands on a leaflet or a clinic's door.

    >>> at_large("there is ", " at school"), at_large("the ", " clinic"), at_large("i have ", "")
    (True, True, False)
    """
    patterns = context_patterns()
    if patterns["exposure_shown"].search(right) or patterns["exposure_at_large"].search(left):
        return True
    return bool(patterns["exposure_going_round"].search(right))


def practice(left: str, right: str) -> bool:
    """Whether "the surgery" is the doctor's place, and no operation.

    >>> practice("i rang the ", ""), practice("the ", " can see her"), practice("after the ", " on my jaw")
    (True, True, False)
    """
    patterns = context_patterns()
    return bool(patterns["exposure_practice_before"].search(left) or patterns["exposure_practice_after"].search(right))


def swallowed(left: str, word: str, right: str) -> bool:
    """Whether a vitamin or a mineral is taken, and no laboratory value or food.

    >>> swallowed("i take ", "magnesium", " at night"), swallowed("my ", "vitamin d", " was 11"), swallowed("", "b12", " 310")
    (True, False, False)
    """
    patterns = context_patterns()
    if patterns["exposure_reading"].search(right) or patterns["exposure_lacking"].search(left):
        return False
    if not left.strip() and not right.lstrip().startswith("?"):
        return True  # the heading of a review
    return bool(patterns["exposure_swallowed"].search(f"{left}{word}{right}"))


def spilled(left: str, right: str) -> bool:
    """Whether a drink is spilled, tasted or runs from the mouth: no word of a dose."""
    return bool(context_patterns()["exposure_spilled"].search(f"{left[-30:]} {right[:40]}"))


def drunk(left: str, right: str) -> bool:
    """Whether a bare "tea" or "coffee" is drunk, and not a meal or a thing.

    >>> drunk("i drink ", " a lot"), drunk("came down for ", " and fell"), drunk("she gave him his ", "")
    (True, False, False)
    """
    patterns = context_patterns()
    if patterns["exposure_meal"].search(left[-40:]):
        return False
    return bool(patterns["exposure_drunk"].search(f"{left[-45:]} . {right[:30]}"))


def short_night(left: str, word: str, right: str) -> bool:
    """Whether "slept", "hours sleep" or "awake until" comes with a number that makes a night short.

    >>> short_night("only ", "slept", " 2 hours"), short_night("i ", "sleep", " 7 hours"), short_night("3 ", "hrs sleep", "")
    (True, False, True)
    """
    patterns = context_patterns()
    if word.startswith(("hour", "hrs")):
        match = patterns["sleep_hours_before"].search(left)
    else:
        match = patterns["sleep_hours_after"].search(right)
    if match:
        hours = match["hours"]
        return (number_words()[hours][0] if hours.isalpha() else float(hours)) <= _HOURS_ASLEEP
    return bool(patterns["sleep_clock_said"].search(word) and patterns["sleep_clock"].search(right))

from __future__ import annotations

import pytest

from lipcheck.components.age import read_age
from lipcheck.components.clauses import same_length_lower
from lipcheck.pipeline import build_nlp

NLP = build_nlp()


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("i’m 19 years old", 19),
        ("my son is 7 years and 3 months, 23 kg", 7.25),
        ("she is 3 years 6 months old", 3.5),
        ("i am 41 years, 2 months of numbness", 41),
        ("i am sugar patient 11 years, age 57", 57),
        ("diabetic patient 72 years, new headache", 72),
        ("my mother's hand shakes, 8 years now", None),
        ("at 100 there was none of it", None),
        ("i'm 19 and my lip is numb", 19),
        ("45 year old woman", 45),
        ("45yo male", 45),
        ("45 y/o f", 45),
        ("34f, lip twitching", 34),
        ("f/34 lip twitching", 34),
        ("male 40. lip twitching", 40),
        ("aged 61", 61),
        ("age: 61", 61),
        ("my 7 month old son", 0.5833),
        ("my son is 18 months old", 1.5),
        ("my son is 5 weeks", 0.0959),
        ("my twenty-two year old daughter", 22),
        ("my daughter is five years old", 5),
        ("my son (8) has a fat lip", 8),
        ("im seventy two the left side of my face is gone", 72),
        ("i have 44 years, my lip is numb", 44),
        ("i am turning 40 and my lip is numb", 40),
        ("my lip is numb. i'm a chef, 47.", 47),
        ("my lip is numb. 28.", 28),
        ("28, 21 weeks pregnant, my lip is numb", 28),
        ("i am budi 33 years from malang", 33),
        ("i am lady 51 years, weight 80", 51),
        ("i am a widow of seventy and sleep badly", 70),
        ("i'm an electrician of 44, my lid twitches", 44),
        ("i have 26 years and my lip is numb", 26),
        ("the child has 4 years, lip swollen", 4),
        ("she's 7 months, dribbling", 0.5833),
        ("he is ten weeks now", 0.1918),
        ("he is 5 days of life", 0.0137),
        ("my son was 14 months at the time", 1.1667),
        ("i was 43, had a bad chest", 43),
        ("her 2 month jabs were on monday", 0.1667),
        ("age 31 h 170 w 66", 31),
        ("day 4. 61 f on warfarin", 61),
        ("77 and gardening again", 77),
        ("44 now. numb lip", 44),
        ("he takes metformin and is 57.", 57),
        ("its maureen 66. my lip is numb", 66),
        ("a letter for oskar, six. numb lip", 6),
        ("not keen on an operation at my age of 71.", 71),
        ("my uncle his age 52 years and his lip is numb", 52),
        ("to me 33 years. lip numb", 33),
        ("help please. i 37 years, man, lip numb", 37),
        ("pt is 41, lip numb", 41),
        ("my niece 16 years ate nuts", 16),
        ("i have 61 things to do", None),
        ("i was diagnosed 19 years ago", None),
        ("i weigh 70 kg", None),
        ("it started 20 minutes ago", None),
        ("i'm 20 weeks pregnant", None),
        ("i am 5 feet tall", None),
        ("i take 20 mg", None),
        ("i am in my 50s", None),
        ("my lip was numb when i was 12", None),
        ("about four a year", None),
        ("amlodipine 5, atorvastatin 20, ramipril 10", None),
        ("bp 145/92, pulse 80", None),
        ("dear parents of year 5", None),
        ("pupil (gr 7)", None),
        ("the box says from age 12", None),
        ("i've had it since i was 30", None),
        ("when i was 19, i fell", None),
        ("my wife feels sick, she's five months", None),
        ("145/92. my lip is numb", None),
        ("my lip is numb", None),
        ("51 and 6 weeks into hrt. my calf seizes", 51),
        ("one year old's chin trembles", 1),
        ("one year of a trembling chin", None),
        ("¹", None),
        ("", None),
    ],
)
def test_age(text: str, years: float | None) -> None:
    assert read_age(text) == years


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("my lip is numb. my father is 71 and had a stroke", None),
        ("my lip is numb. i am 34, my mother is 60", 34),
        ("i am 34. my daughter, 6, has a fat lip and her face itches", 6),
        ("my 4 year old son's lip is swollen", 4),
        ("my husband, 58, has a drooping face", 58),
        ("i think my wife's face droops. she is 64", 64),
        ("i am a lady of 63, my lip is numb", 63),
        ("my age is 63 and my lip is numb", 63),
        ("i'm a retired lady of 65, my lip is numb", 65),
        ("i care for tom, 44, who eats well. his face droops", 44),
        ("our baby is 8 months and has a swollen lip", 0.6667),
        ("box says from age 12. i'm 50 and my lip is numb", 50),
        ("i am 50. i was 41 then, and my lip was numb", 50),
    ],
)
def test_whose_age(text: str, years: float | None) -> None:
    assert NLP(same_length_lower(text))._.timing.age_years == years

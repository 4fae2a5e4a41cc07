from __future__ import annotations

from typing import Any

import pytest

from lipcheck.components.clauses import same_length_lower
from lipcheck.pipeline import build_nlp
from lipcheck.report import Trigger

NLP = build_nlp()
Told = list[tuple[str, str]]
EATEN = "data/gold and data/messages label what has just been eaten, used or met as present, not past"


def triggers(text: str) -> tuple[Trigger, ...]:
    return NLP(same_length_lower(text))._.triggers


def told(text: str) -> Told:
    return [(t.trigger, t.status) for t in triggers(text)]


def wrong(*values: Any, reason: str) -> Any:
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason=reason))


@pytest.mark.parametrize(
    ("text", "per_day"),
    [
        ("my lip twitches. I drink 5 coffees a day", 5),
        ("my lip twitches. I drink 3-4 cups of coffee a day", 4),
        ("my lip twitches. I drink four energy drinks a day", 4),
        ("my lip twitches. two cups of strong black tea every day", 2),
        ("my lip twitches. I have a couple of coffees a day", 2),
        ("my lip twitches. coffee x4 a day", 4),
        ("my lip twitches. I drink coffee", None),
        ("my lip twitches. I drink lots of coffee", None),
        ("my lip twitches 5 times a day and I like coffee", None),
        ("my lip twitches. I drink more than 5 coffees a day", 5),
        ("my lip twitches. I drink more coffee than tea, 5 coffees a day", 5),
    ],
)
def test_drinks_a_day(text: str, per_day: float | None) -> None:
    assert [(t.trigger, t.per_day) for t in triggers(text)] == [("caffeine", per_day)]


def test_milligrams_are_no_drinks() -> None:
    (found,) = triggers("my lip twitches, I take 400 mg caffeine")
    assert (found.trigger, found.per_day, found.mg_per_day) == ("caffeine", None, (400, 400))


def test_a_cup_has_its_milligrams() -> None:
    (found,) = triggers("my lip twitches. I drink 5 cups of coffee a day")
    (one,) = triggers("my lip twitches. I drink 1 cup of coffee a day")
    assert found.mg_per_day == pytest.approx(tuple(5 * mg for mg in one.mg_per_day))


@pytest.mark.parametrize(
    "text", ["I drink 5 decafs a day, my lip twitches", "my lip twitches. 5 cups of decaf coffee a day"]
)
def test_decaf_never_counts(text: str) -> None:
    assert ("caffeine", "present") not in told(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("my lip twitches. I take prednisone", [("steroid", "present")]),
        ("my lip twitches. I take furosemide", [("diuretic", "present")]),
        ("my lip twitches. I take water tablets", [("diuretic", "present")]),
        ("my lip twitches. I am on HRT", [("estrogen", "present")]),
        ("my lip twitches. I am on the contraceptive pill", [("estrogen", "present")]),
        ("my lip is swollen. I take lisinopril", [("ace_inhibitor", "present")]),
        ("my lip is swollen. I take ramipril 5 mg", [("ace_inhibitor", "present")]),
        ("my lip twitches. I take sertraline", [("other_medicine", "present")]),
        ("my lip twitches. I have had diarrhoea for two days", [("potassium_loss", "present")]),
        ("my lip twitches after a bad night shift", [("sleep_loss", "present")]),
        ("my lip twitches, I am very stressed", [("stress", "present")]),
        ("my lip is numb since a dental injection", [("injury", "present")]),
        ("my lip is numb after the dentist gave me an injection", [("injury", "present")]),
        ("my lips are swollen from a new lip balm", [("allergen", "present")]),
        ("my lip is swollen after prawns", [("allergen", "present")]),
        ("I ate prawns and my lips are swollen", [("allergen", "present")]),
        ("my lips are swollen, I used a new lip balm", [("allergen", "present")]),
        wrong("I was stung by a bee and my lip is swollen", [("allergen", "present")], reason=EATEN),
    ],
)
def test_kinds(text: str, found: Told) -> None:
    assert told(text) == found


def test_a_potassium_sparing_diuretic_is_no_loss_of_potassium() -> None:
    found = triggers("my lip twitches. I take spironolactone, a potassium-sparing diuretic")
    assert {t.trigger for t in found} == {"diuretic"}
    assert "potassium_sparing" in frozenset().union(*(t.tags for t in found))


@pytest.mark.parametrize(
    "text", ["my lip twitches. I take a potassium sparing diuretic", "I take spironolactone, my lip twitches"]
)
def test_potassium_sparing_is_a_diuretic(text: str) -> None:
    assert told(text) == [("diuretic", "present")]


@pytest.mark.parametrize(
    "text", ["I take anabolic steroids and my lip twitches", "on an anabolic steroid cycle, my lip twitches"]
)
def test_anabolic_is_no_corticosteroid(text: str) -> None:
    assert "steroid" not in {kind for kind, _ in told(text)}


def test_the_pill_beside_contraception_is_an_estrogen() -> None:
    assert set(told("my lip twitches. I am on birth control and I take the pill")) == {("estrogen", "present")}


def test_a_pill_without_talk_of_contraception_is_no_estrogen() -> None:
    assert "estrogen" not in {kind for kind, _ in told("my lip twitches since I take the pill for my heart")}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("my lip twitches. I don't drink coffee", [("caffeine", "absent")]),
        ("my lip twitches, no coffee", [("caffeine", "absent")]),
        ("my lip twitches. I do not take steroids", [("steroid", "absent")]),
        ("my lip twitches. Coffee: no", [("caffeine", "absent")]),
        ("my lip twitches. I have never taken steroids", [("steroid", "absent")]),
        ("my lip twitches. I stopped prednisone last month", [("steroid", "past")]),
        ("my lip twitches. I used to take prednisone", [("steroid", "past")]),
        ("my lip twitches. I no longer take lisinopril", [("ace_inhibitor", "past")]),
        ("my lip is numb. I don't think prednisone made it worse", [("steroid", "present")]),
        ("my lip twitches. I can't stop drinking coffee", [("caffeine", "present")]),
        ("I don't like my new lip balm, my lips are swollen from it", [("allergen", "present")]),
    ],
)
def test_denied_stopped_and_neither(text: str, found: Told) -> None:
    assert told(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "I ate prawns and had a nice day",
        "my lip twitches. My favourite food is banana",
        "my lip twitches. I put lip balm on it",
        "my lip is numb. I had a cup of chamomile tea",
        "hello",
        "",
    ],
)
def test_foods_and_products_without_signs_of_allergy_are_none(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("my lip is swollen and I took aspirin for it", [("other_medicine", "present")]),
        ("my lip is swollen, an antihistamine helped a bit", [("other_medicine", "present")]),
        ("my lip is swollen. should I take an antihistamine?", [("other_medicine", "hypothetical")]),
        ("my lip is swollen. paracetamol or ice?", [("other_medicine", "hypothetical")]),
        ("my eyelid twitches. prescribed candesartan, haven't opened it", [("other_medicine", "hypothetical")]),
        ("my lip is numb. I'm to start amiloride tomorrow", [("diuretic", "hypothetical")]),
        ("my lip is swollen. should I stop ramipril?", [("ace_inhibitor", "present")]),
        ("my lip is swollen. I do not take an ACE inhibitor", [("ace_inhibitor", "absent")]),
        ("my lip is swollen. I have not taken my ramipril today", [("ace_inhibitor", "present")]),
        ("my lip twitches. I am not on the pill", [("estrogen", "absent")]),
        ("my lip twitches. Q: Caffeine? A: don't drink any", [("caffeine", "absent")]),
        ("my lip is swollen, he never had an egg before today", [("allergen", "present")]),
        ("my leg is numb, the operation he is advising scares me", [("injury", "hypothetical")]),
        ("my lip twitches. calcium, sodium and TSH are normal", []),
        ("my face twitches, is surgery needed?", [("injury", "hypothetical")]),
        ("my lip is swollen. a refill of ramipril please", [("ace_inhibitor", "present")]),
        ("my lip is swollen, could it be lisinopril? i've taken it for years", [("ace_inhibitor", "present")]),
        ("my lip is swollen, could it be lisinopril? i started it in May", [("ace_inhibitor", "past")]),
        (
            "my lip is swollen, could it be lisinopril? I stopped it three years ago",
            [("ace_inhibitor", "hypothetical")],
        ),
        ("my lip is swollen, could it be lisinopril? my husband is on it", [("ace_inhibitor", "hypothetical")]),
        ("dad's lip is swollen, could it be lisinopril? he has taken it for years", [("ace_inhibitor", "present")]),
        ("my lip is swollen. should I take prednisone? I have never been on it", [("steroid", "hypothetical")]),
        ("my lip is swollen. would prednisone help? it is day 3 of this", [("steroid", "hypothetical")]),
        ("my lip twitches. B12, lyme, thyroid, all normal", []),
        ("my lip twitches. I take vitamin D, kidneys and liver are all normal", [("other_medicine", "present")]),
        ("my lips swell, I am allergic to nothing", []),
        ("my lip is numb, I need surgery next month", [("injury", "hypothetical")]),
        ("my lip is numb. I had a tooth out, next week the other", [("injury", "past")]),
    ],
)
def test_a_remedy_is_taken_or_only_asked_about(text: str, found: Told) -> None:
    assert told(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("my legs cramp. I take magnesium at night", [("other_medicine", "present")]),
        ("my legs cramp. vitamin d was 11", []),
        ("my legs cramp. magnesium normal", []),
        ("my lip twitches. I sleep 3 hours", [("sleep_loss", "present")]),
        wrong(
            "my lip twitches. I slept 3 hours",
            [("sleep_loss", "present")],
            reason="the tense model reads it as over",
        ),
        ("my lip twitches. I sleep 8 hours", []),
        ("my lip twitches. I drink 3 monsters a day", [("caffeine", "present")]),
        ("my lip twitches. monsters scare my son", []),
        ("my mouth hangs and tea dribbles out", []),
        ("my mouth hangs. I came down for tea", []),
        ("coke tasted like metal and my fingers tingle", []),
        ("my lip went numb like the dentist's needle", []),
        ("my chin twitches. the surgery is shut", []),
        ("my chin twitches. I was tested for hiv", []),
        ("my chin twitches. I had shingles as a child", []),
        ("my cheek hurts when the wind blows. It is winter", [("cold", "present")]),
        ("my eyelid twitches. It began last winter", []),
        ("my lip tingles. I have not eaten anything unusual", []),
        ("my legs cramp. I have been fasting", [("potassium_loss", "present")]),
        ("my legs cramp. sugar fasting 92", []),
    ],
)
def test_the_words_around_a_mention_decide(text: str, found: Told) -> None:
    assert told(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("took my first cefuroxime at noon, an hour later hives all over", {"other_medicine", "allergen"}),
        ("took a cetirizine an hour ago for hives", {"other_medicine"}),
        ("I take ramipril. an hour after dinner my lip swelled, no hives", {"ace_inhibitor"}),
        ("my lip is itchy. I am allergic to penicillin", {"allergen"}),
        ("had botox in the forehead, my eyelid droops", {"other_medicine", "injury"}),
        ("botox for my hemifacial spasm, my cheek twitches", {"other_medicine"}),
    ],
)
def test_suspected_medicines_and_botulinum(text: str, found: set[str]) -> None:
    assert {kind for kind, _ in told(text)} == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("my lip tingles since my flu jab", [("other_medicine", "present")]),
        ("my lip tingles. They gave me the typhoid one", [("other_medicine", "past")]),
        ("my lip tingles. Vaccine: RSV", [("other_medicine", "present")]),
        ("my lip tingles. My cheek too since the shingles one", [("other_medicine", "present")]),
        ("my lip tingles. I have the flu", [("infection", "present")]),
        ("my lip tingles. I had the flu one week ago", [("infection", "past")]),
        ("my lip tingles. Is my tetanus up to date?", []),
        ("my lip tingles. See the flu clinic", []),
        ("my lip tingles. There is flu at school", []),
        ("my lip tingles. My wife thinks it's flu", []),
        ("my lip is swollen. I hold a cold flannel on it", []),
        ("my lip is swollen. I have a cold", [("infection", "present")]),
        wrong(
            "my lip is swollen. I had a cold",
            [("infection", "present")],
            reason="'I had' without a date is taken for over",
        ),
    ],
)
def test_a_vaccine_or_a_cold_thing_is_no_infection(text: str, found: Told) -> None:
    assert told(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("my lip is numb. The surgery can see me on Friday", []),
        ("my lip is numb. I phoned the surgery", []),
        ("my lip is numb since the surgery on my jaw", [("injury", "present")]),
        ("my lip is numb since they took out a molar", [("injury", "present")]),
        ("my lip is numb. My wisdom teeth were taken out", [("injury", "present")]),
        ("my lip is numb since the removal of a wisdom tooth", [("injury", "present")]),
        ("my lip is numb after an injection of articaine", [("injury", "present")]),
        ("my jaw is stiff. I cracked a filling", []),
        ("my jaw is stiff since a filling", [("injury", "present")]),
        ("my jaw is stiff. I am filling in a form", []),
        ("my chin is numb since the fall in March", [("injury", "present")]),
        ("my chin was numb in the fall of 2020", []),
        ("my chin is numb. Dental work: none", [("injury", "absent")]),
        ("my eyelid twitches. A lumbar puncture was clear", []),
    ],
)
def test_operations_teeth_and_falls(text: str, found: Told) -> None:
    assert told(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("my eyelid twitches. I drink sage tea", []),
        ("my eyelid twitches. I drink tea", [("caffeine", "present")]),
        ("my eyelid twitches. My pee has the colour of cola", []),
        ("my eyelid twitches. No caffeine beyond two coffees", [("caffeine", "absent"), ("caffeine", "present")]),
        (
            "my eyelid twitches. How much coffee? Three a day but it's decaf",
            [("caffeine", "absent"), ("caffeine", "absent")],
        ),
        ("my eyelid twitches. May he have a beer?", [("alcohol", "hypothetical")]),
        ("my eyelid twitches. Is he allowed a glass of wine?", [("alcohol", "hypothetical")]),
        ("my eyelid twitches. I am a wine merchant", []),
        ("my eyelid twitches. Is it lack of sleep?", [("sleep_loss", "hypothetical")]),
        ("my eyelid twitches. I cannot sleep for worry", []),
        ("my eyelid twitches. Any vomiting? No", [("potassium_loss", "absent")]),
        ("my eyelid twitches. Did he vomit or faint? He cried", [("potassium_loss", "hypothetical")]),
        ("my eyelid twitches. Any stress? Yes, lots", [("stress", "present")]),
        ("my eyelid twitches when I am nervous", [("stress", "present")]),
        ("I am nervous about my eyelid that twitches", []),
        ("my eyelid twitches. Which vitamin should I take?", [("other_medicine", "hypothetical")]),
        (
            "my eyelid twitches. I take nothing, not even the pill",
            [("other_medicine", "absent")],
        ),
        ("my eyelid twitches. B12 was found low", []),
        ("hello daktari, my eyelid twitches", []),
    ],
)
def test_drinks_questions_and_doubts(text: str, found: Told) -> None:
    assert told(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Never again Septrin. By night my lips were swollen", {"other_medicine", "allergen"}),
        ("third day of cefalexin, a rash on my face", {"other_medicine", "allergen"}),
        ("they gave me iohexol, within minutes my face was puffy", {"other_medicine", "allergen"}),
        ("cefalexin for a tooth abscess, my face is swollen since last night", {"other_medicine", "infection"}),
        ("my eyes sting and my lip is swollen", set()),
        ("a wasp sting, my lip is swollen", {"allergen"}),
        ("prednisone for poison ivy, now my face is puffy and itches", {"steroid"}),
        ("eat more bananas, they said. My lip itches", set()),
    ],
)
def test_what_is_suspected_of_a_reaction(text: str, found: set[str]) -> None:
    assert {kind for kind, _ in told(text)} == found


@pytest.mark.parametrize(
    ("text", "bearer"),
    [
        ("my lip itches, I took a loratadine of my sister's", "patient"),
        ("my lip itches. Another resident has chickenpox", "other"),
        ("my lip itches. I have chickenpox", "patient"),
    ],
)
def test_whose_it_is(text: str, bearer: str) -> None:
    assert [t.experiencer for t in triggers(text)] == [bearer]


def test_a_clinician_who_gives_a_medicine_does_not_take_it() -> None:
    found = triggers("my lip is numb. The neurologist came and he gave prednisolone")
    assert [(t.trigger, t.experiencer) for t in found] == [("steroid", "patient")]


def test_a_remedy_that_did_harm_is_one() -> None:
    assert ("other_medicine", "present") in told("my lips are swollen since I started taking amoxicillin")


def test_another_persons_medicine() -> None:
    found = triggers("My lip twitches. My father takes prednisone.")
    assert [(t.trigger, t.experiencer) for t in found] == [("steroid", "other")]


def test_one_trigger_a_concept_and_the_one_with_the_amount() -> None:
    (found,) = triggers("my lip twitches from coffee. I drink 6 coffees a day. Coffee is life")
    assert (found.trigger, found.per_day) == ("caffeine", 6)


def test_the_quote_is_the_word() -> None:
    text = "my lip twitches. I take prednisone"
    (found,) = triggers(text)
    assert (found.quote.text, text[found.quote.start : found.quote.end]) == ("prednisone", "prednisone")

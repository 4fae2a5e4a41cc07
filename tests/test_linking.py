from __future__ import annotations

import pytest

from lipcheck.components.clauses import same_length_lower
from lipcheck.pipeline import build_nlp
from lipcheck.report import Finding

NLP = build_nlp()
Placed = set[tuple[str, str | None, str | None]]


def findings(text: str) -> tuple[Finding, ...]:
    return NLP(same_length_lower(text))._.findings


def placed(text: str) -> Placed:
    return {(f.symptom, f.site, f.side) for f in findings(text)}


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("my upper lip is numb", "upper_lip"),
        ("my lower lip is numb", "lower_lip"),
        ("my lip is numb", "lip"),
        ("my lips are numb", "lip"),
        ("both my lips are numb", "lip"),
        ("the corner of my mouth is numb", "mouth_corner"),
        ("my mouth is numb", "mouth"),
        ("my tongue is numb", "tongue"),
        ("my gums are numb", "gum"),
        ("my front teeth are numb", "tooth"),
        ("my chin is numb", "chin"),
        ("my jaw is numb", "jaw"),
        ("my cheek is numb", "cheek"),
        ("my nose is numb", "nose"),
        ("my eyelid is numb", "eyelid"),
        ("my eyebrow is numb", "eyebrow"),
        ("my forehead is numb", "forehead"),
        ("my temple is numb", "temple"),
        ("my ear is numb", "ear"),
        ("half of my face is numb", "face"),
        ("my head is numb", "head"),
        ("my throat is numb", "throat"),
        ("my neck is numb", "neck"),
        ("my shoulder is numb", "shoulder"),
        ("my arm is numb", "arm"),
        ("my hand is numb", "hand"),
        ("my thumb is numb", "finger"),
        ("my groin is numb", "groin"),
        ("my toes are numb", "toe"),
        ("I am numb all over", "body"),
        ("my wrist is numb", "arm"),
        ("my elbow is numb", "arm"),
        ("my hip is numb", "leg"),
        ("my thigh is numb", "leg"),
        ("my knee is numb", "leg"),
        ("my calf is numb", "leg"),
        ("my ankle is numb", "foot"),
        ("my scalp is numb", "head"),
    ],
)
def test_sites(text: str, site: str) -> None:
    assert {(f.symptom, f.site) for f in findings(text)} == {("numbness", site)}


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("my left cheek is numb", "left"),
        ("my cheek is numb on the right", "right"),
        ("my cheek is numb on the right side", "right"),
        ("the left side of my cheek is numb", "left"),
        ("numbness of the cheek (left)", "left"),
        ("L cheek numb", "left"),
        ("my cheek, left, is numb", "left"),
        ("left-sided numbness of my cheek", "left"),
        ("both cheeks are numb", "both"),
        ("either cheek is numb", "both"),
        ("my cheeks are numb on both sides", "both"),
        ("one cheek is numb", "one"),
        ("my cheek is numb on one side", "one"),
        ("one side of my cheek is numb", "one"),
        ("my cheek is numb, always the left one", "left"),
        ("my cheek is numb, it is the left", "left"),
        ("my cheek is numb, mostly on the right", "right"),
        ("my cheek is numb. The right one.", "right"),
        ("my cheek is numb on the right when I chew", "right"),
        ("my cheek is numb on one side, the left", "left"),
        ("numb cheeks b/l", "both"),
        ("my cheeks go numb on the bus (both)", "both"),
        ("my cheeks are numb, both of them", "both"),
        ("my cheeks are numb, only the left one", "left"),
        ("my cheek is numb, left hand side", "left"),
        ("my cheek is numb, right?", None),
        ("week two my cheek is numb", None),
        ("apart from that my cheek is numb", None),
        ("my cheeks are numb", None),
        ("my cheek is numb", None),
        ("right now my cheek is numb", None),
        ("my cheek is numb, I left work", None),
        ("what is left of the numbness is in my cheek", None),
        ("I am right handed and my cheek is numb", None),
        ("is it right that my cheek is numb?", None),
    ],
)
def test_sides(text: str, side: str | None) -> None:
    assert placed(text) == {("numbness", "cheek", side)}


SPOKEN_OF = [
    ("my {0} cheek is numb and that ear itches", {("numbness", "cheek", "{0}"), ("itching", "ear", "{0}")}),
    (
        "my {0} eyelid twitches. The other eyelid is puffy",
        {("twitching", "eyelid", "{0}"), ("swelling", "eyelid", "{1}")},
    ),
    ("my {0} lid is puffy. Since noon the lid itches", {("swelling", "eyelid", "{0}"), ("itching", "eyelid", "{0}")}),
    ("the {0} half of the tongue, lip and chin is numb", {("numbness", s, "{0}") for s in ("tongue", "lip", "chin")}),
    (
        "the {0} side of my face sags, I have Bell's palsy",
        {("facial_droop", "face", "{0}"), ("paralysis", "face", "{0}")},
    ),
    ("{0} side hangs, I have Bell's palsy", {("facial_droop", "face", "{0}"), ("paralysis", "face", "{0}")}),
    ("the {0} cheek droops, the eye will not shut", {("facial_droop", "cheek", "{0}"), ("eye_closure", "eye", "{0}")}),
    ("his mouth is hanging on the {0}", {("facial_droop", "mouth", "{0}")}),
    ("{0}-sided weakness since noon", {("weakness", "body", "{0}")}),
    ("{0} sided Bell's palsy in May. The palsy is back", {("paralysis", "face", "{0}")}),
    ("{0} hemiparesis since noon", {("weakness", "body", "{0}")}),
    ("the skin under my {0} eye itches", {("itching", "eye", "{0}")}),
    ("my {0} hand went numb, then the {0} cheek", {("numbness", "hand", "{0}"), ("numbness", "cheek", "{0}")}),
    ("chest pain and {0} arm", {("pain", "chest", None), ("pain", "arm", "{0}")}),
    ("chest pain that goes down my {0} arm", {("pain", "chest", None), ("pain", "arm", "{0}")}),
    ("my {0} cheek is numb, the lip tingles", {("numbness", "cheek", "{0}"), ("tingling", "lip", "{0}")}),
    ("I broke my {0} wrist in May. The foot is stiff", {("stiffness", "foot", None)}),
    ("My lip twitches. My whole {0} side is numb", {("twitching", "lip", None), ("numbness", "body", "{0}")}),
    ("my {0} arm is numb, the lip tingles", {("numbness", "arm", "{0}"), ("tingling", "lip", None)}),
    ("I broke my {0} wrist in May. The wrist is stiff", {("stiffness", "arm", "{0}")}),
    ("my {0} cheek is numb and my shin hurts", {("numbness", "cheek", "{0}"), ("pain", "leg", None)}),
]


@pytest.mark.parametrize("sides", [("left", "right"), ("right", "left")], ids=["left", "right"])
@pytest.mark.parametrize(("text", "found"), SPOKEN_OF, ids=[text for text, _ in SPOKEN_OF])
def test_sides_said_elsewhere(text: str, found: Placed, sides: tuple[str, str]) -> None:
    assert placed(text.format(*sides)) == {
        (symptom, site, side.format(*sides) if side else None) for symptom, site, side in found
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Cramps? Yes, both calves", {("cramp", "leg", "both")}),
        ("my toes go numb, both feet", {("numbness", "toe", "both")}),
        ("cramp in my shins and eyelids that flutter", {("cramp", "leg", None), ("twitching", "eyelid", None)}),
        ("my calf cramps in bed and my foot did too", {("cramp", "leg", None), ("cramp", "foot", None)}),
        (
            "my chin twitches after a fever. Then it moved to my nose",
            {("twitching", s, None) for s in ("chin", "nose")} | {("fever", None, None)},
        ),
        ("it jumps under the skin of my chin", {("twitching", "chin", None)}),
        (
            "my ear itches and my chin is sore. The chin is fine but the ear is not",
            {("itching", "ear", None), ("pain", "chin", None)},
        ),
    ],
)
def test_sites_said_elsewhere(text: str, found: Placed) -> None:
    assert placed(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "an arm went numb",
        "one of my arms went numb",
        "one arm went numb",
    ],
)
def test_one_of_two_is_one(text: str) -> None:
    assert placed(text) == {("numbness", "arm", "one")}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the whole left side of my body is numb", {("numbness", "body", "left")}),
        ("my left side is numb", {("numbness", "body", "left")}),
        ("the left half of my face is numb", {("numbness", "face", "left")}),
        ("one side of my face is weak", {("weakness", "face", "one")}),
        ("my lip and chin are numb", {("numbness", "lip", None), ("numbness", "chin", None)}),
        ("my left lip and chin are numb", {("numbness", "lip", "left"), ("numbness", "chin", "left")}),
        ("my left cheek, jaw and ear are numb", {("numbness", s, "left") for s in ("cheek", "jaw", "ear")}),
        ("numbness in my left cheek and right hand", {("numbness", "cheek", "left"), ("numbness", "hand", "right")}),
        ("my lip is numb and tingly", {("numbness", "lip", None), ("tingling", "lip", None)}),
        ("numbness and tingling in my left hand", {("numbness", "hand", "left"), ("tingling", "hand", "left")}),
        (
            "my left eyelid twitches and my right hand is numb",
            {("twitching", "eyelid", "left"), ("numbness", "hand", "right")},
        ),
        ("My lip is swollen. My right arm is weak.", {("swelling", "lip", None), ("weakness", "arm", "right")}),
        ("tingling of the lips, swelling of the tongue", {("tingling", "lip", None), ("swelling", "tongue", None)}),
        ("numb lip, stiff jaw", {("numbness", "lip", None), ("stiffness", "jaw", None)}),
        (
            "my lips and tongue are numb and tingly",
            {(s, p, None) for s in ("numbness", "tingling") for p in ("lip", "tongue")},
        ),
        ("I have a fever and my lip is swollen", {("fever", None, None), ("swelling", "lip", None)}),
        ("my face droops on the left", {("facial_droop", "face", "left")}),
        ("my face droops on the left side", {("facial_droop", "face", "left")}),
        ("my mouth is crooked", {("facial_droop", "mouth", None)}),
        ("I can't close my left eye", {("eye_closure", "eye", "left")}),
        ("my speech is slurred", {("slurred_speech", None, None)}),
        ("Upper lip on the left feels numb", {("numbness", "upper_lip", "left")}),
        ("my left upper lip cramps", {("cramp", "upper_lip", "left")}),
    ],
)
def test_symptoms_with_sites_and_sides(text: str, found: Placed) -> None:
    assert placed(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a tight chest", {("pain", "chest")}),
        ("my chest feels tight", {("pain", "chest")}),
        ("period cramps", {("pain", "abdomen")}),
        ("stomach cramps", {("pain", "abdomen")}),
        ("I feel weak and tired", {("fatigue", None)}),
        ("I feel weak all over", {("fatigue", None)}),
        ("my arm is weak", {("weakness", "arm")}),
        ("my fever is 39.5", {("high_fever", None)}),
        ("fever of 103 F", {("high_fever", None)}),
        ("a high fever", {("high_fever", None)}),
        ("fever of 38.2", {("fever", None)}),
        ("the worst headache of my life", {("severe_headache", None)}),
        ("a terrible headache", {("severe_headache", None)}),
        ("a slight headache", {("headache", None)}),
        ("I nearly fainted", {("dizziness", None)}),
        ("I fainted", {("confusion", None)}),
        ("I have angioedema of the lip", {("swelling", "lip")}),
        ("my face is paralysed", {("paralysis", "face")}),
        ("blepharospasm", {("twitching", "eyelid")}),
        ("I have hemifacial spasm", {("twitching", "face")}),
        ("I have bell's palsy", {("paralysis", "face")}),
        ("numb with grief", set()),
        ("my arm is fine", set()),
        ("I am shivering", set()),
    ],
)
def test_what_the_words_mean(text: str, found: set[tuple[str, str | None]]) -> None:
    assert {(f.symptom, f.site) for f in findings(text)} == found


@pytest.mark.parametrize(
    ("text", "symptom"),
    [
        ("my speech is normal", "slurred_speech"),
        ("I don't think my lip is swollen", "swelling"),
        ("my lip is not numb", "numbness"),
        ("Drooping? No", "facial_droop"),
    ],
)
def test_denied(text: str, symptom: str) -> None:
    assert [(f.symptom, f.status) for f in findings(text)] == [(symptom, "absent")]


def test_a_finding_has_its_code_and_places() -> None:
    text = "my left upper lip is numb"
    (found,) = findings(text)
    assert (found.code, found.quote.text) == ("R20.0", "numb")
    assert [text[a:b] for a, b in (found.site_span, found.side_span)] == ["upper lip", "left"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("my left arm is weak", "R29.898"), ("my face is weak", "R29.810"), ("my face is paralysed", "R29.810")],
)
def test_the_face_has_a_code_of_its_own(text: str, code: str) -> None:
    assert [f.code for f in findings(text)] == [code]


@pytest.mark.parametrize(
    ("text", "told"),
    [("a mild numbness of my lip", "mild"), ("severe pain in my jaw", "severe"), ("my lip is numb", None)],
)
def test_severity(text: str, told: str | None) -> None:
    assert [f.severity for f in findings(text)] == [told]


def test_a_symptom_told_twice_is_one_finding() -> None:
    assert placed("My lip is numb. I said: numb lip!") == {("numbness", "lip", None)}
    assert len(findings("My lip is numb. I said: numb lip!")) == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("weakness on the left", {("weakness", "body", "left")}),
        ("slight right weakness since noon", {("weakness", "body", "right")}),
        ("weaker down the right", {("weakness", "body", "right")}),
        ("face fine, weakness on the left", {("weakness", "face", "left")}),
        ("the flu left weakness in my arm", {("weakness", "arm", None)}),
        ("I feel weak", {("fatigue", None, None)}),
        ("numbness LLE since noon", {("numbness", "leg", "left")}),
        ("tingling RUE", {("tingling", "arm", "right")}),
        ("LUE weakness", {("weakness", "arm", "left")}),
        ("tingling arm and leg on right", {("tingling", "arm", "right"), ("tingling", "leg", "right")}),
    ],
)
def test_a_side_told_in_words_of_its_own(text: str, found: Placed) -> None:
    assert placed(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the balm left my face numb", {("numbness", "face", None)}),
        ("the balm left the right side of my face numb", {("numbness", "face", "right")}),
        ("on the left my face is numb", {("numbness", "face", "left")}),
        ("a mole right above my lip itches", {("itching", "upper_lip", None)}),
        ("it twitches right under my eye", {("twitching", "eye", None)}),
        ("is it right that my chin is numb", {("numbness", "chin", None)}),
        ("my chin is numb, right in the middle", {("numbness", "chin", None)}),
        ("I sleep on my right side and my cheek is numb", {("numbness", "cheek", None)}),
        ("when I lie on my right side the cheek on that side is numb", {("numbness", "cheek", "right")}),
        ("a side effect is a numb face", {("numbness", "face", None)}),
        ("my face is numb, one side effect of many", {("numbness", "face", None)}),
        ("one side of my face is numb", {("numbness", "face", "one")}),
    ],
)
def test_words_that_name_no_side(text: str, found: Placed) -> None:
    assert placed(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("my left eye twitches and my jaw is stiff", {("twitching", "eye", "left"), ("stiffness", "jaw", None)}),
        ("my lower left molar hurts and the jaw is swollen", {("pain", "tooth", "left"), ("swelling", "jaw", "left")}),
        ("the left corner of my mouth hangs and the cheek is numb", {("facial_droop", "mouth_corner", "left"), ("numbness", "cheek", "left")}),
    ],
)  # fmt: skip
def test_the_only_side_that_is_told(text: str, found: Placed) -> None:
    assert placed(text) == found


Stated = set[tuple[str, str | None, str | None, str]]


def stated(text: str) -> Stated:
    return {(f.symptom, f.site, f.side, f.status) for f in findings(text)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("my chin is not swollen but my cheeks are", {("swelling", "chin", None, "absent"), ("swelling", "cheek", None, "present")}),
        ("my face is not weak but my left hand is, since noon", {("weakness", "face", None, "absent"), ("weakness", "hand", "left", "present")}),
        ("I have no tingling in my chin but I do in my foot", {("tingling", "chin", None, "absent"), ("tingling", "foot", None, "present")}),
        ("my cheek itches but my nose does not", {("itching", "cheek", None, "present"), ("itching", "nose", None, "absent")}),
        ("my nose is numb, not my chin", {("numbness", "nose", None, "present"), ("numbness", "chin", None, "absent")}),
        ("the tingling is not in my ear, it is in my cheek", {("tingling", "ear", None, "absent"), ("tingling", "cheek", None, "present")}),
        ("the tingling is not in my ear but in my cheek", {("tingling", "ear", None, "absent"), ("tingling", "cheek", None, "present")}),
        ("my left eyelid itched for a week, now it's my right eyelid", {("itching", "eyelid", "left", "present"), ("itching", "eyelid", "right", "present")}),
        ("my chin tingles. And my nose.", {("tingling", "chin", None, "present"), ("tingling", "nose", None, "present")}),
        ("my chin tingles. My nose has started doing it too", {("tingling", "chin", None, "present"), ("tingling", "nose", None, "present")}),
        ("my chin tingles and my nose is fine", {("tingling", "chin", None, "present")}),
        ("my chin tingles and my son's nose is", {("tingling", "chin", None, "present")}),
        ("my chin tingles, I hate how my nose is", {("tingling", "chin", None, "present")}),
        ("my upper lip tingles. It's just the lip.", {("tingling", "upper_lip", None, "present")}),
        ("my chin tingles. A tooth was pulled. It was my molar.", {("tingling", "chin", None, "present")}),
    ],
)  # fmt: skip
def test_places_told_in_short(text: str, found: Stated) -> None:
    assert stated(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("my left ear itches, the right one does not", {("itching", "ear", "left", "present"), ("itching", "ear", "right", "absent")}),
        ("my right ear isn't swollen, the left one is", {("swelling", "ear", "right", "absent"), ("swelling", "ear", "left", "present")}),
        ("my left ear is numb. The right one tingles", {("numbness", "ear", "left", "present"), ("tingling", "ear", "right", "present")}),
        ("my right foot is numb and the other one tingles", {("numbness", "foot", "right", "present"), ("tingling", "foot", "left", "present")}),
        ("my right cheek is numb and my ear tingles on the other side", {("numbness", "cheek", "right", "present"), ("tingling", "ear", "left", "present")}),
        ("my left ear is swollen. That side itches too", {("swelling", "ear", "left", "present"), ("itching", "ear", "left", "present")}),
        ("my upper lip tingles and the lower one is too", {("tingling", "upper_lip", None, "present"), ("tingling", "lower_lip", None, "present")}),
        ("my left foot is numb. The other day I fell. The right thing to do?", {("numbness", "foot", "left", "present")}),
        ("my left arm is weak and the right is fine", {("weakness", "arm", "left", "present")}),
    ],
)  # fmt: skip
def test_words_that_point_to_a_site(text: str, found: Stated) -> None:
    assert stated(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("my gums are swollen on the right", {("swelling", "gum", "right")}),
        ("my gums tingle, worse on the right", {("tingling", "gum", None)}),
        ("my chin and gums tingle. It's all on the left.", {("tingling", "chin", "left"), ("tingling", "gum", "left")}),
        ("my chin and ear itch. Both are on the left.", {("itching", "chin", "left"), ("itching", "ear", "left")}),
        ("numb chin, itchy ear. All on the right.", {("numbness", "chin", "right"), ("itching", "ear", "right")}),
        ("left side: numb chin, droopy cheek", {("numbness", "chin", "left"), ("facial_droop", "cheek", "left")}),
        ("my cheek is numb and tingly on the left", {("numbness", "cheek", "left"), ("tingling", "cheek", "left")}),
        ("my ears are both itchy", {("itching", "ear", "both")}),
        ("my ear is both itchy and swollen", {("itching", "ear", None), ("swelling", "ear", None)}),
        ("one of my ears itches. It's the left one.", {("itching", "ear", "left")}),
        ("my lower and upper lip itch", {("itching", "lower_lip", None), ("itching", "upper_lip", None)}),
        ("my right upper and lower lip itch", {("itching", "lower_lip", "right"), ("itching", "upper_lip", "right")}),
    ],
)
def test_a_side_said_of_several(text: str, found: Placed) -> None:
    assert placed(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I have cramps in both calves and feet", {("cramp", "leg", "both"), ("cramp", "foot", "both")}),
        ("both hands and my feet tingle", {("tingling", "hand", "both"), ("tingling", "foot", None)}),
        ("my hands tremble when I hold a glass, both hands", {("twitching", "hand", "both")}),
        ("my foot tingles, both feet were cold", {("tingling", "foot", None)}),
        ("it came right back, my back itches", {("itching", "back", None)}),
    ],
)
def test_both_are_said_of_a_list_and_once_for_all(text: str, found: Placed) -> None:
    assert placed(text) == found


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("My cheek has been numb since the fall in May, left.", "left"),
        ("cheek is numb now too, all on the right", "right"),
        ("my lip is numb since lunch, left early from work", None),
        ("Right side. My cheek is numb", "right"),
        ("Side affected: left\nWhere: cheek\nWhat: numbness of the cheek", "left"),
        ("Are you left handed? Right.\nmy cheek is numb", None),
        ("Numb cheek R, old scar L chin", "right"),
        ("Dear Dr R. My cheek is numb", None),
    ],
)
def test_a_side_told_apart(text: str, side: str | None) -> None:
    assert {f.side for f in findings(text)} == {side}

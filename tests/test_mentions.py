from __future__ import annotations

import pytest
from spacy.tokens import Doc

from lipcheck.components.mentions import GROUPS, phrase_of
from lipcheck.pipeline import build_nlp
from lipcheck.vocabulary import load_knowledge

NLP = build_nlp()


def mentions(text: str) -> Doc:
    return NLP(text.lower())


def labels(text: str, group: str) -> list[tuple[str, str]]:
    doc = mentions(text)
    return [(s.text, s.label_) for s in doc.spans[group]]


@pytest.mark.parametrize(
    ("text", "group", "found"),
    [
        ("My lip is numb", "symptoms", [("numb", "numbness")]),
        ("pins and needles in my tongue", "symptoms", [("pins and needles", "tingling")]),
        ("I have a charley horse", "symptoms", [("charley horse", "cramp")]),
        ("speak pelo since today", "symptoms", [("speak pelo", "slurred_speech")]),
        ("my upper lip", "sites", [("upper lip", "upper_lip")]),
        ("the corner of my mouth", "sites", [("corner of my mouth", "mouth_corner")]),
        ("wrist", "sites", [("wrist", "arm")]),
        ("knee", "sites", [("knee", "leg")]),
        ("ankle", "sites", [("ankle", "foot")]),
        ("scalp", "sites", [("scalp", "head")]),
        ("on both sides", "sides", [("both sides", "both")]),
        ("I take lisinopril", "exposures", [("lisinopril", "lisinopril")]),
        ("I had a mini stroke", "conditions", [("mini stroke", "tia")]),
        ("my potassium is low", "conditions", [("potassium is low", "low_potassium")]),
    ],
)
def test_words_are_found(text: str, group: str, found: list[tuple[str, str]]) -> None:
    assert labels(text, group) == found


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("I was numb with grief", "symptoms"),
        ("keep a stiff upper lip", "symptoms"),
        ("a stiff drink", "symptoms"),
        ("money is tight", "symptoms"),
        ("cramped seats on the bus", "symptoms"),
        ("a stroke of luck", "conditions"),
        ("on the other hand", "sites"),
        ("face to face", "sites"),
        ("I bought a lip balm", "sites"),
        ("chamomile tea", "exposures"),
        ("hay fever", "symptoms"),
    ],
)
def test_figurative_words_are_not(text: str, group: str) -> None:
    assert labels(text, group) == []


def test_the_longest_of_a_group_wins() -> None:
    assert [label for _, label in labels("the worst headache of my life", "symptoms")] == ["severe_headache"]


def test_a_word_may_stand_in_two_groups() -> None:
    assert ("low potassium", "low_potassium") in labels("low potassium", "conditions")
    assert ("low potassium", "low_potassium") in labels("low potassium", "exposures")


def test_spans_of_a_group_do_not_overlap() -> None:
    doc = mentions("pins and needles in my upper lip and lower lip, muscle cramps, twitching eyelid, low potassium")
    for group in GROUPS:
        tokens = [i for span in doc.spans[group] for i in range(span.start, span.end)]
        assert len(tokens) == len(set(tokens))


def test_every_group_is_there_without_a_mention() -> None:
    assert {name: list(spans) for name, spans in mentions("hello").spans.items()} == {name: [] for name in GROUPS}


def test_the_number_of_the_phrase_is_kept() -> None:
    doc = mentions("my lips are sore")
    span = doc.spans["sites"][0]
    phrase = load_knowledge().by_id("sites")[span.label_].lexicon[int(span.kb_id_)]
    assert (phrase.words, phrase.plural) == ("lips", True)


@pytest.mark.parametrize("text", ["my lip's numb", "MY LIP IS NUMBBBB", "my lip is\nnumb"])
def test_spelling_and_case_do_not_matter(text: str) -> None:
    assert [label for _, label in labels(text, "symptoms")] == ["numbness"]


@pytest.mark.parametrize(
    ("text", "symptom"),
    [
        ("I can no longer hold my urine", "bladder_bowel"),
        ("She wet herself on the way here", "bladder_bowel"),
        ("urinary retention since this morning", "bladder_bowel"),
        ("nothing comes out when I pee", "bladder_bowel"),
        ("I am SOB on the stairs", "breathing_trouble"),
        ("he is fighting for breath", "breathing_trouble"),
        ("my airway feels like it is closing, airway closing", "breathing_trouble"),
        ("she gasps for air", "breathing_trouble"),
        ("her lips are turning blue", "breathing_trouble"),
        ("I can't get enough air", "breathing_trouble"),
        ("my tongue is burning", "burning"),
        ("it burns like fire", "burning"),
        ("he had a fit last night", "confusion"),
        ("she lost consciousness", "confusion"),
        ("he does not know what day it is", "confusion"),
        ("LOC for a minute", "confusion"),
        ("she blacked out", "confusion"),
        ("my calf goes into spasm", "cramp"),
        ("a charley horse in my thigh", "cramp"),
        ("my jaw locked", "cramp"),
        ("fingers claw when I write", "cramp"),
        ("toes curl under at night", "cramp"),
        ("I have the runs", "diarrhoea"),
        ("watery motions since Monday", "diarrhoea"),
        ("loose stools", "diarrhoea"),
        ("the room was spinning", "dizziness"),
        ("I nearly fainted", "dizziness"),
        ("I feel light headed", "dizziness"),
        ("I am unsteady on my feet", "dizziness"),
        ("tea dribbles out", "drooling"),
        ("water runs out of the corner of my mouth", "drooling"),
        ("he can't keep liquids in", "drooling"),
        ("I have a dry mouth", "dryness"),
        ("my eyes are gritty, gritty eyes", "dryness"),
        ("my left eye won't close", "eye_closure"),
        ("the eye stays open at night", "eye_closure"),
        ("I am unable to shut my right eye", "eye_closure"),
        ("I can't blink", "eye_closure"),
        ("her eye refuses to close", "eye_closure"),
        ("the left side of my face has dropped", "facial_droop"),
        ("her smile is crooked", "facial_droop"),
        ("my eyelid is hanging", "facial_droop"),
        ("his mouth went to the right", "facial_droop"),
        ("my mouth is lopsided", "facial_droop"),
        ("ptosis of the left lid", "facial_droop"),
        ("her face slid down on one side", "facial_droop"),
        ("a wonky smile", "facial_droop"),
        ("I am exhausted", "fatigue"),
        ("no energy at all", "fatigue"),
        ("he is knackered", "fatigue"),
        ("she has a temperature", "fever"),
        ("he is running a fever", "fever"),
        ("my head is pounding", "headache"),
        ("a throbbing head", "headache"),
        ("I have gone deaf in one ear", "hearing_loss"),
        ("muffled hearing", "hearing_loss"),
        ("a raging fever", "high_fever"),
        ("a very high fever", "high_fever"),
        ("I lost my voice", "hoarseness"),
        ("her voice is croaky", "hoarseness"),
        ("my lip itches", "itching"),
        ("an itchy mouth", "itching"),
        ("an urge to scratch", "itching"),
        ("my lip is dead", "numbness"),
        ("my cheek feels like after the dentist", "numbness"),
        ("I can't feel my chin", "numbness"),
        ("my hand has gone to sleep", "numbness"),
        ("my foot fell asleep", "numbness"),
        ("no sensation in my lip", "numbness"),
        ("hypoaesthesia of the lip", "numbness"),
        ("my lip feels like rubber", "numbness"),
        ("as if I had been to the dentist", "numbness"),
        ("my back is killing me", "pain"),
        ("sore gums", "pain"),
        ("my heart is racing", "palpitations"),
        ("my heart skips beats", "palpitations"),
        ("tachycardia", "palpitations"),
        ("I can't move my left arm", "paralysis"),
        ("my leg won't move", "paralysis"),
        ("Bell's palsy", "paralysis"),
        ("hemiplegia", "paralysis"),
        ("my fingers refuse to move", "paralysis"),
        ("half my face is paralyzed", "paralysis"),
        ("7th nerve palsy", "paralysis"),
        ("my lip feels raised", "pulling"),
        ("my upper lip is being pulled", "pulling"),
        ("a tugging sensation", "pulling"),
        ("something pulls my mouth up", "pulling"),
        ("I broke out in hives", "rash"),
        ("red blotches", "rash"),
        ("an urticarial rash", "rash"),
        ("the worst headache of my life", "severe_headache"),
        ("a great headache", "severe_headache"),
        ("a thunderclap headache", "severe_headache"),
        ("my head is going to explode", "severe_headache"),
        ("I can't get my words out", "slurred_speech"),
        ("her speech is slurred", "slurred_speech"),
        ("he is talking gibberish", "slurred_speech"),
        ("words come out wrong", "slurred_speech"),
        ("she sounds drunk", "slurred_speech"),
        ("speak pelo", "slurred_speech"),
        ("dysarthria", "slurred_speech"),
        ("I have trouble finding words", "slurred_speech"),
        ("he mumbles", "slurred_speech"),
        ("my tongue gets twisted", "slurred_speech"),
        ("she can't string a sentence together", "slurred_speech"),
        ("no one understands me when I speak, nobody understands me", "slurred_speech"),
        ("unable to speak", "slurred_speech"),
        ("my jaw is stiff", "stiffness"),
        ("I can't open my mouth", "stiffness"),
        ("trismus", "stiffness"),
        ("my neck is rigid", "stiffness"),
        ("he can't put his chin on his chest", "stiffness"),
        ("my cheek is tight", "stiffness"),
        ("I can't swallow", "swallowing_trouble"),
        ("food gets stuck in my throat", "swallowing_trouble"),
        ("dysphagia", "swallowing_trouble"),
        ("I choke on water", "swallowing_trouble"),
        ("my lips blew up", "swelling"),
        ("a thick lip", "swelling"),
        ("his tongue is twice its size", "swelling"),
        ("puffy eyelids", "swelling"),
        ("my face is like a balloon", "swelling"),
        ("angioedema", "swelling"),
        ("I can't taste anything", "taste_loss"),
        ("food tastes like cardboard", "taste_loss"),
        ("pins and needles in my hand", "tingling"),
        ("my lips are fizzing", "tingling"),
        ("ants crawling on my cheek", "tingling"),
        ("paraesthesia", "tingling"),
        ("perioral paresthesia", "tingling"),
        ("my lip feels like an electric shock", "tingling"),
        ("my eyelid keeps jumping", "twitching"),
        ("my lip has a mind of its own", "twitching"),
        ("like a heartbeat in my lip", "twitching"),
        ("my cheek flutters", "twitching"),
        ("fasciculations", "twitching"),
        ("my hand shakes", "twitching"),
        ("I see double", "vision_trouble"),
        ("my vision went black", "vision_trouble"),
        ("I can't see out of my left eye", "vision_trouble"),
        ("blurred vision", "vision_trouble"),
        ("zigzag lines", "vision_trouble"),
        ("she threw up", "vomiting"),
        ("he can't keep anything down", "vomiting"),
        ("I have been sick twice", "vomiting"),
        ("my left leg gave way", "weakness"),
        ("she keeps dropping cups", "weakness"),
        ("his arm went limp", "weakness"),
        ("he drags his left foot", "weakness"),
        ("foot drop", "weakness"),
        ("left-sided hemiparesis", "weakness"),
        ("my hand has no strength", "weakness"),
        ("I can't grip a cup", "weakness"),
    ],
)
def test_a_symptom_is_known_in_many_words(text: str, symptom: str) -> None:
    assert {label for _, label in labels(text, "symptoms")} == {symptom}


@pytest.mark.parametrize(
    "text",
    [
        "I was numb with boredom",
        "our house faces north",
        "I stroked the cat",
        "cramped seats on the plane",
        "butterfly strokes in the pool",
        "shake the bottle before use",
        "a blister pack of tablets",
        "painkillers do not help",
        "it was painfully slow",
        "I am fit and healthy",
        "the dress fits well",
        "he kept a tight lipped silence",
        "an electric toothbrush",
        "he bought an electric car",
        "no spots at the surgery",
        "a sore loser",
        "our budget is a tight budget",
        "the central nervous system",
        "I am nervous about the visit",
        "I am confused about the dose",
        "stung by a wasp",
        "a bee sting",
        "he dropped my phone",
        "the price dropped",
        "drink a protein shake",
        "I can't see a doctor until May",
        "I can't see why",
        "I can't stand the noise",
        "I can't talk to my wife about it",
        "I can't speak English well",
        "I could not find the words to thank you",
        "I can't say whether it helps",
        "the cream did not work for me",
        "I gave up smoking",
        "he fell on his face",
        "my fingers crossed",
        "I pulled a muscle",
        "I had a tooth pulled",
        "pulling faces",
        "he jumped off the wall",
        "we went dancing",
        "morning sickness",
        "sick leave",
        "I am tired of waiting",
        "when I am tired",
        "due to tiredness",
        "going to fall asleep at my desk and fell asleep at noon",
        "no energy drinks",
        "an energy company",
        "burning calories",
        "I burnt my hand on the oven",
        "the roof collapsed",
        "the blackout curtains",
        "seizure medication",
        "the running nose runs",
        "he runs in the morning",
        "a hearing test",
        "blind date",
        "tunnel vision about work",
        "room temperature",
        "hay fever",
        "heart rate monitor",
        "dry cleaning",
        "chewing gum",
    ],
)
def test_words_that_only_look_like_a_symptom_are_none(text: str) -> None:
    doc = mentions(text)
    assert [(f.symptom, f.status) for f in doc._.findings] == []


@pytest.mark.parametrize(
    ("text", "symptom"),
    [
        ("her speech is normal", "slurred_speech"),
        ("both eyes close fine", "eye_closure"),
        ("his smile is even", "facial_droop"),
        ("she talks normally", "slurred_speech"),
        ("breathing is fine", "breathing_trouble"),
        ("I can swallow", "swallowing_trouble"),
        ("I can raise both eyebrows", "paralysis"),
        ("his grip is strong", "weakness"),
        ("my vision is clear", "vision_trouble"),
        ("sensation is intact", "numbness"),
    ],
)
def test_a_function_that_works_is_a_denial(text: str, symptom: str) -> None:
    doc = mentions(text)
    entry = load_knowledge().by_id("symptoms")[symptom]
    assert [(s.label_, phrase_of(s, entry).denies) for s in doc.spans["symptoms"]] == [(symptom, True)]


@pytest.mark.parametrize(
    "text",
    [
        "40 F, my lip is numb",
        "38F here with a twitching eyelid",
        "My ear hurts, I am 38 years old",
        "I am 39 c section last month",
        "my bmi is 38.4",
        "the baby is 38.5 weeks",
        "she is 38.2 kg",
        "size 40 c shoes",
        "size 39 and a half",
        "crp 39.5, ferritin 40.2",
        "I weigh 101.5 and my lip is numb",
        "the bath water temperature was 39",
        "wash it at 40 degrees",
        "it was 39 degrees in seville",
        "blood sugar reading was 102",
    ],
)
def test_an_age_a_sex_or_a_size_is_no_fever(text: str) -> None:
    doc = NLP(text.lower())
    assert "fever" not in [s.label_ for s in doc.spans["symptoms"]]


@pytest.mark.parametrize(
    "text",
    [
        "thermometer in the ear says 40.2",
        "102.8 F since noon",
        "103 f fever",
        "she has had 38.4 since noon",
        "39.5 c",
        "39 degrees",
        "he is back at 39.9",
        "she came home with 39.5",
        "102.9 under the tongue",
        "shes 19, 103.4",
        "39 and a half on the thermometer",
        "my temprature is 39.4",
    ],
)
def test_a_measured_temperature_is_a_fever(text: str) -> None:
    doc = NLP(text.lower())
    assert [s.label_ for s in doc.spans["symptoms"]] == ["fever"]

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

import lipcheck
from lipcheck.analyzer import Analyzer
from lipcheck.report import RedFlag
from lipcheck.triage.case import Case
from lipcheck.triage.red_flags import red_flags
from lipcheck.vocabulary import read_yaml

RULES = {row["id"]: row for row in read_yaml("red_flags")}


@cache
def analyzer() -> Analyzer:
    return lipcheck.load()


def flags(text: str) -> tuple[RedFlag, ...]:
    return analyzer().case(text).red_flags


def active(text: str) -> set[str]:
    return {f.flag for f in flags(text) if f.active}


def inactive(text: str) -> set[str]:
    return {f.flag for f in flags(text) if not f.active}


def wrong(*values: Any, reason: str) -> Any:
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason=reason))


def raised(rule: dict[str, Any], text: str) -> list[bool]:
    """Whether the flag that the rule's own words explain is active; nothing where it is not raised."""
    return [f.active for f in flags(text) if f.flag == rule["flag"] and rule["why"] in f.why]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_each_rule_fires_on_its_example(rule: dict[str, Any]) -> None:
    assert len(raised(rule, rule["fires"])) == 1


@pytest.mark.parametrize("name", RULES)
def test_the_example_of_a_rule_is_an_emergency(name: str) -> None:
    assert raised(RULES[name], RULES[name]["fires"]) == [True]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_no_rule_fires_on_its_counterexample(rule: dict[str, Any]) -> None:
    assert raised(rule, rule["not"]) == []


def test_no_finding_no_flag() -> None:
    assert red_flags(Case("")) == ()


FACE, SPEECH, ARM = "face_weakness_one_side", "speech", "body_weakness_one_side"
SENSE, BODY, DANGER, BREATH = (
    "face_sensation_one_side",
    "body_sensation_one_side",
    "danger_pattern",
    "breathing_or_throat",
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("my face droops", {FACE}),
        ("my mouth is crooked since today", {FACE}),
        ("my left eyelid droops since this morning", {FACE}),
        ("I can't close my left eye since yesterday", {FACE}),
        ("my arm is weak since today", {ARM}),
        ("my feet are numb and my arm is weak since today", {ARM}),
        ("my arms are weak since today", {DANGER}),
        ("both sides of my face are paralysed since this morning", {FACE}),
        ("I think my face is drooping", {FACE}),
        ("my words come out slurred", {SPEECH}),
        ("my right arm is weak since this morning", {ARM}),
        ("the whole left side of my body is weak", {ARM}),
        ("the left half of my face tingles", {SENSE}),
        ("one side of my face is numb", {SENSE}),
        ("my left lip and left eyelid twitch", {SENSE}),
        ("my left cheek and left arm are numb", {SENSE}),
        ("the left side of my body is numb", {BODY}),
        ("my left arm and left leg tingle", {BODY}),
        ("I have a high fever and my lip is numb", {"high_fever"}),
        ("my lip is numb and I have a temperature of 39.2", {"high_fever"}),
        ("my lip twitches, I have a terrible headache", {"severe_headache"}),
        ("I can't breathe properly, my lip is swollen", {BREATH}),
        ("my tongue is swelling", {BREATH}),
        ("my throat is closing", {BREATH}),
        ("my face is swollen and I take ramipril", {BREATH}),
        ("my lips are swollen, I stopped lisinopril two weeks ago", {BREATH}),
        ("my lips turned blue", {BREATH}),
        ("he collapsed and his lip was twitching. What is it?", {"confusion_or_collapse"}),
        ("suddenly my whole right leg is numb", {DANGER}),
        ("suddenly I see double", {"vision_loss"}),
        ("I suddenly lost vision in my right eye", {"vision_loss"}),
        ("he collapsed and his lip was twitching", {"confusion_or_collapse"}),
        ("I ate peanuts, my lips are swollen and I am vomiting", {DANGER}),
        ("my jaw is swollen and I am drooling", {DANGER}),
        ("I have locked jaw and a fever", {DANGER}),
        ("fever, stiff neck", {DANGER}),
        ("both my arms are weak since yesterday", {DANGER}),
        ("my potassium was 2.3, my lip twitches", {DANGER}),
        ("I have had diarrhoea for days and my legs are weak", {DANGER}),
        ("chest pain and my jaw hurts", {DANGER}),
        ("suddenly my whole right leg went numb", {DANGER}),
        ("I am 72, new headache, my scalp is sore and my jaw hurts when I chew", {DANGER}),
        ("I can't close my left eye and the eye hurts", {FACE, DANGER}),
        ("I am 30 weeks pregnant, severe headache", {"severe_headache", DANGER}),
        ("my groin is numb", {DANGER}),
        ("my legs are numb and I can't pee", {DANGER}),
    ],
)
def test_active(text: str, found: set[str]) -> None:
    assert active(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "my left upper lip is numb",
        "my left eyelid twitches",
        "the left corner of my mouth tingles",
        "a spot on my left cheek is numb",
        "my chin is numb",
        "my left cheek is numb and my right hand tingles",
        "my left arm tingles",
        "my left lip and the left corner of my mouth are numb",
        "both sides of my face tingle",
        "my lips are swollen",
        "my lip is swollen and my nose is blocked",
        "my vision is blurry and my lip twitches",
        "my lip twitches and I feel weak and tired",
        "I have a mild headache and my lip is numb",
        "fever of 38 and my lip is sore",
        "hives after peanuts",
        "my jaw is swollen",
        "I am pregnant and my lip twitches",
        "I have asthma as always, my lip twitches",
        "hello",
        "",
    ],
)
def test_nothing_raised(text: str) -> None:
    assert flags(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "my face does not droop, my lip is numb",
        "no slurred speech, my lip twitches",
        "my speech is normal, my lip twitches",
        "is it a stroke? my lip twitches",
        "if my face droops I will call. my lip twitches",
        "I'm afraid my face will droop",
        "my lip twitches. My father had a stroke and his face drooped",
        "my lip twitches. My mother's right arm is weak",
        "I don't have a high fever, my lip is numb",
    ],
)
def test_what_is_denied_feared_or_anothers_raises_nothing(text: str) -> None:
    assert flags(text) == ()


PAIRS = [
    # over, and when
    (
        FACE,
        "Yesterday my face drooped for an hour, it went away",
        "Last year my face drooped for an hour, it went away",
    ),
    (FACE, "My face drooped three days ago, now it is gone", "My face drooped three months ago, now it is gone"),
    (
        SPEECH,
        "My speech was slurred for 10 minutes, it is gone. What was it?",
        "In 2018 my speech was slurred, it is gone",
    ),
    # unchanged for over four weeks, or coming and going
    (FACE, "my face droops for two weeks now", "my face droops for two years now, unchanged"),
    (SENSE, "the left side of my face is numb for a week", "the left side of my face has been numb for three months"),
    (ARM, "for two years my right arm sometimes goes weak", "my right arm has been weak for two years"),
    (SPEECH, "for 3 months my speech sometimes slurs", "for 3 months my speech is slurred, unchanged"),
    # examined and named
    (
        FACE,
        "my face droops since monday",
        "my face droops since monday. The doctor examined me and said it is Bell's palsy",
    ),
    (
        FACE,
        "my face droops. The doctor examined me and said it is Bell's palsy. Now also my eyebrow droops, it got worse",
        "my face droops. The doctor examined me and said it is Bell's palsy",
    ),
    # headache of a known migraine
    ("severe_headache", "a terrible headache", "a terrible headache, my usual migraine"),
    (
        "severe_headache",
        "suddenly a terrible headache, I know migraines but this is the worst",
        "a terrible headache, my usual migraine",
    ),
    # numbness after an injection there
    (
        SENSE,
        "the left side of my face is numb since this morning",
        "the left side of my face is numb since the dentist's injection this morning",
    ),
    # droop after botulinum toxin, or of a swollen lid
    (FACE, "my eyelid droops since yesterday", "my eyelid droops since yesterday, I had botox last week"),
    (FACE, "my left eyelid droops", "my left eyelid is swollen and droops"),
    # stopped drug
    (
        SPEECH,
        "my speech is slurred since I started topiramate",
        "My speech was slurred on topiramate. It ended when I stopped the drug two months ago",
    ),
    # who and whether
    (FACE, "my face droops", "my face drooped when I was a child"),
    (BREATH, "my lips are swollen, I take lisinopril", None),
]


@pytest.mark.parametrize(("flag", "text"), [(flag, text) for flag, text, _ in PAIRS])
def test_the_active_one_of_a_pair(flag: str, text: str) -> None:
    assert flag in active(text)


@pytest.mark.parametrize(("flag", "text"), [(flag, text) for flag, _, text in PAIRS if text])
def test_the_inactive_one_of_a_pair(flag: str, text: str) -> None:
    assert flag in inactive(text)


@pytest.mark.parametrize(
    "text",
    [
        "Last year my face drooped on the left. Now my lips are swollen, I take lisinopril",
        "Two years ago I had Bell's palsy. Now my tongue is swelling",
        "I was diagnosed with migraine in 2015. Since this morning my right arm is weak",
        "My eyelid has twitched for two years. Since an hour my speech is slurred",
        "My MRI was normal last year. Today my face droops",
        "I had botox last year. Since today my speech is slurred",
        "My speech is slurred. My blood test was normal.",
        "my face droops since monday, I had a normal CT two years ago",
        "Yesterday my right arm was weak for 10 minutes. It is fine now. What was it?",
        "Yesterday my right arm went weak for 10 minutes. It is fine now. What was it?",
        "My father had a stroke. My right arm is weak since this morning",
        "No fever. My face droops since this morning",
        "My lip has been numb for 3 months. Yesterday I could not speak for 10 minutes, then it was fine",
        "My legs have been weak for three months, unchanged. Since today my groin is numb",
        "My tongue is swelling now. Last year my lips were swollen",
    ],
)
def test_an_old_or_harmless_matter_does_not_hide_a_new_danger(text: str) -> None:
    assert analyzer().analyze(text).urgency == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "half my face has gone floppy",
        "my mouth has dropped on one side and i am dribbling",
        "i woke up and the left side of my face wont move",
        "cant get my words out since lunch",
        "My husband suddenly cannot speak and his mouth is hanging",
        "my tongue is getting bigger and i can hardly swallow",
        "lips swelling fast, throat feels tight after peanuts",
        "my right side went weak for 5 minutes this morning, ok now. should i worry?",
        "I do not have a headache but my right arm is weak",
        "not sure if stroke but my face is drooping",
        "My face is drooping, I am worried it is a stroke",
        "Numbness left side of face: yes",
        "Drooping: yes",
        "Speech slurred? Yes",
        "My doctor said to watch for drooping. Now my face droops",
        "my mother's face is drooping right now, what do I do",
        "3 days ago could not speak for 5 minutes. fine since",
        "my face is numb on the left",
        "the GP told me it was a migraine last year. Today I cannot move my right arm",
        "Never had this before: face drooping on one side",
        "face drooping on one side",
        "right side of face drooping",
        "my face is numb on one side",
        "no longer able to move my left arm",
        "I can no longer speak properly",
    ],
)
def test_emergencies_as_patients_tell_them(text: str) -> None:
    assert analyzer().analyze(text).urgency == "emergency"


def test_a_flag_says_why_and_with_which_words() -> None:
    text = "my lip twitches and my speech is slurred"
    (flag,) = flags(text)
    assert flag.why == "speech is slurred or lost"
    assert [text[q.start : q.end] for q in flag.evidence] == [q.text for q in flag.evidence] == ["speech is slurred"]


def test_an_inactive_flag_says_why_not() -> None:
    (flag,) = flags("my face has been drooping for two years, unchanged")
    assert (flag.flag, flag.active) == (FACE, False)
    assert "over four weeks" in flag.why


def test_active_flags_come_first_and_each_once() -> None:
    found = flags(
        "my face droops, my mouth is crooked and my speech is slurred. I had chest pain and arm pain last year"
    )
    assert [f.flag for f in found if f.active] == [FACE, SPEECH]
    assert len({f.flag for f in found}) == len(found)


EXAMINED = "a clinician has examined this and named a cause or cleared it, and nothing new is said since"
OVER = "it is over and lies more than seven days back"
UNCHANGED = "it has continued unchanged for over four weeks"


@pytest.mark.parametrize(
    ("text", "flag", "why"),
    [
        ("My face drooped eight days ago, now it is gone", FACE, OVER),
        (
            "Three years ago, while I was on holiday with my family at the lake and had eaten far too much of the barbecue "
            "and slept badly in the tent, my face drooped. It is gone.",
            FACE,
            OVER,
        ),
        ("My left arm was numb a year ago and now my left cheek is numb", SENSE, OVER),
        ("my face has been drooping for 29 days", FACE, UNCHANGED),
        ("a severe headache, like my usual migraine", "severe_headache", "a headache of a known migraine"),
        (
            "the left side of my face is numb and swollen since the dentist's injection this morning",
            SENSE,
            "numbness after an injection or dental work there",
        ),
        ("my brow droops after botox", FACE, "droop or weakness after botulinum toxin"),
        ("my eyelid droops from a stye", FACE, "the lid droops because it is swollen"),
        ("my eyelid droops since yesterday and it is swollen", FACE, "the lid droops because it is swollen"),
        ("I am short of breath as always with my asthma, my lip twitches", BREATH, "known asthma as always"),
        ("My smile is crooked, always has been.", FACE, UNCHANGED),
        ("My left arm is weak from polio, since childhood. My lip twitches at times.", ARM, UNCHANGED),
        ("My face looks droopy but that's just the way I am.", FACE, UNCHANGED),
        ("My left chin and lip are numb since an operation of the jaw. It was three months ago.", SENSE, UNCHANGED),
        (
            "Hemifacial spasm of the left side, which a neurologist diagnosed eight years ago. No change.",
            SENSE,
            EXAMINED,
        ),
        ("I saw my GP this morning about my numb left cheek and lip. She says it's shingles.", SENSE, EXAMINED),
        (
            "The neurologist diagnosed hemifacial spasm in 2018. The right lid and corner of mouth jump.",
            "face_sensation_one_side",
            EXAMINED,
        ),
        (
            "My speech was slurred when I took topiramate. It is over since I stopped it.",
            SPEECH,
            "it ended when a suspected medicine was stopped",
        ),
        ("my face droops since two weeks. The doctor examined me and the CT was normal", FACE, EXAMINED),
        (
            "my face droops since this morning. The doctor examined me this morning and said it is Bell's palsy",
            FACE,
            EXAMINED,
        ),
        (
            "The doctor examined my face and said it is Bell's palsy. My face still droops as before",
            FACE,
            EXAMINED,
        ),
        ("my face droops. The doctor examined me. He said it is nothing serious", FACE, EXAMINED),
        ("My mother has a stroke. My face droops. The doctor examined me and said it is Bell's palsy", FACE, EXAMINED),
        (
            "The doctor examined me and said it is Bell's palsy. He also gave me a leaflet with exercises for the mouth and the "
            "eye, to be done in the morning and at noon, and a cream. My face droops.",
            FACE,
            EXAMINED,
        ),
        # what is told far from the examination does not date it, nor say that it was of something else
        (
            "My face droops. The doctor examined me and said it is Bell's palsy. I am to tape my eye at night and to rest and "
            "to come back on Friday. My knee was operated on three years ago.",
            FACE,
            EXAMINED,
        ),
        (
            "My knee was operated on three years ago, and I have had a good life with my wife and my dog in our house since. "
            "My face droops. The doctor examined me and said it is Bell's palsy.",
            FACE,
            EXAMINED,
        ),
    ],
)
def test_why_a_flag_is_not_acted_on_now(text: str, flag: str, why: str) -> None:
    assert [f.why.partition("; not acted on now: ")[2] for f in flags(text) if f.flag == flag] == [why]


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        # over, but in the last seven days, or an attack without a medicine behind it
        ("My face drooped seven days ago, now it is gone", FACE),
        (
            "Yesterday, while I was on holiday with my family at the lake and had eaten far too much of the barbecue "
            "and slept badly in the tent, my face drooped. It is gone.",
            FACE,
        ),
        ("My speech was slurred. It is over.", SPEECH),
        ("My right arm was weak. It is over.", ARM),
        # lasting, but not for four weeks, or not unchanged
        ("my face has been drooping for four weeks", FACE),
        ("my face has been drooping for 5 weeks, and it is getting worse", FACE),
        ("for 3 months my face sometimes droops for an hour", FACE),
        ("Suddenly my face drooped 5 weeks ago and it still does", FACE),
        # the time is that of another complaint of the sentence
        ("My left arm is weak, lip twitching for two months.", ARM),
        ("My mouth is crooked, eyelid twitch for a year.", FACE),
        ("My chin has been numb for two months and my left arm is weak.", ARM),
        ("I've had headaches for two months, the left side of my face is drooping.", FACE),
        # more than a migraine
        ("a severe headache like my usual migraine, and my hand is numb", "severe_headache"),
        ("a severe headache like my usual migraine, it came suddenly", "severe_headache"),
        # not of the injection, not of the swollen lid, not of the toxin
        ("the left side of my face is numb since the dentist's injection last month", SENSE),
        ("my face droops since yesterday and my eyelid is swollen", FACE),
        ("my left eyelid droops and my lip is swollen", FACE),
        ("I had botox last week. my speech is slurred", SPEECH),
        ("I had botox three years ago. My mouth hangs since noon.", FACE),
        ("A tooth was drilled four days ago, under an injection. Since today my left lip and cheek are numb.", SENSE),
        # a toxin that was not had, an injection of months ago, a migraine that is nobody's
        ("I've never had Botox. My mouth hangs since noon.", FACE),
        ("Would Botox help? My mouth hangs since noon.", FACE),
        ("I had lip filler in May. My left lip and cheek are numb since noon.", SENSE),
        ("No history of migraine. I have a terrible headache since noon.", "severe_headache"),
        # no examination, or one before it
        ("I've not been examined by a doctor. My face droops since Monday.", FACE),
        ("My GP says it is a trapped nerve but never looked at it. My left arm is weak since Monday.", ARM),
        ("The GP checked me this morning, all fine. An hour ago my left arm went weak.", ARM),
        ("Hello doctor, my left arm is weak. My wife says it will be fine.", ARM),
        ("I had a stye last year. My left eyelid droops.", FACE),
        # what only looks like harmless words
        ("My uncle collapsed on the sofa an hour ago.", "confusion_or_collapse"),
        ("My mum is confused about where she is.", "confusion_or_collapse"),
        ("Thank you for your letter. My father is confused and does not know me.", "confusion_or_collapse"),
        ("She forgot the names of her children this morning.", "confusion_or_collapse"),
        ("I took off my mask and my mouth hangs on the left.", FACE),
        ("I wear glasses and my mouth droops on the left.", FACE),
        ("My speech is slurred. I only slur when I'm drunk, and I had nothing.", SPEECH),
        # no advice, no search that came out well, no heading of what is over
        ("Please come quick if you can, dad's face droops.", FACE),
        ("I look in the mirror and my mouth droops. It did not yesterday.", FACE),
        ("I was looking in the mirror and my mouth droops on the left. It wasn't this morning.", FACE),
        ("Handed over by the night nurse: left arm weak.", ARM),
        # back again, and the date of another matter
        ("My face drooped last month. It went. It's back.", FACE),
        ("I moved house two months ago. My blood test was in March. My left arm went weak for an hour. Why?", ARM),
        # more than asthma
        ("My asthma is as usual. Since the wasp sting I am short of breath.", BREATH),
        # who refuses to be examined, or is told to come, was not examined
        ("My aunt's face droops. She refuses to go to hospital and says she is fine.", FACE),
        ("My left arm is weak. The doctor can't come, my wife says she is ok with that.", ARM),
        # over by one rule of the flag, there by another
        ("my lips are swollen, I take ramipril. My tongue was swollen last year", BREATH),
        # nobody who can tell has examined this, or not since
        ("my face droops. My neighbour said it is Bell's palsy", FACE),
        ("my face droops. The doctor will examine me tomorrow", FACE),
        ("my face droops. The doctor examined my knee and said it is arthritis", FACE),
        ("my face droops. I was examined years ago by a doctor and he said it is Bell's palsy", FACE),
        (
            "my face droops since this morning. The doctor examined me last month and it was Bell's palsy",
            FACE,
        ),
        ("The doctor examined me and said it is Bell's palsy. Now my arm is weak too", FACE),
        ("The doctor examined me and said it is Bell's palsy. My arm is weak since today", ARM),
        (
            "The doctor examined me and said it is Bell's palsy. Arm weakness is new",
            ARM,
        ),
        (
            "The doctor examined me and said it is migraine. My arm is weak now, too",
            ARM,
        ),
        ("I have diabetes. The doctor examined me. My face droops", FACE),
        ("I was told by the ER doctor it is a stroke. my face droops", FACE),
        ("My face droops, I have a stroke. The doctor examined me and said it is nothing serious", FACE),
        ("Q: Can you raise both eyebrows?\nA: right one stays put\nQ: Age?\nA: 36", FACE),
    ],
)
def test_what_does_not_calm_a_flag(text: str, flag: str) -> None:
    assert flag in active(text)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        # a new matter behind the clinician's word, in the same sentence or the next
        ("The ER said Bell's palsy on Monday, today I slur", SPEECH),
        ("The doctor said it is stress, but since noon my speech is slurred", SPEECH),
        ("The hospital said it is Bell's palsy and gave steroids, now I see double", "vision_loss"),
        ("The gp told me it is migraine but I can't move my right leg", ARM),
        ("The clinic said it was Bell's palsy. Now slurred speech", SPEECH),
        ("The neurologist checked me last week and all was normal. Slurred speech since noon", SPEECH),
        # the clinician names a stroke, or sends to the emergency room
        ("The doctor examined me and said it may be a stroke, my right arm is weak", ARM),
        ("The doctor examined me, said it is not clear and I should go to the ER. My face droops", FACE),
        # not in person
        ("A telehealth doctor said Bell's palsy, my face droops", FACE),
        ("The doctor said on the phone it is Bell's palsy. My face droops", FACE),
        ("The pharmacist told me it is Bell's palsy, my face droops", FACE),
        # another part, or a cause that explains no more than its own part
        ("The dentist checked my teeth, all fine. Half of my face is numb", SENSE),
        ("The doctor says my heart is fine, my right arm is weak", ARM),
        ("The GP looked at my rash, all ok. I fainted", "confusion_or_collapse"),
        ("The doctor said sinus infection. I can't breathe", BREATH),
        ("The doctor said Bell's palsy. My right arm is weak too", ARM),
        ("Bell's palsy, diagnosed by the ER on Monday, and my tongue is swelling", BREATH),
        ("I am 30 weeks pregnant. The doctor said it is Bell's palsy. My vision is blurry", DANGER),
        ("I am 72. The GP says Bell's palsy. My jaw hurts when I chew and my temple aches", DANGER),
    ],
)
def test_a_clinicians_word_reaches_no_further_than_what_he_saw(text: str, flag: str) -> None:
    assert flag in active(text)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("The GP said it is Bell's palsy but my face still droops", FACE),
        ("My face drooped on Monday, the GP says Bell's palsy, not a stroke", FACE),
        ("My face droops. The GP saw me yesterday, Bell's palsy. Now I tape the eye at night", FACE),
        (
            "They ruled out a stroke at the hospital and said Bell's palsy, go to the ER if it gets worse. My face droops",
            FACE,
        ),
        ("The hospital phoned me after they examined me: Bell's palsy. My face droops", FACE),
        ("The ER doctor said Bell's palsy. My speech is a bit slurred from the lip", SPEECH),
        ("I was in A&E on Sunday for slurred speech: CT clear, it was low sugar", SPEECH),
        ("The eye doctor saw me about the double vision and said dry eye", "vision_loss"),
        ("Face drooping on Monday, went to hospital, they say Bell's palsy, no change", FACE),
    ],
)
def test_a_clinicians_word_about_this_very_matter(text: str, flag: str) -> None:
    assert flag in inactive(text)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        # the time of an earlier attack, a habit, an operation or an illness
        ("I had the same three years ago. My mouth is drooping", FACE),
        ("My mouth droops again like two years ago", FACE),
        ("I quit smoking two months ago, slurred speech", SPEECH),
        ("My mouth is drooping again like two years ago", FACE),
        ("Quit smoking two months ago, slurred speech", SPEECH),
        ("She has smoked for 30 years and her mouth is crooked", FACE),
        ("I had a TIA two months ago and my mouth is drooping", FACE),
        # the time of another complaint
        ("My eyelid has been twitching for 3 months, now my mouth droops", FACE),
        ("My chin has been numb for two months, now the whole left side of my face is numb", SENSE),
        ("Numb lip for a year, right arm weak now", ARM),
        ("I was born with a cleft lip. My mouth droops", FACE),
        # an injection in the mouth does not numb an arm and a leg
        ("I had my wisdom teeth out. Since yesterday my left arm and my left leg are numb", BODY),
        # attacks that come and go
        ("I get spells of right arm weakness for 3 months", ARM),
        ("Recurrent episodes of slurred speech over the last 6 months", SPEECH),
        ("My arm goes weak sometimes, it started 2 months ago", ARM),
        ("Both my legs go weak in attacks. Last time was two months ago, now they are weak", DANGER),
        ("My mouth is drooping again, the last time was three years ago", FACE),
        # old matters beside new ones
        ("I had a stroke in 2012. My left arm is weak since this morning", ARM),
        ("I have had diabetes since 2010 and my left arm is weak", ARM),
        ("I have always had migraines, my left arm is weak", ARM),
        ("My speech has always been slurred, it is getting worse", SPEECH),
        ("Asthma attack, usual puffer did nothing, still breathless", BREATH),
        ("I can't get air through my nose or mouth, my throat closes", BREATH),
        ("At 8 months old she went limp and passed out after a bath", "confusion_or_collapse"),
        ("I fainted. Last time was 2017", "confusion_or_collapse"),
        ("At the age of 55 my left arm went weak for an hour, should I worry?", ARM),
        ("My face droops and there is never any pain", FACE),
        ("How does a weak left arm get treated, mine started today?", ARM),
        ("My left leg has been weak since polio and is worse than when Dr Hall saw it", ARM),
        ("My wife fainted for a minute, she is ok now and says no doctor. It was today", "confusion_or_collapse"),
        ("Temp 39.4 on our thermometer, shivering. Had a chest infection last month", "high_fever"),
        ("1/7 hx slurred speech", SPEECH),
        ("PMH: stroke 2014. Slurred speech since lunch", SPEECH),
        ("My left arm has been weak since 2010, now my left leg is weak", ARM),
    ],
)
def test_a_time_of_something_else_does_not_age_a_flag(text: str, flag: str) -> None:
    assert flag in active(text)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("My right arm has been weak since 2011", ARM),
        ("Left hemiparesis since 2008, stable", ARM),
        ("I have weakness on my right side since my stroke in 2013, unchanged", ARM),
        ("Old stroke with right-sided weakness", ARM),
        ("PMH: CVA 2015 with left hemiparesis. Here for a flu jab today", ARM),
        ("I had a stroke two years ago and my left arm is still weak", ARM),
        ("My right arm has been weak for as long as I can remember", ARM),
        ("I have always had a crooked smile", FACE),
        ("I was born with a facial palsy", FACE),
        ("Residual droop of the right mouth corner after Bell's palsy in 2006", FACE),
        ("Facial palsy, right, 2004", FACE),
        ("My Bell's palsy is gone", FACE),
        ("Both my legs go weak in attacks. Last time was two months ago, it has not happened again since", DANGER),
        ("My speech has always been slurred", SPEECH),
        ("Past symptoms: slurred speech (2016)", SPEECH),
        ("I have epilepsy, last seizure in 2014", "confusion_or_collapse"),
        ("I have had double vision for twelve years", "vision_loss"),
        ("In my thirties I lost the sight of one eye for an hour", "vision_loss"),
        ("I have COPD, short of breath as usual, no worse", BREATH),
        ("Asthma stable, usual exertional wheeze", BREATH),
        ("In 2015 my legs gave out", DANGER),
        ("A breathing tube for the last nine months because of stridor. Is a flu jab safe?", BREATH),
        ("Last seizure: 9 August 2016. None since.", "confusion_or_collapse"),
        ("2014 one fainting when giving blood, nothing since", "confusion_or_collapse"),
        ("I had polio at the age of six and my left leg has been weak ever since", ARM),
        ("Head injury in 2009. He has had a weak left arm all these years", ARM),
        ("She had a febrile seizure at 15 months, she is 5 now and never again", "confusion_or_collapse"),
        ("The second night the tablets gave me a fever of 39.5, then it subsided", "high_fever"),
    ],
)
def test_what_is_old_is_not_acted_on(text: str, flag: str) -> None:
    assert flag in inactive(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sight gone in my right eye", {"vision_loss"}),
        ("I couldnt see with my right eye this morning", {"vision_loss"}),
        ("walnuts at dinner, lips swollen, vomiting", {DANGER}),
        ("I took ibuprofen, swollen lips, and I am vomiting", {DANGER}),
        ("wasp sting, swollen lip, dizzy and nearly fainted", {DANGER}),
        ("weakness on the right", {ARM}),
        ("the left is weaker than the right", {ARM}),
        ("numb arm and leg on the right", {BODY}),
        # the innocent twins
        ("walnuts at dinner, lips swollen", set()),
        ("vomiting after walnuts", set()),
        ("bee sting, swollen lip, a bit dizzy", set()),
        ("I feel weak and tired, my left knee hurts", set()),
        ("my left arm is numb and my chin tingles", set()),
    ],
)
def test_gaps_of_words(text: str, found: set[str]) -> None:
    assert active(text) == found


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("My left arm is weak. My lip has been twitching for two months.", "body_weakness_one_side"),
        ("Lip twitch for two months, slurred speech since 8.", "speech"),
        ("My lip is swollen. I take ramipril. Cough for three months.", "breathing_or_throat"),
        ("My speech is slurred, wife says go hospital but I feel ok.", "speech"),
        ("My mum has botox. My mouth droops since today.", "face_weakness_one_side"),
        ("I had a dental injection last month. My left face is numb since today.", "face_sensation_one_side"),
        ("My asthma is as always. I ate a peanut and my throat is closing.", "breathing_or_throat"),
        ("The hospital cleared me on Monday for the droop, now it's back and worse.", "face_weakness_one_side"),
        ("My speech gets slurred and then clears up, for six weeks.", "speech"),
        ("She can't lift her right arm since noon.", "body_weakness_one_side"),
        ("I had a stroke two years ago. Since this morning I still can't lift my left arm.", "body_weakness_one_side"),
        ("Stroke four years ago, still get weak spells in my left arm several times a week.", "body_weakness_one_side"),
        ("My left hand is still weak at times, for six weeks.", "body_weakness_one_side"),
        ("My wife was diagnosed with anxiety, my face droops on the left side.", "face_weakness_one_side"),
        ("I saw a neurologist two years ago and never went back. My left arm is weak now.", "body_weakness_one_side"),
        ("Filler injection 3 weeks ago, my left face, lip and cheek are numb.", "face_sensation_one_side"),
    ],
)
def test_what_belongs_to_something_else_calms_no_flag(text: str, flag: str) -> None:
    assert flag in active(text)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("My left arm has been weak for two months.", "body_weakness_one_side"),
        ("My left arm has been weak and my lip numb for two months.", "body_weakness_one_side"),
        (
            "My wife took me to the hospital, the doctor examined my crooked mouth and said Bell's palsy.",
            "face_weakness_one_side",
        ),
        (
            "I had a stroke two years ago, my right arm was weak. I still can't button a shirt with the right hand. My calf jumps most nights.",
            "body_weakness_one_side",
        ),
        (
            "I had Bell's palsy in 2019, it never went all the way back. My eye won't close tight.",
            "face_weakness_one_side",
        ),
        ("My aunt was just diagnosed with myasthenia gravis. Both eyelids hang down.", "face_weakness_one_side"),
        (
            "Dentist numbed me at eleven. It's two and my left lip, chin and tongue are like rubber.",
            "face_sensation_one_side",
        ),
    ],
)
def test_what_belongs_to_the_flag_calms_it(text: str, flag: str) -> None:
    assert flag in inactive(text)

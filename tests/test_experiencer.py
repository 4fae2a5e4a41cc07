from __future__ import annotations

import re

import pytest
import spacy

from lipcheck.components.clauses import norms_of, split_clauses
from lipcheck.components.experiencer import Bearers

NLP = spacy.blank("en")
BEARERS = Bearers()


def bearers(marked: str) -> str:
    """Whose the words in brackets are, in order."""
    doc = NLP(re.sub(r"[\[\]]", "", marked))
    spans, shift = [], 0
    for match in re.finditer(r"\[([^\]]*)\]", marked):
        start = match.start() - shift
        span = doc.char_span(start, start + len(match[1]), alignment_mode="expand")
        spans.append((span.start, span.end))
        shift += 2
    norms = norms_of(doc)
    return " ".join(BEARERS.assign(norms, split_clauses(doc, norms), spans))


WRITER = [
    ("My lip is [numb].", "patient"),
    ("When I told my boss, the [words came out wrong].", "patient"),
    ("My wife was told she has [epilepsy].", "patient"),
    ("[numb] lip", "patient"),
    ("My husband says my face [droops].", "patient"),
    ("my wife noticed that my mouth [hangs]", "patient"),
    ("My daughter told me I [slur] my words", "patient"),
    ("My lip is [numb]. My father had a [stroke].", "patient other"),
    ("My lip [tingles]. There's a man in my group who had a [seizure].", "patient other"),
    ("My lip [tingles]. At my old job a man [collapsed].", "patient other"),
    ("I cannot [keep my arms up] to plait my daughter's hair.", "patient"),
    ("My father had a [stroke] and my lip is [numb]", "other patient"),
    ("I have [tingling]. Mum has [diabetes].", "patient other"),
    ("my lip [twitches] and my sister has [epilepsy]", "patient other"),
    ("My mother has [Bell's palsy]. Now my own face [droops].", "other patient"),
    ("Some people get [cramps], but I have [numbness].", "people patient"),
    ("my friend had a [stroke], he could not [speak]. My lip [twitches], I am scared.", "other other patient"),
    ("I looked after my son who had a [rash], now my lip is [swollen]", "other patient"),
    ("My eyelid [twitches]; my colleague also had [twitching]", "patient other"),
    # a relative's illness, however much is said of it, beside a complaint of the writer's own
    ("My uncle had [Bell's palsy]. My chin [twitches].", "other patient"),
    ("My aunt gets [migraines] with a [numb] arm. I have a [stiff] jaw.", "other other patient"),
    ("My mother died of it, her mouth [drooped]. My eyelid [jumps].", "other patient"),
    ("My brother had [palsy]. I have had a [numb] chin for a month.", "other patient"),
    ("A cousin of mine had a [droopy] lid. I have a [stiff] jaw.", "other patient"),
    ("My sister's husband had a [stroke]. My cheek is [numb].", "other patient"),
    # who is pointed at, and who is only counted
    ("It was the neighbour who [collapsed], I lifted him and my back is [stiff]", "other patient"),
    ("It was the man next door who had the [stroke], my lip [twitches]", "other patient"),
    ("Lad next to me [fainted] at work. My eyelid [twitches].", "other patient"),
    ("Another resident [collapsed], I only have a [stiff] neck", "other patient"),
    ("His legs are too [weak] to stand, even with two of us", "patient"),
    # several are not "he" or "she"
    ("My father is [confused], he does not know my kids. His [temperature] is 39.5", "patient patient"),
    # a child that was only born
    ("had our son nine days ago, now a terrible [headache]", "patient"),
    ("I gave birth to my daughter last week and my face [droops]", "patient"),
]
# the writer bears nothing and asks on their own account
OWN_ACCOUNT = [
    "My uncle's speech is [slurred]. I have no symptoms.",
    "My brother [collapsed] on Sunday. I need a refill of my tablets.",
    "My wife [fainted] on the stairs, so I must cancel my eye test.",
    "My father had a [swollen] tongue from ramipril. I have been on it two years with no trouble.",
    "My cousin [fainted] after the jab. Should I still have mine?",
    "My mate's tongue is [swollen]. I'm fine.",
    "A man in our office has [palsy] of the face. Is it contagious?",
    "My neighbour's daughter had a [seizure]. Is it catching?",
    "A patient of mine had a [seizure] and scratched me. Do I need a tetanus booster?",
    "In a film a woman's mouth [drooped]. Is it really like that?",
    "A man on the radio said that his arm went [weak].",
    "My co-worker's throat [swelled] on this pill. Should I stop it?",
]
RELATIVE = [
    ("My daughter's lip is [swollen].", "patient"),
    ("my daughter's lip is [numb]", "patient"),
    ("my 4 year old son has a [swollen] lip", "patient"),
    ("My mother is 70 and her face [droops].", "patient"),
    ("I am writing for my husband. He has [numbness] of the lip.", "patient"),
    ("His lip is [numb] and his speech is [slurred]", "patient patient"),
    ("Patient has a [facial droop].", "patient"),
    ("pt denies [numbness]", "patient"),
    ("My son's lip is [swollen]. His father has [asthma].", "patient other"),
    # in danger, or asked for, whatever else the writer says of themselves
    ("My neighbour's mouth is [drooping], what do I do", "patient"),
    ("My flatmate can't [breathe] right now. I feel fine.", "patient"),
    ("I'm well but my father's mouth [hangs] since this morning", "patient"),
    ("My wife's face is [drooping] since breakfast. I take the same pill and I am fine.", "patient"),
    ("My mother is [confused] and can't [speak] since noon. I have a [headache].", "patient patient other"),
    ("My daughter ate shrimp and her lips are [swelling]. I ate them as well and I'm fine.", "patient"),
    ("My son had a [seizure]. What should I do if it happens again?", "patient"),
    ("My baby has a [fit]. Should I get a scan for him?", "patient"),
    ("A man at work can't [swallow], should I call an ambulance?", "patient"),
    ("I had my son checked because his lip is [swollen]", "patient"),
    ("A woman of 34, [numb] lip for two days. I tried ice.", "patient"),
    ("My son's lips [swell]. I do not have any problem with nuts.", "patient"),
]


@pytest.mark.parametrize(("marked", "told"), WRITER)
def test_the_writer_is_the_patient(marked: str, told: str) -> None:
    assert bearers(marked) == told


@pytest.mark.parametrize(("marked", "told"), RELATIVE)
def test_whom_the_message_asks_about_is_the_patient(marked: str, told: str) -> None:
    assert bearers(marked) == told


@pytest.mark.parametrize("marked", OWN_ACCOUNT)
def test_who_asks_on_their_own_account_is_the_patient_beside_another_who_is_ill(marked: str) -> None:
    assert bearers(marked) in ("other", "people")


def test_no_mention_no_answer() -> None:
    assert bearers("my father says hello") == ""

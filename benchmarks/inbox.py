"""An inbox as a practice knows it: of ten messages nine are of other matters. The lines are invented for this measurement."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator

from training.dataset import training_messages

OTHER_MATTERS = (
    "Hello, could you please move my appointment on Thursday at 10 to some day next week? I have to work that morning. Many thanks, {name}",
    "Good morning, I would like a repeat of my usual order. I can collect it from the front desk on Friday. Kind regards {name}",
    "Please send the invoice of my last visit to my insurer, policy number {number}. They say they never had it.",
    "Hi, I moved house. My new address is 14 Mill Lane, and my phone number is {number}. Please change it in your files. {name}",
    "Is the practice open on the bank holiday? The web page shows two different times.",
    "I filled in the form that you sent but the link says it has expired. Can you send it again to {name}@mail.example?",
    "Thank you so much for your help last week, you were all very kind to us. {name}",
    "Could I have a copy of my records for the years 2015 to 2019? I need them for an application. What does it cost?",
    "My son starts at a new school in September and they ask for his vaccination card. When can we pick it up? {name}",
    "I waited 50 minutes in the waiting room yesterday and nobody told us why. I would like someone to call me about this.",
    "Do you have parking for a wheelchair user, and is there a lift to the second floor?",
    "We are looking for a practice near the station. Are you taking new patients at the moment? There are four of us. {name}",
    "The receipt that I got shows the wrong date. It should be the 3rd of May, not the 5th. Reference {number}.",
    "Please cancel my booking for tomorrow, the trains are on strike. I will call for another one. {name}",
    "Your message says that I missed a visit on Monday, but I was there and saw the nurse. Please check. {name}",
    "Can I bring my dog into the waiting room? She is small and quiet.",
    "I need a letter for my employer that says that I was with you on the 12th from 9 to 11. {name}",
    "The app does not let me log in since the update. It says: wrong code {number}.",
    "How long are the results of the screening kept, and who can read them? I ask for my thesis. {name}",
    "My husband and I would both like a flu jab. Can we come together, and is Saturday possible?",
    "Which documents do I need to bring along for the travel check? We fly to Kenya in three weeks.",
    "Could the doctor ring me back after 5 pm on {number}? It is about the report for the court.",
    "I left my umbrella in the waiting room on Tuesday, a red one with a wooden handle. Did anyone find it? {name}",
    "I paid twice for the same bill by mistake. Please pay back the second amount, 45.20, to my account. {name}",
    "Would you be able to sign my passport photo? The office said that a doctor can do it.",
    "Please stop sending me the newsletter. I have asked for this three times now. {name}",
    "Is it all right to come ten minutes late today? The bus is stuck behind roadworks. {name}",
    "I am writing on behalf of the residents of Elm House: we would like to book our yearly visit. Best wishes {name}",
    "My card was declined at the desk. The bank says all is fine, could you try again with number {number}?",
    "What is the name of the physiotherapist that you told me about? I lost the leaflet.",
)
_IN_TEN = 10


def out_of_scope(number: int) -> Iterator[str]:
    """Messages of other matters, each with a name and a number of its own."""
    rng = random.Random(number)
    for n in range(number):
        name = "".join(rng.choices(string.ascii_lowercase, k=7)).capitalize()
        yield OTHER_MATTERS[n % len(OTHER_MATTERS)].format(name=name, number=rng.randrange(10**6, 10**7))


def in_scope(number: int) -> Iterator[str]:
    """Training messages with two fresh words each, which spaCy has never met."""
    texts = [" ".join(message.text.split()) for message in training_messages()]
    rng = random.Random(number + 1)
    for text in rng.sample(texts * (1 + number // len(texts)), number):
        yield f"{text} {' '.join(''.join(rng.choices(string.ascii_lowercase, k=9)) for _ in range(2))}"


def inbox(number: int) -> list[str]:
    """Nine messages of other matters to one of lip and face, in a shuffled order that is always the same."""
    told = number // _IN_TEN
    out = [*in_scope(told), *out_of_scope(number - told)]
    random.Random(number).shuffle(out)
    return out

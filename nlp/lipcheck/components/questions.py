"""What a question asks of a symptom, and what the reply in the next turn of a talk makes of it.

"Any numbness or drooping?" asks whether they are there, "Is the swelling gone?" whether it is over, and "Did you take something
for the itch?" takes it as there, "Can you close the eye?" asks whether the body works: one "no" denies, affirms, says nothing, and
affirms. The words are those of ``knowledge/answers.yaml``.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from lipcheck.vocabulary import either, word_lists

ABSENT, PRESENT, PAST, UNCERTAIN, HYPOTHETICAL = "absent", "present", "past", "uncertain", "hypothetical"
FAILS = "fails"
EXISTS, ENDED, STILL, TAKEN, ABLE = "exists", "ended", "still", "taken as there", "able"
_WORDS: Final = word_lists("answers")
POLARITY: Final = (
    dict.fromkeys(_WORDS["negative"], ABSENT)
    | dict.fromkeys(_WORDS["positive"], PRESENT)
    | dict.fromkeys(_WORDS["unsure"], UNCERTAIN)
)
_SETTLED: Final = {
    (ENDED, ABSENT): PRESENT,
    (ENDED, PRESENT): PAST,
    (STILL, ABSENT): PAST,
    (ABLE, ABSENT): PRESENT,
    (ABLE, PRESENT): ABSENT,
    (ABLE, FAILS): PRESENT,
}
_ABILITY: Final = re.compile(rf"(?:can|could) (?:{either(_WORDS['asked_of'])})\b|able to\b")
_REACH: Final = 160  # characters from a mention to its question mark
_ASIDE: Final = 60  # characters that may stand between a question and the reply to it: "We ask everyone."
_WORD: Final = re.compile(r"[a-z']+")
_LABELLED: Final = re.compile(r"[ \t]*+[a-z][a-z0-9 .'()/-]{0,24}:")
_SPOKEN: Final = either(w for w in POLARITY if len(w) > 1 and not w.isdigit())
_REPLY: Final = re.compile(
    rf"(?:\n\s*+(?P<label>[a-z][a-z0-9 .'()/-]{{0,24}}:\s*+)?|\?\s++(?:{either(_WORDS['answers'])}):\s*+)"
    rf"(?:(?P<word>{_SPOKEN})\b(?!\s+(?:{either(_WORDS['no_answer'])})\b))?(?P<rest>[^\n]*+)"
)
_CONTENT: Final = 4  # letters of a word that tells what is spoken of
_FIRST: Final = 8  # words of a reply in which it says that something does not work


class Asked(NamedTuple):
    """A question of a talk and its reply: its characters, yes or no (or that something fails), the word, what it names again."""

    start: int
    end: int
    polarity: str
    word: str
    named: frozenset[str]


def asked(text: str) -> list[Asked]:
    """The questions of a lower-case text that another turn answers with yes or no.

    >>> [(q.polarity, q.word) for q in asked("nurse: any numbness or fever?\\nme: no nothing")]
    [('absent', 'no')]
    """
    if "?" not in text or ":" not in text:
        return []
    out = []
    for reply in _REPLY.finditer(text):
        stop = reply.start() + (text[reply.start()] == "?")
        line = text.rfind("\n", 0, stop) + 1
        mark = text.rfind("?", line, stop)
        label = _LABELLED.match(text, line)
        if mark < 0 or stop - mark > _ASIDE or not (reply["label"] or label or text[reply.start()] == "?"):
            continue
        word = reply["word"] or next((w for w in _WORD.findall(reply["rest"])[:_FIRST] if w in _WORDS[FAILS]), None)
        if word is None:
            continue
        start = max(line, label.end() if label else 0, *(text.rfind(end, line, mark) + 1 for end in ".!"))
        named = _content(reply["rest"]) & _content(text[start:mark])
        out.append(Asked(start, mark + 1, POLARITY[word] if reply["word"] else FAILS, word, named))
    return out


def _content(text: str) -> frozenset[str]:
    return frozenset(w for w in _WORD.findall(text) if len(w) >= _CONTENT) - _WORDS["asked_with"]


def replied(question: Asked, text: str, start: int, end: int) -> tuple[str, str] | None:
    """Status and the reply's word for a mention in a question that is answered; None where the reply says nothing of it.

    A reply that names one of several things asked about speaks of that one: "Fever or rash?" "no fever".
    """
    asks = sense(text, start, end)
    if asks != ABLE and question.named and not question.named & _content(text[start:end]):
        return HYPOTHETICAL, question.word
    status = settled(asks, question.polarity)
    return (status, question.word) if status else None


def settled(asks: str, polarity: str) -> str | None:
    """What a yes or a no says of a symptom that is asked about in some way; None where nothing."""
    if asks == TAKEN or (asks != ABLE and polarity == FAILS):
        return None
    return _SETTLED.get((asks, polarity), polarity)


def sense(text: str, start: int, end: int) -> str:
    """How the question asks in which a mention of a lower-case text stands, ``EXISTS`` where none is asked.

    >>> text = "is the swelling gone?"
    >>> sense(text, 7, 15)
    'ended'
    """
    if _ABILITY.match(text, start):
        return ABLE
    mark = text.find("?", end, end + _REACH)
    if mark < 0 or re.search(r"[.!\n]", text[end:mark]):
        return EXISTS
    opens = max(text.rfind(stop, 0, start) for stop in ".!?:\n") + 1
    before, behind = _WORD.findall(text[opens:start]), _WORD.findall(text[end:mark])
    if before[:1] and before[0] in _WORDS["open_question"]:
        return TAKEN
    said = {*before, *behind}
    if not _WORDS["over"].isdisjoint(said):
        return ENDED
    if not _WORDS["still"].isdisjoint(said):
        return STILL
    verb, last = ["", "", *before][-2:]
    whole = not behind and last in _WORDS["possessive"] and verb in _WORDS["verb_first"]  # "is your speech slurred?"
    if last in _WORDS["about"] or (last in _WORDS["known"] and not whole):
        return TAKEN
    return EXISTS

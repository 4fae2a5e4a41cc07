"""What a question asks of a symptom, and what the reply in the next turn of a talk makes of it.

"Any numbness or drooping?" asks whether they are there, "Is the swelling gone?" whether it is over, and "Did you take something
for the itch?" takes it as there, "Can you close the eye?" asks whether the body works: one "no" denies, affirms, says nothing, and
affirms. The words are those of ``knowledge/answers.yaml``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from lipcheck.vocabulary import either, word_lists

ABSENT, PRESENT, PAST, UNCERTAIN, HYPOTHETICAL = "absent", "present", "past", "uncertain", "hypothetical"
# what a reply may say beside: that something fails, is as it should be, or is over
FAILS, NORMAL, GONE = "fails", "normal", "gone"
TELLS: Final = "tells"  # neither yes nor no, but more of what it names
TOLD: Final = "told"  # what was asked about is there or was, as the rest of the talk says
ANSWER, CUE = "answer", "cue"
EXISTS, ENDED, STILL, TAKEN, ABLE = "exists", "ended", "still", "taken as there", "able"
_WORDS: Final = word_lists("answers")
_TELLS_OF_DAY: Final = _WORDS["tells_of_day"]
POLARITY: Final = (
    dict.fromkeys(_WORDS["negative"], ABSENT)
    | dict.fromkeys(_WORDS["positive"], PRESENT)
    | dict.fromkeys(_WORDS["unsure"], UNCERTAIN)
)
_SAID: Final = (
    {word: polarity for word, polarity in POLARITY.items() if len(word) > 1 and not word.isdigit()}
    | dict.fromkeys(_WORDS["spoken_negative"], ABSENT)
    | dict.fromkeys(_WORDS["spoken_positive"], PRESENT)
    | dict.fromkeys(_WORDS[NORMAL], NORMAL)
    | dict.fromkeys(_WORDS[GONE], GONE)
)
# "Can you close both eyes?" "right one no"
_ONE_NOT: Final = re.compile(
    rf"\W*(?:the |my |his |her )?(?:left|right|lft|rt)(?: (?:one|{either(_WORDS['place'])}))? (?:no|not)\b"
)
_SETTLED: Final = {
    (EXISTS, ABSENT): ABSENT,
    (EXISTS, PRESENT): PRESENT,
    (EXISTS, UNCERTAIN): UNCERTAIN,
    (EXISTS, NORMAL): ABSENT,
    (EXISTS, GONE): PAST,
    (ENDED, ABSENT): PRESENT,
    (ENDED, PRESENT): PAST,
    (ENDED, UNCERTAIN): UNCERTAIN,
    (STILL, ABSENT): PAST,
    (STILL, PRESENT): PRESENT,
    (STILL, UNCERTAIN): UNCERTAIN,
    (STILL, GONE): PAST,
    (ABLE, ABSENT): PRESENT,
    (ABLE, PRESENT): ABSENT,
    (ABLE, UNCERTAIN): UNCERTAIN,
    (ABLE, NORMAL): ABSENT,
    (ABLE, GONE): PRESENT,
    (ABLE, FAILS): PRESENT,
}
_ABILITY: Final = re.compile(rf"(?:can|could) (?:{either(_WORDS['asked_of'])})\b|able to\b")
_REACH: Final = 160  # characters from a mention to its question mark
_LONGEST: Final = 1000  # characters in which a question begins before a mention
_WORD: Final = re.compile(r"[a-z']+")
_CLOCK: Final = r"[\[(]?\d{1,2}[:.]\d\d(?:[:.]\d\d)?[\])]?"
# who speaks: "nurse:", "agent (10:42):", "[00:12] patient:", "08:31 huang:", "q.", "me - "
_SPEAKER: Final = re.compile(
    rf"[ \t|>*-]*+(?:{_CLOCK}[ \t]*+)?(?:[a-z][a-z0-9 .'/&_-]{{0,24}}(?:[ \t]?{_CLOCK}|[ \t]?\([a-z ]{{1,20}}\))?:|q[.:)]|a[.:)]|(?:{either(_WORDS['answers'])})[ \t]++[-–—])[ \t]*+"
)
# what a mark ends, so that no text is searched twice for its end; a question where the mark is "?"
_SENTENCE: Final = re.compile(r"(?:[^?!.]++|\.(?=\d))*+[?!.]?")
_ANSWER: Final = re.compile(
    rf"[ \t\"'“‘(,;.!-]*+(?:and[ \t]++)?(?:(?:{either(_WORDS['filler'])})[ \t,.…]++){{0,2}}+(?:(?:[a-z]++[ \t]++){{0,3}}?(?:{either(_WORDS['relays'])})[ \t]++)?(?:(?P<said>{either(_SAID)})(?![a-z'])(?![ \t]++(?:{either(_WORDS['no_answer'])})(?![a-z]))|(?P<letter>[yn])[ \t.]*+$|(?P<does>{either(_WORDS['does'])})(?=[ \t]*+(?:$|[,.;!\n]|(?:{either(_WORDS['goes_on'])})(?![a-z]))))"
)
# a reply that begins with where it is: "left arm", "in the whole right leg"; "left arm is fine" says something else
_PLACED: Final = re.compile(
    rf"[ \t\"'“‘(,;.!-]*+(?:(?:{either(_WORDS['filler'] | _WORDS['before_place'])})[ \t,]++){{0,4}}+(?:{either(_WORDS['place'])})(?![a-z'])"
    rf"(?:[ \t]*+,?[ \t]*+(?:{either(_WORDS['place'] | _WORDS['before_place'])})(?![a-z'])){{0,9}}+[ \t]*+(?:$|[,.;!\n]|(?:{either(_WORDS['goes_on'])})(?![a-z]))"
)
# behind a yes on a line of its own: "well yes in the right leg"
_GOING_ON: Final = re.compile(rf"[ \t,]*+(?:{either(_WORDS['goes_on'])})(?![a-z])")
_FIGURE: Final = re.compile(r"[ \t]*+(?:it is |it's |its |about |around )?(\d{2,3}(?:[.,]\d)?)(?![\d/%])")
FEVER_C, FEVER_F = 37.8, 100.0
"""From how many degrees on a temperature is a fever, in Celsius and in Fahrenheit; the limits are our own."""
# what a temperature without a unit may be, below a fever: from, and up to
_BELOW_FEVER: Final = ((34.0, FEVER_C), (93.0, FEVER_F))
_NEGATED: Final = re.compile(rf"(?<![a-z])(?:{either(_WORDS['denying'])})(?![a-z])|n't(?![a-z])")
_ADDRESSED: Final = re.compile(r"(?<![a-z])(?:you|your|u|ur)(?![a-z])")
_INLINE: Final = rf"(?:{either(_WORDS['answers'])}):|[\"'“‘]?(?:{either(_SAID)})[\"'”’]?[ \t]*+(?:$|[\n.,;!)])|(?:{either(_WORDS['plain'])})[ \t](?!(?:{either(_WORDS['no_answer'])})(?![a-z]))"
# a turn is a line, or ends at a question with a reply behind it: "Any fever? Me: no", "Any fever? No."
_TURN: Final = re.compile(rf"[^\n?]*+(?:\?(?![ \t]++(?:{_INLINE}))[^\n?]*+)*+\??[ \t]*+")
_OTHERWISE: Final = re.compile(rf"(?<![a-z])(?:{either(_WORDS['all_of_them'])})(?![a-z])")
# behind "not now": it was there before
_EARLIER: Final = re.compile(
    rf"[ \t,]*+(?:but[ \t]++(?:{either(_WORDS['earlier'])})|(?:{either(_WORDS['earlier_alone'])}))(?![a-z])"
)
_SHORT: Final = re.compile(rf"(?:[ \t]++(?:{either(_WORDS['short'])}))?[ \t]*+(?:$|[,.;!)])")
_BESIDE: Final = re.compile(r"[a-z'][ \t]*$")
_OPEN: Final = re.compile(rf"(?:^|[,;(]|\b(?:and|so|but|please))[ \t]*(?:{either(_WORDS['open_question'])})\b")
# a question of what was told before its comma: "my finger gets stuck, is it serious?"
_POINTS: Final = re.compile(rf",(?=[ \t]*+(?:{either(_WORDS['asks_of_it'])})(?![a-z']))")
_PART_ENDS: Final = re.compile(r"[,.;:!?\n]")
_DENIED_REACH: Final = 2  # words between a denial and what it denies
_CONTENT: Final = 4  # letters of a word that tells what is spoken of
_FIRST: Final = 8  # words of a reply in which it says that something does not work
_ALL: Final = 70  # characters of a reply in which it may speak of all that was asked about
_LABEL: Final = 5  # words that may announce who speaks
_LABEL_ENDS: Final = frozenset("-–—.)>")
_PHRASE: Final = 6  # words of a question that only names what it asks about
_ASIDE: Final = 60  # characters that may stand behind the last question of a turn: "We ask everyone."


class Asked(NamedTuple):
    """A question of a talk and its reply: its characters, what the reply says, in which word, and what it names again.

    ``others``: it speaks of what it does not name ("the lip is, none of the rest"). ``own``: it answers this question alone.
    ``more``: the patient is asked more of what is there ("where is it numb?").
    """

    start: int
    end: int
    polarity: str
    word: str
    named: frozenset[str]
    others: bool = False
    own: bool = True
    more: bool = False


class _Turn(NamedTuple):
    """A line of a talk: its first character, the first of what is said, one past the last, whether it says who speaks, and if the patient's side does."""

    start: int
    said: int
    end: int
    labelled: bool
    patients: bool


def asked(text: str) -> list[Asked]:
    """The questions of a lower-case text that the next turn answers.

    >>> [(q.polarity, q.word) for q in asked("nurse: any numbness or fever?\\nme: no nothing")]
    [('absent', 'no nothing')]
    """
    marked, added = _with_marks(text)
    if "?" not in marked:
        return []
    turns = [_turn(marked, m.start(), m.end()) for m in _TURN.finditer(marked) if m[0].strip()]
    found = [q for turn, reply in pairwise(turns) for q in _answered(marked, turn, reply)]
    if not added:
        return found
    return [
        q._replace(start=q.start - bisect_left(added, q.start), end=q.end - bisect_left(added, q.end)) for q in found
    ]


def _with_marks(text: str) -> tuple[str, list[int]]:
    """The text with the question marks that a clinician left out before the patient replies, and where they stand in it.

    >>> _with_marks("dr: any fever\\npt: no")
    ('dr: any fever?\\npt: no', [13])
    """
    lines = text.split("\n")
    spoken = [n for n, line in enumerate(lines) if line.strip()] if ":" in text else []
    asking = {n for n, behind in pairwise(spoken) if _asks_unmarked(lines[n], lines[behind])}
    added, at = [], 0
    for n in range(len(lines)):
        if n in asking:
            lines[n] = f"{lines[n].rstrip()}?{' ' * (len(lines[n]) - len(lines[n].rstrip()))}"
            added.append(at + len(lines[n].rstrip()) - 1)
        at += len(lines[n]) + 1
    return ("\n".join(lines), added) if added else (text, added)


def _asks_unmarked(line: str, reply: str) -> bool:
    """Whether a line is a clinician's question without its mark, and the next its answer: "dr: any weakness", "nurse: fever" with a bare no."""
    label, turn = _SPEAKER.match(line), _turn(reply, 0, len(reply))
    answer = _ANSWER.match(reply, turn.said)
    if label is None or "?" in line or _WORDS["clinician"].isdisjoint(_WORD.findall(label[0])):
        return False
    if not turn.patients and (turn.labelled or answer is None):
        return False
    said = _WORD.findall(line, label.end())
    opens = next((word for word in said if word not in _WORDS["before_question_word"]), "")
    if opens in _WORDS["asks_reader"] or opens in _WORDS["open_question"]:
        return True
    whole = answer is not None and _SHORT.match(reply, answer.end()) is not None
    return whole and 0 < len(said) <= _PHRASE and _WORDS["no_list"].isdisjoint(said)


def _turn(text: str, start: int, end: int) -> _Turn:
    label = _SPEAKER.match(text, start, end)
    speaks = _WORD.findall(label[0]) if label else []
    patients = not _WORDS["answers"].isdisjoint(speaks)
    return _Turn(start, label.end() if label else start, end, label is not None, patients)


def _puts_to_patient(text: str, turn: _Turn, reply: _Turn) -> bool:
    """Whether the patient's side is asked: a nurse's turn, or "you" where nothing says who speaks."""
    if turn.patients or (reply.labelled and not reply.patients):
        return False
    return turn.labelled or reply.labelled or _ADDRESSED.search(text, turn.said, turn.end) is not None


def _answered(text: str, turn: _Turn, reply: _Turn) -> Iterator[Asked]:
    """The questions of a turn with what the next says to them, one by one where it answers one by one."""
    sentences = _SENTENCE.finditer(text, turn.said, turn.end)
    questions = [(m.start(), m.end()) for m in sentences if m[0].endswith("?") and m[0].strip(" ?")]
    if not questions or turn.end - questions[-1][1] > _ASIDE:
        return
    inline = reply.start == turn.end  # no line ends between
    if not (turn.labelled or reply.labelled or inline or _plainly(text, questions, reply)):
        return
    if inline and not (turn.labelled or reply.labelled):
        last = text[slice(*questions[-1])]
        if _OPEN.search(last):
            return  # "which balm is best? no swelling"
        if text.startswith("never", reply.said) and not _TELLS_OF_DAY.isdisjoint(_WORD.findall(last)):
            return  # "woke up with a numb tongue? never had that"
        # "my finger gets stuck, is it serious? no weakness": what is told before the comma is not asked
        questions = [
            (max((m.start() for m in _POINTS.finditer(text, start, end)), default=start), end)
            for start, end in questions
        ]
    of_patient = _puts_to_patient(text, turn, reply)
    answers = list(_answers(text, reply))
    # "no, fine": that all is well adds nothing to what was answered
    answers = answers[:1] + [a for a in answers[1:] if a[1] not in _WORDS["normal"]]
    said = text[reply.said : reply.end]
    if answers and len(answers) == len(questions) > 1:
        for (start, end), (polarity, word) in zip(questions, answers, strict=True):
            yield Asked(
                start, end, polarity, word, frozenset(), more=of_patient and _asks_more(_WORD.findall(text[start:end]))
            )
        return
    if (all_of_them := _OTHERWISE.search(said, 0, _ALL)) and (not answers or answers[0][0] != PRESENT):
        polarity, word, others = ABSENT, all_of_them[0], True
    elif answers and len({polarity for polarity, _ in answers}) == 1:
        (polarity, word), others = answers[0], False
    elif not answers and (word := next((w for w in _WORD.findall(said)[:_FIRST] if w in _WORDS[FAILS]), "")):
        polarity, others = FAILS, False
    elif not answers and (one := _ONE_NOT.match(said)):
        polarity, word, others = FAILS, one[0].strip(), False
    elif not answers and (normal := _normal_temperature(text[turn.said : turn.end], said)):
        polarity, word, others = ABSENT, normal, False
    elif not answers and of_patient and (placed := _placed(text, turn, reply)):
        polarity, word, others = PRESENT, placed, False
    else:
        polarity, word, others = TELLS, "?", False
    replying = _content(said)
    if polarity == ABSENT and (denied := frozenset(w for w in replying if _denied(w, said))):
        replying = denied  # "Is your speech all right, any headache?" "no headache, speech ok"
    first = _ANSWER.match(text, reply.said, reply.end)
    whole = first is not None and _SHORT.match(text, first.end(), reply.end) is not None
    unnamed = polarity != TELLS and replying.isdisjoint(_content(text[turn.said : turn.end]))
    for start, end in questions:
        named = replying & _content(text[start:end])
        more = of_patient and _asks_more(_WORD.findall(text[start:end]))
        if more and any(_denied(w, said) for w in named):
            yield Asked(start, end, ABSENT, word, named, more=True)
            continue
        if more and polarity == ABSENT and not whole:
            yield Asked(start, end, TELLS, "?", named, more=True)
            continue
        if polarity == PRESENT and word in _WORDS["agreeing"] and _NEGATED.search(text, start, end):
            yield Asked(start, end, ABSENT, word, frozenset(), own=len(questions) == 1)
            continue
        if polarity == PRESENT and named and all(_denied(word, said) for word in named):
            # "Slurred speech or a rash?" "yes but no rash": yes to the rest
            yield Asked(start, end, polarity, word, named, True, len(questions) == 1, more)
        elif others or named or unnamed or (len(questions) == 1 and polarity != TELLS):
            yield Asked(start, end, polarity, word, named, others, len(questions) == 1, more)
        elif more:
            yield Asked(start, end, polarity, word, named, others, own=False, more=True)


def _placed(text: str, turn: _Turn, reply: _Turn) -> str:
    """The place that a reply begins with; empty where there is none, or where it may agree: "So no droop?" "right"."""
    placed = _PLACED.match(text, reply.said, reply.end)
    said = placed[0].strip(" \t\"'“‘(,;.!-") if placed else ""
    return "" if said == "right" and _NEGATED.search(text, turn.said, turn.end) else said


def _normal_temperature(asked_for: str, said: str) -> str:
    """The figure of a reply that is below fever, in degrees Celsius or Fahrenheit: "Fever?" "37.1"; empty where there is none."""
    figure = _FIGURE.match(said)
    if figure is None or _WORDS["measured"].isdisjoint(_WORD.findall(asked_for)):
        return ""
    value = float(figure[1].replace(",", "."))
    return figure[1] if is_below_fever(value) else ""


def is_below_fever(value: float) -> bool:
    """Whether a figure is a temperature of no fever, in degrees Celsius or Fahrenheit."""
    return any(low <= value < fever for low, fever in _BELOW_FEVER)


def _denied(word: str, said: str) -> bool:
    """Whether a reply names a word only to deny it: "but no rash"."""
    before = _PART_ENDS.split(said[: said.index(word)])[-1].split()[-_DENIED_REACH:]
    return not _WORDS["denying"].isdisjoint(before)


def reply_at(norms: Sequence[str], mark: int) -> int:
    """The first word of what is said to the question that ends at a token, behind the end of its line and "Me:".

    >>> reply_at(["numb", "?", "\\n", "me", ":", "no"], 1)
    5
    """
    at = mark + 1
    while at < len(norms) and not norms[at].strip():
        at += 1
    label = list(norms[at : at + _LABEL])
    label = label[: next((i for i, word in enumerate(label) if not word.strip()), len(label))]
    if ":" in label:
        return at + label.index(":") + 1
    return at + 2 if label[:1] and label[0] in _WORDS["answers"] and label[1:2] and label[1] in _LABEL_ENDS else at


def _plainly(text: str, questions: list[tuple[int, int]], reply: _Turn) -> bool:
    """Whether a line without a speaker is another's reply to a question to the reader: "Any numbness?", "no"."""
    if _OTHERWISE.search(text, reply.said, min(reply.end, reply.said + _ALL)):
        return True
    first = _WORD.search(text, questions[-1][0])
    answer = _ANSWER.match(text, reply.said, reply.end)
    if first is None or first[0] not in _WORDS["asks_reader"] or answer is None:
        return False
    if _SHORT.match(text, answer.end(), reply.end) or _was_earlier(text, answer, reply):
        return True
    affirms = answer["does"] or _SAID.get(answer["said"] or "") == PRESENT
    return bool(affirms) and _GOING_ON.match(text, answer.end(), reply.end) is not None


def _was_earlier(text: str, answer: re.Match[str], reply: _Turn) -> bool:
    """Whether an answer denies for now what was there before: "not now but yesterday"."""
    return answer["said"] in _WORDS["not_now"] and _EARLIER.match(text, answer.end(), reply.end) is not None


def _answers(text: str, reply: _Turn) -> Iterator[tuple[str, str]]:
    """What a reply begins with, one answer after the other: "no, no and not any more"."""
    at = reply.said
    while answer := _ANSWER.match(text, at, reply.end):
        said = answer["said"] or answer["does"]
        at = answer.end()
        if answer["does"]:
            yield PRESENT, said
        elif _was_earlier(text, answer, reply):
            yield GONE, said
        else:
            yield (_SAID[said], said) if said else (PRESENT if answer["letter"] == "y" else ABSENT, answer["letter"])


def _content(text: str) -> frozenset[str]:
    words = frozenset(w for w in _WORD.findall(text) if len(w) >= _CONTENT) - _WORDS["asked_with"]
    return frozenset(w.removesuffix("s") for w in words)


def replied(question: Asked, text: str, start: int, end: int) -> tuple[str, str, str] | None:
    """Status, the reply's word and the basis of a mention in a question that is answered; None where the reply says nothing of it.

    A reply that names one of several things asked about speaks of that one: "Fever or rash?" "no fever". One word for several
    questions is a ``cue`` and no ``answer``: it turns none of them round.
    """
    basis = ANSWER if question.own else CUE
    asks = sense(text, start, end)
    if question.more and asks == TAKEN:  # "since when does it droop?" tells that it does, unless the reply denies it
        if question.polarity == UNCERTAIN:
            return None
        return {ABSENT: ABSENT, GONE: PAST}.get(question.polarity, TOLD), question.word, basis
    again = bool(question.named & _content(text[start:end]))
    if question.others:
        if again:  # the reply tells of it itself
            return (HYPOTHETICAL, question.word, basis) if question.polarity == PRESENT else None
    elif question.polarity == TELLS and end > question.end:
        return TOLD, question.word, basis  # a measure that runs into the reply: "your temperature? 39.5"
    elif question.polarity == TELLS or (question.named and not again):
        return HYPOTHETICAL, question.word, basis
    status = settled(asks, question.polarity)
    return (status, question.word, basis) if status else None


def settled(asks: str, polarity: str) -> str | None:
    """What a reply says of a symptom that is asked about in some way; None where nothing."""
    return _SETTLED.get((asks, polarity))


def _asks_more(words: Sequence[str]) -> bool:
    """Whether a question with these words asks when, where or how: "since when does it droop?"."""
    first = next((i for i, word in enumerate(words) if word not in _WORDS["before_question_word"]), len(words))
    return not _WORDS["open_question"].isdisjoint(words[first : first + 1])


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
    opens = max(text.rfind(stop, max(0, start - _LONGEST), start) for stop in ".!?:\n") + 1
    before, behind = _WORD.findall(text[opens:start]), _WORD.findall(text[end:mark])
    if _asks_more(before) or not _WORDS["supposing"].isdisjoint(before[:1]):
        return TAKEN
    said = {*before, *behind}
    if not _WORDS["over"].isdisjoint(said):
        return ENDED
    if not _WORDS["still"].isdisjoint(said) and _WORDS["denying"].isdisjoint(before):
        return STILL
    beside = _BESIDE.search(text, opens, start)
    verb, last = ["", "", *before][-2:] if beside else ("", "")
    # "is your speech slurred?", "your vision is fine?"
    whole = not behind and last in _WORDS["possessive"] and (verb in _WORDS["verb_first"] or len(before) == 1)
    if not _WORDS["it"].isdisjoint({verb}) and last == "the" and not _WORDS["verb_first"].isdisjoint(before[-3:-2]):
        return EXISTS  # "is it the worst headache of your life?"
    of_part = not _WORDS["part"].isdisjoint(_WORD.findall(text[start:end]))  # "has anybody noticed his face drooping?"
    if last in _WORDS["about"] or (last in _WORDS["known"] and not whole and not of_part):
        return TAKEN
    return EXISTS

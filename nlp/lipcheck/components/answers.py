"""Answers of forms: "Drooping? No", "Numbness: yes", "[x] swelling", "weakness N / speech Y", "pain 0/10", "Fever (-)".

Reads the characters around a mention; a worded answer may stand in the line behind its question, all others in its own line;
the words of an answer are those of ``knowledge/answers.yaml``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from lipcheck.components.questions import ABSENT, ANSWER, POLARITY, PRESENT, Asked, replied, sense, settled
from lipcheck.vocabulary import either, word_lists

_REACH: Final = 70
_WORDS: Final = word_lists("answers")

_BOX_BEFORE: Final = re.compile(
    r"(?:[\[(]\s*(?P<mark>[xX✓✔yY]?)\s*[\])]|(?P<ticked>[☑☒✓✔])|(?P<empty>☐))\s*(?:\w+\s){0,5}$"
)
# words that may stand between a mention and its answer: the site, "of the face", "in the last week"; possessive here and
# below, for a word that may be parted anywhere is parted in more ways than can be tried
_GAP: Final = re.compile(r"(?:[ \t,]*+[a-z'/]++){0,7}(?:[ \t]*\([^)\n]{0,30}\))?[ \t]*")
_MARK: Final = re.compile(r"\?|:|=|\.{2,}|…|\s[–—-]|–|—")
_SEPARATOR: Final = rf"\s*(?P<mark>\?|:|=|\.{{2,}}|…|–|—|-)[\s\-–—>]*(?:(?:{either(_WORDS['label'])})\s*[:.]\s*)?"
# what each of the patterns here cannot do without, looked for first: a search is quick, they are slow to fail
_LIST_REACH: Final = 300  # characters of a list, and around a sign that lists the others
_TOP_SCORE: Final = 10
# what is asked, and a reply that says "not" of its word
_TAKEN_UP: Final = re.compile(
    r"[^?\n.!]{0,50}\?\s*(?:[a-z]{1,10}\s?:\s*)?(?:it is |it's |she is |he is |is )?not (?:really |at all |very )?(?P<word>[a-z]+)(?=\s*(?:[,.;!\n]|$))"
)
_STEM: Final = 4
# "Why is my mouth drooping?" asks of what is there
_ASKS_SO: Final = _WORDS["open_question"] | _WORDS["supposing"]
_BOX_SIGN: Final = re.compile(r"[\[(☑☒✓✔☐]")
_SIGN_SIGN: Final = re.compile(r"[+\-–](?:\s*\)|ve)")
_SCORE_SIGN: Final = re.compile(r"\d\s*(?:/\s*10|$|\n)")
_LETTER_SIGN: Final = re.compile(r"\b[yn](?=\s*(?:[/|,;.]|\d{1,2}[.)]|$|\n))")


def _box(name: str) -> str:
    """A pattern for a box; the group of this name holds its tick."""
    return rf"(?:[\[(][ \t]*(?P<{name}>[xX✓✔]?)[ \t]*[\])]|(?P<{name}_sign>[☑☒✓✔])|☐)"


def _ticked(box: re.Match[str], name: str) -> bool:
    return bool(box[name] or box[f"{name}_sign"])


_YES_NO: Final = re.compile(
    r"^[\s:?,\-a-z]{0,40}?(?:"
    rf"\(?\s*yes\b\s*{_box('yes')}\s*/?\s*no\s*{_box('no')}"
    rf"|{_box('yes2')}\s*yes\s*/?\s*{_box('no2')}\s*no)",
)
# the choice is printed and then answered: "Y / N: N"
_CHOSEN: Final = re.compile(
    r"^(?:[ \t]*+[a-z]++){0,3}[ \t]*\(?(?:y|yes)[ \t]*/[ \t]*(?:n|no)\)?[ \t]*[:=?-]?[ \t]*(?P<chosen>yes|no|y|n)\b"
)
# a box behind its word, where the line goes on with words and boxes: "numbness [x]  weakness [ ]", "numbness ☑ weakness ☐"
_BOX_BEHIND: Final = re.compile(rf"^(?:[ \t]*+[a-z]++){{0,3}}[ \t]*:?[ \t]*{_box('mark')}")
_BOX_FIRST: Final = re.compile(rf"[ \t\-*.0-9]*+{_box('mark')}")
# a line of words and letters alone: "droop n slur n numb y"
_LETTERED: Final = re.compile(r"[ \t]*+(?:(?:[a-z]{2,}+[ \t]++){1,4}+[yn](?![a-z])[ \t,;/.]*+){2,}+(?=\n|$)")
_LETTER_BEHIND: Final = re.compile(r"(?:[ \t]++[a-z]{2,}+){0,3}+[ \t]++(?P<letter>[yn])(?![a-z])")
# a line of words and answers with a yes among them: "numb lip yes dizzy no"; without one "face drooping no headache no" may deny what follows
_WORDED: Final = re.compile(
    r"[ \t]*+(?=[^\n]*\byes\b)(?:(?:(?!yes\b|no\b)[a-z]{2,}+[ \t]++){1,6}+(?:yes|no)(?![a-z])[ \t,;/.]*+){2,}+(?=\n|$)"
)
_WORD_BEHIND: Final = re.compile(r"(?:[ \t]++(?!yes\b|no\b)[a-z]{2,}+){0,5}+[ \t]++(?P<letter>yes|no)(?![a-z])")
# a field that ends in its answer: "weak arm no / face hanging no"
_FIELD: Final = re.compile(
    r"(?:^|[\n/|;,.])[ \t]*+(?:(?!yes\b|no\b)[a-z']++[ \t]++){1,6}+(?P<answer>yes|no)[ \t]*+(?=[\n/|;,.]|$)"
)
_FIELD_WORDS: Final = _WORDS["field_word"]
_FORM_WORDS: Final = _WORDS["form_word"]
_FORM: Final = 3  # fields that end in an answer
# a list of signs, each on a line of its own behind its plus or minus
_SIGNED: Final = re.compile(r"[ \t]*+(?P<sign>[+–-])[ \t]*+(?:[a-z]++[ \t]++){0,3}+")
# signs glued to their words on one line: "+numb lip -fever"
_GLUED: Final = re.compile(r"(?:^|[\s,;:(])(?P<sign>[+–-])(?:[a-z]++[ \t]++){0,3}+$")
_GLUED_PLUS: Final = re.compile(r"(?:^|[\s,;:(])\+[a-z]")
_SHORT_REST: Final = re.compile(r"(?:[ \t]++[a-z]++){0,2}+[ \t.,;]*+(?:\n|$)")
_MINUS_NO: Final = re.compile(r"(?:^|\n)[ \t]*+[–-][ \t]*+no\b")
_PLUS_LINE: Final = re.compile(r"(?:^|\n)[ \t]*+\+[ \t]*+[a-z]")
# what may stand before an answer on the line behind its list
_ANSWERS_NEXT: Final = re.compile(r"\s*(?:[a-z]{1,12}\s?:\s*)?")
_WHOLE: Final = re.compile(r"\s*(?:[.,;!\n]|$)")
# what closes a list of things asked about: "fainting, seizures, none of the above (x)"
_NONE_OF_THEM: Final = re.compile(rf"[,.;:)\n–-][ \t]*+(?:{either(_WORDS['closes_list'])})(?![a-z'])")
# what else a form asks for, whose answer is of it alone
OTHER_LABELS: Final = _WORDS["other_label"]
_BEFORE_LABEL: Final = _WORDS["before_label"]
_STATES: Final = re.compile(rf"(?<![a-z])(?:{either(_WORDS['no_list'])})(?![a-z])")
_SCORE: Final = re.compile(
    rf"^(?:\s*+(?!(?:{either(_WORDS['no_score'])})\b)[a-z]++){{0,3}}\s*(?:\(?0\s?-\s?10\)?\s*)?[:=]?\s*(?P<score>\d{{1,2}})\s*(?:/\s*10\b|(?=\s*$|\s*\n))"
)
_SIGN: Final = re.compile(r"^(?:\s*+[a-z]++){0,3}\s*(?:\(\s*(?P<bare>[+\-–])\s*\)|(?P<sign>[+\-–])ve\b)")
_LETTER: Final = re.compile(r"^(?:\s*+[a-z]++){0,2}\s*\b(?P<letter>[yn])(?=\s*(?:[/|,;.]|\d{1,2}[.)]|$|\n))")
_ENDS: Final = rf"(?=\s*(?:$|[.,;!/|)\n]|[a-z][a-z' /]{{1,40}}+:|\b(?:{either(_WORDS['end'])})\b))"


class Answers:
    """Reads the answer that a form gives to a mention."""

    def __init__(self) -> None:
        self._answer = re.compile(rf"{_SEPARATOR}(?P<answer>{either(POLARITY)})(?![a-z]){_ENDS}")
        bare = either(w for w in _WORDS["negative"] if len(w) > 1)
        self._bare = re.compile(
            rf"^(?:[ \t]+(?:also|too|as well))?[ \t]*\(?(?P<answer>{bare})\)?(?=\s*(?:[.;,!/|)\n]|$))"
        )

    def read(self, text: str, start: int, end: int, asked: Sequence[Asked] = ()) -> tuple[str, str, str] | None:
        """Status, the answer's words and the basis for the mention of these characters in a lower-case text; None where none is given.

        ``asked`` are the questions of its talk that another turn answers, in order.

        >>> Answers().read("numb chin? no", 0, 4)
        ('absent', 'no', 'answer')
        """
        line = text.rfind("\n", 0, start) + 1
        stop = text.find("\n", end)
        behind = text[end : min(end + _REACH, stop if stop >= 0 else len(text))]
        before = text[max(line, start - 30) : start]
        opens = before.rstrip()[-1:] in "/|,;.:)"  # or nothing stands before it on its line
        if marked := self._marked(behind, before, opens=opens, boxed_first=_BOX_FIRST.match(text, line) is not None):
            return (*marked, ANSWER)
        listed = _lettered(text, line, end) or _signed(text, line, start, end) or _none_of_them(text, start, end)
        if listed := listed or _in_field(text, start, end):
            return (*listed, ANSWER)
        if glued := _glued(before, text[max(line, start - _LIST_REACH) : end] + behind):
            return (*glued, ANSWER)
        if "?" in behind and (
            said := _taken_up(text[max(line, start - _LIST_REACH) : start], text[start:end], text[end : end + _REACH])
        ):
            return ABSENT, said, ANSWER
        at = bisect_right(asked, start, key=lambda q: q.start)
        if at and start < asked[at - 1].end:
            return replied(asked[at - 1], text, start, end)
        if worded := self._worded(text[end : end + _REACH], opens=opens):
            polarity, said = worded
            status = settled(sense(text, start, end), polarity)
            return (status, said, ANSWER) if status else None
        return None

    @staticmethod
    def _marked(behind: str, before: str, *, opens: bool, boxed_first: bool) -> tuple[str, str] | None:
        """What a box, a sign, a score or a letter beside a mention says; ``boxed_first``: its line begins with a box."""
        boxes = _BOX_SIGN.search(behind) is not None
        if boxes and (choice := _YES_NO.match(behind)):
            yes = _ticked(choice, "yes") or _ticked(choice, "yes2")
            no = _ticked(choice, "no") or _ticked(choice, "no2")
            if yes != no:
                return (PRESENT if yes else ABSENT), choice[0].strip()
        # boxes stand behind their words where the line does not begin with one
        if boxes and not boxed_first and (box := _BOX_BEHIND.match(behind)):
            return (PRESENT if _ticked(box, "mark") else ABSENT), box[0].strip()
        if "/" in behind and (chosen := _CHOSEN.match(behind)):
            return (PRESENT if chosen["chosen"].startswith("y") else ABSENT), chosen["chosen"]
        if _BOX_SIGN.search(before) and (box := _BOX_BEFORE.search(before)):
            return (PRESENT if box["mark"] or box["ticked"] else ABSENT), box[0].strip()
        if _SIGN_SIGN.search(behind) and (sign := _SIGN.match(behind)):
            return (PRESENT if "+" in (sign["bare"] or sign["sign"]) else ABSENT), sign[0].strip()
        if _SCORE_SIGN.search(behind) and (score := _SCORE.match(behind)) and int(score["score"]) <= _TOP_SCORE:
            return (PRESENT if int(score["score"]) else ABSENT), score[0].strip()
        if opens and _LETTER_SIGN.search(behind) and (letter := _LETTER.match(behind)):
            return (PRESENT if letter["letter"] == "y" else ABSENT), letter["letter"]
        return None

    def _worded(self, behind: str, *, opens: bool) -> tuple[str, str] | None:
        mark_at = _MARK.search(behind)
        answer = self._answer.match(behind, mark_at.start()) if mark_at else None
        if answer and mark_at and _GAP.fullmatch(behind, 0, mark_at.start()):
            said, mark = answer["answer"], answer["mark"]
            label = behind[: mark_at.start()].rpartition(",")[2].split()
            if label[-1:] and label[-1] in OTHER_LABELS and _BEFORE_LABEL.issuperset(label[:-1]):
                return None  # "severe headache, allergies: none"
            following = behind[answer.end() :].lstrip()[:1]
            # a dash leads to an answer only where nothing goes on: "swelling - no idea why"
            if mark in "-–—" and (following.isalpha() or (following and POLARITY[said] == PRESENT)):
                return None
            return POLARITY[said], said
        if opens and (bare := self._bare.match(behind)):
            return ABSENT, bare["answer"]
        return None


def _lettered(text: str, line: int, end: int) -> tuple[str, str] | None:
    """The answer behind a mention on a line of words and answers: "droop n slur n numb y", "numb lip yes dizzy no"."""
    for behind, whole in ((_LETTER_BEHIND, _LETTERED), (_WORD_BEHIND, _WORDED)):
        answer = behind.match(text, end)
        if answer and whole.match(text, line, line + _LIST_REACH):
            return (PRESENT if answer["letter"].startswith("y") else ABSENT), answer["letter"]
    return None


def _in_field(text: str, start: int, end: int) -> tuple[str, str] | None:
    """The "no" that ends the field of a mention and its place, where another field ends in its answer too: "weak arm no / face hanging no"."""
    if text.find(" no", end, end + _REACH) < 0:
        return None
    low = max(0, start - _LIST_REACH)
    fields = list(_FIELD.finditer(text, low, end + _LIST_REACH))
    own = next((f for f in fields if f.start() <= start and end <= f.start("answer")), None)
    if own is None or len(fields) < 2 or own["answer"] != "no":
        return None
    beside = f"{text[own.start() : start]} {text[end : own.start('answer')]}".strip("\n/|;,. ").split()
    # of a form that goes on so a field may hold more: "chest pain no. fits or faints no. numbness anywhere no"
    words = _FIELD_WORDS | _FORM_WORDS if len(fields) >= _FORM else _FIELD_WORDS
    return (ABSENT, "no") if words.issuperset(beside) else None


def _signed(text: str, line: int, start: int, end: int) -> tuple[str, str] | None:
    """The plus or minus before a mention in a list of signs: "- droop", "+ dry mouth"; not one of merits and faults: "- cramps all night"."""
    sign = _SIGNED.fullmatch(text, line, start)
    if sign is None or not _PLUS_LINE.search(text, max(0, line - _LIST_REACH), start + _LIST_REACH):
        return None
    if not _SHORT_REST.match(text, end) or _MINUS_NO.search(text, max(0, line - _LIST_REACH), end + _LIST_REACH):
        return None
    return (PRESENT if sign["sign"] == "+" else ABSENT), sign["sign"]


def _glued(before: str, line: str) -> tuple[str, str] | None:
    """The sign right before a mention's words on a line that has a plus so: "+numb lip -fever"."""
    sign = _GLUED.search(before)
    if sign is None or not _GLUED_PLUS.search(line):
        return None
    return (PRESENT if sign["sign"] == "+" else ABSENT), sign["sign"]


def _taken_up(before: str, word: str, behind: str) -> str:
    """The words behind a question that deny it by its own word: "Calf swollen, red, hot? not swollen"; empty where none do."""
    reply = _TAKEN_UP.match(behind)
    if (
        reply is None
        or not (_WORDS["no_list"] | _ASKS_SO).isdisjoint(before.split())
        or reply["word"][:_STEM] != word.split()[-1][:_STEM]
        or len(reply["word"]) < _STEM
    ):
        return ""
    return reply[0].rsplit("?", 1)[-1].strip()


def _none_of_them(text: str, start: int, end: int) -> tuple[str, str] | None:
    """What denies a whole list that states nothing: "Fainting, seizures, rash: none of the above"."""
    closing = _NONE_OF_THEM.search(text, end, end + _LIST_REACH)
    if closing is None:
        return None
    opens = max(text.rfind(stop, max(0, start - _LIST_REACH), start) for stop in ".!?\n") + 1
    line, _, behind = text[end : closing.start()].partition("\n")
    behind += closing[0][0] if behind.strip() else ""  # the colon of "Me:"
    if re.search(r"[.!?]", line.rstrip().removesuffix("?")) or not _ANSWERS_NEXT.fullmatch(behind):
        return None
    listed = text[opens : closing.start()]
    if "," not in listed and listed.count(" / ") < 2:
        return None
    if (closing[0][0] == "\n" or behind or "," not in listed) and not _WHOLE.match(text, closing.end()):
        return None  # "none of them have gone"
    if start - opens > _LIST_REACH or _STATES.search(text, opens, end + len(line)):
        return None
    return ABSENT, closing[0].strip(" \t\n,.;:)–-")

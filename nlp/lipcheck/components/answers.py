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
_BOX_SIGN: Final = re.compile(r"[\[(☑☒✓✔☐]")
_SIGN_SIGN: Final = re.compile(r"[+\-–](?:\s*\)|ve)")
_SCORE_SIGN: Final = re.compile(r"\d\s*(?:/\s*10|$|\n)")
_LETTER_SIGN: Final = re.compile(r"\b[yn](?=\s*(?:[/|,;.]|\d{1,2}[.)]|$|\n))")
_BOXES: Final = re.compile(
    r"^[\s:?,\-a-z]{0,40}?(?:"
    r"(?P<yes_first>\(?\s*yes\b)\s*[\[(]\s*(?P<yes>[xX✓✔]?)\s*[\])]\s*/?\s*no\s*[\[(]\s*(?P<no>[xX✓✔]?)\s*[\])]"
    r"|[\[(]\s*(?P<yes2>[xX✓✔]?)\s*[\])]\s*yes\s*/?\s*[\[(]\s*(?P<no2>[xX✓✔]?)\s*[\])]\s*no)",
)
# the choice is printed and then answered: "Y / N: N"
_CHOSEN: Final = re.compile(
    r"^(?:[ \t]*+[a-z]++){0,3}[ \t]*\(?(?:y|yes)[ \t]*/[ \t]*(?:n|no)\)?[ \t]*[:=?-]?[ \t]*(?P<chosen>yes|no|y|n)\b"
)
# a box behind its word, where the line goes on with words and boxes: "numbness [x]  weakness [ ]"
_BOX_BEHIND: Final = re.compile(r"^(?:[ \t]*+[a-z]++){0,3}[ \t]*:?[ \t]*[\[(][ \t]*(?P<mark>[xX✓✔]?)[ \t]*[\])]")
_BOX_FIRST: Final = re.compile(r"[ \t\-*.0-9]*+[\[(][ \t]*[xX✓✔]?[ \t]*[\])]")
_SCORE: Final = re.compile(
    r"^(?:\s*+[a-z]++){0,3}\s*(?:\(?0\s?-\s?10\)?\s*)?[:=]?\s*(?P<score>\d{1,2})\s*(?:/\s*10\b|(?=\s*$|\s*\n))"
)
_SIGN: Final = re.compile(r"^(?:\s*+[a-z]++){0,3}\s*(?:\(\s*(?P<bare>[+\-–])\s*\)|(?P<sign>[+\-–])ve\b)")
_LETTER: Final = re.compile(r"^(?:\s*+[a-z]++){0,2}\s*\b(?P<letter>[yn])(?=\s*(?:[/|,;.]|\d{1,2}[.)]|$|\n))")
_ENDS: Final = rf"(?=\s*(?:$|[.,;!/|)\n]|[a-z][a-z' /]{{1,40}}+:|\b(?:{either(_WORDS['end'])})\b))"


class Answers:
    """Reads the answer that a form gives to a mention."""

    def __init__(self) -> None:
        self._answer = re.compile(rf"{_SEPARATOR}(?P<answer>{either(POLARITY)}){_ENDS}")
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
        # boxes stand behind their words where the line does not begin with one
        box = _BOX_BEHIND.match(behind) if _BOX_SIGN.search(behind) else None
        if box and not boxed_first:
            return (PRESENT if box["mark"] else ABSENT), box[0].strip()
        if "/" in behind and (chosen := _CHOSEN.match(behind)):
            return (PRESENT if chosen["chosen"].startswith("y") else ABSENT), chosen["chosen"]
        if _BOX_SIGN.search(before) and (box := _BOX_BEFORE.search(before)):
            return (PRESENT if box["mark"] or box["ticked"] else ABSENT), box[0].strip()
        if ("[" in behind or "(" in behind) and (boxes := _BOXES.match(behind)):
            yes, no = boxes["yes"] or boxes["yes2"], boxes["no"] or boxes["no2"]
            if bool(yes) != bool(no):
                return (PRESENT if yes else ABSENT), boxes[0].strip()
        if _SIGN_SIGN.search(behind) and (sign := _SIGN.match(behind)):
            return (PRESENT if "+" in (sign["bare"] or sign["sign"]) else ABSENT), sign[0].strip()
        if _SCORE_SIGN.search(behind) and (score := _SCORE.match(behind)):
            return (PRESENT if int(score["score"]) else ABSENT), score[0].strip()
        if opens and _LETTER_SIGN.search(behind) and (letter := _LETTER.match(behind)):
            return (PRESENT if letter["letter"] == "y" else ABSENT), letter["letter"]
        return None

    def _worded(self, behind: str, *, opens: bool) -> tuple[str, str] | None:
        mark_at = _MARK.search(behind)
        answer = self._answer.match(behind, mark_at.start()) if mark_at else None
        if answer and mark_at and _GAP.fullmatch(behind, 0, mark_at.start()):
            said, mark = answer["answer"], answer["mark"]
            following = behind[answer.end() :].lstrip()[:1]
            # a dash leads to an answer only where nothing goes on: "swelling - no idea why"
            if mark in "-–—" and (following.isalpha() or (following and POLARITY[said] == PRESENT)):
                return None
            return POLARITY[said], said
        if opens and (bare := self._bare.match(behind)):
            return ABSENT, bare["answer"]
        return None

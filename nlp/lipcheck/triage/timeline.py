"""Is a finding told in a story of long ago, whose date stands in another sentence? "In 2018 I fell. I could not talk. All came back".

The words are data: ``story_*`` in ``knowledge/context.yaml``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise
from typing import Final

from lipcheck.components.tense import PERFECT, PRESENT, PROGRESSIVE, verbs
from lipcheck.vocabulary import context_patterns

# what ends a sentence, but for a point within a number
STOP: Final = re.compile(r"[!?\n]|\.(?!\d)")
_WORD: Final = re.compile(r"[a-z']+")
_NOW: Final = frozenset({PRESENT, PERFECT, PROGRESSIVE})
# how far before and behind a finding its story is looked at, in characters
_REACH: Final = 900
# how many sentences before a finding its date may stand, where each goes on with the story
_DATED_BEFORE: Final = 8


def is_of_long_ago(text: str, at: int, *, untensed: bool = False) -> bool:
    """Whether the sentence at ``at`` of a lower-case text belongs to a story that is dated long ago and told to its good end.

    A sentence of the last days, or of something that comes anew, ends the story on either side. ``untensed``: what is found is
    not told as over by its own words, so that its sentence may tell nothing of now.
    """
    patterns = context_patterns()
    long_ago, dates = patterns["long_ago"], patterns["story_date"]
    low, high = max(0, at - _REACH), min(len(text), at + _REACH)
    marks = [low, *(m.end() for m in STOP.finditer(text, low, high)), high]
    sentences = [text[a:b] for a, b in pairwise(marks)]
    own = bisect_right(marks, at, hi=len(sentences)) - 1
    if own < 0 or _breaks(sentences[own]):
        return False
    if patterns["story_last"].search(sentences[own]):
        return False  # "I lost my speech for ten minutes, last time was 2018"
    if untensed and _tells_now(sentences[own]):
        return False
    dated = ended = False
    for i in range(own, max(0, own - _DATED_BEFORE) - 1, -1):
        if i < own and (
            _breaks(sentences[i]) or _tells_now(sentences[i]) or patterns["story_ends"].search(sentences[i])
        ):
            break
        if long_ago.search(sentences[i]) or dates.search(sentences[i]):
            dated = True
            break
        if not patterns["story_goes_on"].search(sentences[i]):
            break
    for i in range(own, len(sentences)):
        if _breaks(sentences[i]):
            break
        ended = ended or patterns["story_ends"].search(sentences[i]) is not None
        dated = dated or (i > own and patterns["story_dated_behind"].search(sentences[i]) is not None)
        if patterns["story_then"].search(sentences[i]) or (dated and patterns["story_last"].search(sentences[i])):
            return True
    return dated and ended


def _tells_now(sentence: str) -> bool:
    """Whether a sentence has a verb of now."""
    return any(v.tense in _NOW for v in verbs(_WORD.findall(sentence)))


def _breaks(sentence: str) -> bool:
    """Whether a sentence is of the last days, or tells of something that comes anew; "never again" tells of neither."""
    patterns = context_patterns()
    denied = [m.span() for m in patterns["story_not_again"].finditer(sentence)]
    return any(
        not any(start <= m.start() < end for start, end in denied) for m in patterns["story_breaks"].finditer(sentence)
    )

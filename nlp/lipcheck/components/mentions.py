"""``lipcheck_mentions``: finds the words of the vocabulary and writes them to ``doc.spans``.

Groups ``symptoms``, ``sites``, ``sides``, ``exposures``, ``conditions``: a span's label is the concept's id, its
``kb_id_`` the number of the phrase in the entry's lexicon, or ``WELL``, ``POORLY`` for a function of the body, its ``id_`` ``DENIES`` where its own
words say that the symptom is not there. Words inside a false friend ("stiff drink")
and what is said of a thing ("the room is cramped") are not read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Span

from lipcheck.compiled import compiled_pages
from lipcheck.components.clauses import norms_of, text_of
from lipcheck.components.cues import DENIES
from lipcheck.components.functions import Functions
from lipcheck.components.normalise import PatternWords, split_by
from lipcheck.components.phrases import Phrases, pages_of
from lipcheck.components.questions import FEVER_C, FEVER_F, is_below_fever, reply_at
from lipcheck.components.things import Things
from lipcheck.vocabulary import Entry, Phrase, context_patterns, load_knowledge, word_lists

GROUPS: Final = {
    "symptoms": "symptoms",
    "sites": "sites",
    "sides": "sides",
    "exposures": "triggers",
    "conditions": "conditions",
}
# what a temperature of a fever begins with, in either unit: looked for first, as the patterns are slow to fail
_FEVERISH: Final = re.compile(r"(?<!\d)(?:3[789]|4[0-3]|10\d)(?!\d)")
# a field with its figure and no other: "Fever: T 36.9"
_FEVER_FIELD: Final = re.compile(
    r"(?i:\bfever\s?[:=]\s?(?:t |temp )?(?P<value>\d{2,3}(?:[.,]\d)?)\s?[°º]?\s?[cf]?\s*(?:$|\n|[.;)]))(?![^\n]{0,60}\b(?:3[89]|4[0-2]|10[0-6])\b)"
)
_DECIMAL: Final = re.compile(r"[1-6]\.\d")
_LOW_POTASSIUM: Final = 3.5
# the phrase of a mention that is no phrase of the lexicon: a function said to work, or not to
WELL, POORLY = "well", "poorly"
_FALSE: Final = "false_friends"
# the pages of all phrases, beside those of the groups read bare
_WHOLE: Final = "whole"
# words that a phrase of a group is also read without
_WORDS: Final = word_lists("mentions")
_UNTOLD: Final = {
    "symptoms": _WORDS["determiner"] | _WORDS["degree"],
    "sites": _WORDS["determiner"] | _WORDS["side"],
}
_BEFORE_FRIEND: Final = _WORDS["before_friend"]
_PLACING: Final = _WORDS["placing"]
_MOVING: Final = _WORDS["moving"]
_ABLE: Final = _WORDS["able"]
_NO_DEED: Final = _WORDS["no_deed"]
_LIMITING: Final = _WORDS["limiting"]
_DIRECTIONS: Final = _WORDS["direction"]
_SUBJECT_REACH: Final = 4
_ANSWERS: Final = word_lists("answers")
_ASKED_OF, _FAILS = _ANSWERS["asked_of"], _ANSWERS["fails"]
_YES_NO: Final = _ANSWERS["negative"] | _ANSWERS["positive"]
_SENTENCE_ENDS: Final = frozenset({"?", ".", "!", "\n"})
# in words: from the ability to the question mark, and of a reply
_QUESTION_REACH, _REPLY_REACH = 20, 12
_ANSWER_REACH: Final = 3
_SIDE_WORDS: Final = _WORDS["side"]
_BEFORE_SIDE: Final = _WORDS["before_side"]
_BEHIND_SIDE: Final = _WORDS["behind_side"]
_OVER: Final = word_lists("statements")["over"]
_NO_END: Final = _WORDS["no_end"]
# which groups a kind of false friend hides
_HIDES: Final = {
    "condition": ("conditions",),
    "site": ("sites", "sides"),
    "symptom": ("symptoms",),
    "trigger": ("exposures",),
}


class _Mention(NamedTuple):
    """A mention before it is a span: first token, one past the last, the concept's id, the phrase's number."""

    start: int
    end: int
    label: str
    phrase: str


@Language.factory("lipcheck_mentions", requires=["token.norm"], assigns=["doc.spans"])
def create_mentions(nlp: Language, name: str) -> Mentions:
    """The component over the whole vocabulary."""
    return Mentions(nlp)


_NUMBERS: Final = 1 << 20
"""More than an entry has phrases; what a phrase stands for is kept as the number of its entry times this, and its own."""


def _tables(nlp: Language) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """The concepts, and pages of the phrases as this pipeline splits them, each with what it stands for: all, and those read bare."""
    words_of = PatternWords(nlp)
    entries: list[tuple[str, str]] = []
    meanings: dict[str, list[int]] = defaultdict(list)
    bare: dict[str, dict[str, list[int]]] = {group: defaultdict(list) for group in _UNTOLD}
    denying: dict[str, list[str]] = {}
    for group, kind in (*GROUPS.items(), (_FALSE, _FALSE)):
        untold = _UNTOLD.get(group, frozenset())
        for entry in getattr(load_knowledge(), kind):
            first = len(entries) * _NUMBERS
            entries.append((group, entry.id))
            if group == "symptoms":
                denying[entry.id] = [str(n) for n, phrase in enumerate(entry.lexicon) if phrase.denies]
            for number, phrase in enumerate(entry.lexicon, first):
                words = words_of(phrase.words)
                meanings[" ".join(words)].append(number)
                told = [w for w in words if w not in untold] if untold else []
                if told and words[-1] in untold and told[-1] in _NO_END:
                    continue  # "face is even" is more than "face is"
                if len(told) > 1:
                    bare[group][" ".join(told)].append(number)

    pages = {_WHOLE: pages_of(meanings)} | {group: pages_of(found) for group, found in bare.items()}
    return {"entries": entries, "denying": denying}, pages


class Mentions:
    """Finds vocabulary words by their normalised words; the longest of one group wins."""

    def __init__(self, nlp: Language) -> None:
        tables, pages = compiled_pages("mentions", lambda: _tables(nlp), *split_by(nlp))
        self._entries: list[tuple[str, str]] = tables["entries"]
        self._phrases = Phrases(pages=pages[_WHOLE])
        self._denying = {symptom: frozenset(numbers) for symptom, numbers in tables["denying"].items()}
        # the same for phrases read without the words that do not tell: "can not close my right eye properly"
        self._bare_phrases = {group: Phrases(pages=pages[group]) for group in _UNTOLD}
        self._functions = Functions()
        self._things = Things()

    def __call__(self, doc: Doc) -> Doc:
        """Write the mention groups of one document."""
        found: dict[str, list[_Mention]] = {group: [] for group in (*GROUPS, _FALSE)}
        norms = norms_of(doc)
        for start, end, words in self._phrases.find(norms):
            for group, label, number in self._concepts(self._phrases.numbers(words)):
                found[group].append(_Mention(start, end, label, number))
        for group, untold in _UNTOLD.items():
            found[group] += self._bare(norms, group, untold)
        found["symptoms"] += [
            _Mention(s.start, s.end, s.symptom, WELL if s.denies else POORLY) for s in self._functions.find(norms)
        ]
        found["symptoms"] += (*_temperatures(doc), *_no_fever(doc))
        found["exposures"] += _potassium(doc)
        false = found.pop(_FALSE)
        for group, mentions in found.items():
            friends = [f for f in false if group in _HIDES[f.label]]
            if group == "sides" and friends:
                friends = [f for f in friends if not _begins_behind_side(norms, f)]
            if group == "symptoms" and friends:
                friends = _not_of_the_body(norms, friends, self._sites_in(norms))
            kept = _without(mentions, friends) if friends else mentions
            if group == "symptoms":
                kept = [m for m in kept if not self._things.bears(norms, m.start, m.end, m.label)]
                remedies = {i for m in found["exposures"] for i in range(m.start, m.end)}
                kept = [m for m in kept if not self._things.fails(norms, m.start, m.end, remedies)]
                kept = [m for m in kept if not _is_over(norms, m, kept)]
                if any(self._denies(m) and norms[m.start] in _ABLE for m in kept):
                    # "I can feel my lip twitch" says nothing of numbness
                    begun = {m.start for m in kept}
                    kept = [m for m in kept if not (self._denies(m) and self._feels_it_do(norms, m, begun))]
                if any(norms[m.end - 1] in _DIRECTIONS for m in kept):
                    # "goes to the left arm" is no mouth that goes to the left
                    sites = self._sites_in(norms)
                    kept = [m for m in kept if norms[m.end - 1] not in _DIRECTIONS or m.end not in sites]
                if "?" in norms:
                    asked = list(self._asked(norms))
                    taken = {i for a in asked for i in range(a.start, a.end + 1)}
                    kept = [m for m in kept if m.start not in taken] + asked
            doc.spans[group] = [
                Span(doc, m.start, m.end, label=m.label, kb_id=m.phrase, span_id=DENIES if self._denies(m) else "")
                for m in _longest(kept)
            ]
        return doc

    def _denies(self, mention: _Mention) -> bool:
        """Whether a mention's own words say that the symptom is not there: "no temperature", "no trouble speaking"."""
        return mention.phrase == WELL or mention.phrase in self._denying.get(mention.label, ())

    def _feels_it_do(self, norms: Sequence[str], m: _Mention, begun: Container[int]) -> bool:
        """Whether a part that "can" be felt is felt to do something: "can feel my lip [twitch]", "can feel my lips pulsing"."""
        if norms[m.start] not in _ABLE or m.label != "numbness":
            return False
        behind = next((i for i in range(m.end, len(norms)) if norms[i] not in _UNTOLD["symptoms"]), len(norms))
        return behind in begun or any(w.endswith("ing") and w not in _NO_DEED for w in norms[behind : behind + 1])

    def _concepts(self, numbers: Iterable[int]) -> Iterator[tuple[str, str, str]]:
        """Group, id and phrase number of each concept that a phrase stands for."""
        for number in numbers:
            entry, phrase = divmod(number, _NUMBERS)
            group, label = self._entries[entry]
            yield group, label, str(phrase)

    def _sites_in(self, norms: list[str]) -> frozenset[int]:
        """The words of a document that are of a site."""
        return frozenset(
            i
            for start, end, words in self._phrases.find(norms)
            if any(group == "sites" for group, _, _ in self._concepts(self._phrases.numbers(words)))
            for i in range(start, end)
        )

    def _bare(self, norms: list[str], group: str, untold: frozenset[str]) -> Iterator[_Mention]:
        """Mentions of a group that show once the words that do not tell are left out."""
        kept = [i for i, w in enumerate(norms) if w not in untold]
        if len(kept) == len(norms):
            return
        told = [norms[i] for i in kept]
        if not self._bare_phrases[group].may_stand_in(told):
            return
        for start, end, words in self._bare_phrases[group].find(told):
            first, last = kept[start], kept[end - 1] + 1
            limited = any(norms[i] in _LIMITING and norms[i - 1] in _ABLE for i in range(first + 1, last))
            if last - first > end - start and not limited:  # "can only open my mouth two fingers" denies nothing
                for _, label, number in self._concepts(self._bare_phrases[group].numbers(words)):
                    yield _Mention(first, last, label, number)

    def _asked(self, norms: list[str]) -> Iterator[_Mention]:
        """What a question asks to be able to do, where a reply follows: "Can you close your eye? No" is "can not close"."""
        turned, starts = norms.copy(), set()
        for i in range(len(norms) - 2):
            if norms[i] in _ABLE and norms[i + 1] in _ASKED_OF:
                turned[i + 1] = "not"
                starts.add(i)
            elif norms[i] == "able" and norms[i + 1] == "to":
                turned[i : i + 2] = "can", "not"
                starts.add(i)
        for start in [i for i in starts if not _is_answered(norms, i)]:
            starts.discard(start)
        if starts:
            found = [
                _Mention(a, b, c, n)
                for a, b, w in self._phrases.find(turned)
                for g, c, n in self._concepts(self._phrases.numbers(w))
                if g == "symptoms"
            ]
            yield from (m for m in (*found, *self._bare(turned, "symptoms", _UNTOLD["symptoms"])) if m.start in starts)


def _is_answered(norms: Sequence[str], start: int) -> bool:
    """Whether the question that begins here is followed by a reply that says yes, no, or that something fails."""
    mark = next(
        (j for j in range(start, min(start + _QUESTION_REACH, len(norms))) if norms[j] in _SENTENCE_ENDS), start
    )
    if norms[mark] != "?":
        return False
    at = reply_at(norms, mark)
    reply = norms[at : at + _REPLY_REACH]
    # "right one no"
    sided = not _SIDE_WORDS.isdisjoint(reply[:1]) and reply[1:2] != [","]
    later = sided and not _YES_NO.isdisjoint(reply[1:_ANSWER_REACH])
    return bool(reply) and (reply[0] in _YES_NO or later or not _FAILS.isdisjoint(reply))


def _temperatures(doc: Doc) -> Iterator[_Mention]:
    """A measured temperature of a fever: "temp 39.6", "101.2 F"."""
    if not _FEVERISH.search(text_of(doc)):
        return
    for match in context_patterns()["temperature"].finditer(text_of(doc)):
        value = float(next(g for g in match.groups() if g).replace(",", "."))
        if FEVER_C <= value <= 43.0 or FEVER_F <= value <= 109.0:
            yield from _measured(doc, match, "fever")


def _no_fever(doc: Doc) -> Iterator[_Mention]:
    """The figure of a form's field that is below fever: "Fever: 36.9"."""
    for match in _FEVER_FIELD.finditer(text_of(doc)):
        if is_below_fever(float(match["value"].replace(",", "."))):
            yield from _measured(doc, match, "fever", WELL)


def _potassium(doc: Doc) -> Iterator[_Mention]:
    """A measured potassium under 3.5 mmol/L, which LABELS.md calls low."""
    if not _DECIMAL.search(text_of(doc)):
        return
    for match in context_patterns()["potassium_value"].finditer(text_of(doc)):
        if float(match["value"]) < _LOW_POTASSIUM:
            yield from _measured(doc, match, "low_potassium")


def _measured(doc: Doc, match: re.Match[str], label: str, phrase: str = "0") -> Iterator[_Mention]:
    span = doc.char_span(*match.span(), alignment_mode="expand")
    if span is not None:
        yield _Mention(span.start, span.end, label, phrase)


def _longest(mentions: Sequence[_Mention]) -> list[_Mention]:
    """Of mentions that overlap the longest, then the first: spaCy's ``filter_spans``, before any span is made."""
    taken: set[int] = set()
    out = []
    for m in sorted(mentions, key=lambda m: (m.start - m.end, m.start)):
        if m.start not in taken and m.end - 1 not in taken:
            out.append(m)
            taken.update(range(m.start, m.end))
    return sorted(out, key=lambda m: m.start)


def _without(mentions: Sequence[_Mention], friends: Sequence[_Mention]) -> list[_Mention]:
    """The mentions that no false friend hides."""
    at: dict[int, list[_Mention]] = defaultdict(list)
    for friend in friends:
        for i in range(friend.start, friend.end):
            at[i].append(friend)
    return [m for m in mentions if not any(_hides(f, m) for i in range(m.start, m.end) for f in at.get(i, ()))]


def phrase_of(span: Span, entry: Entry) -> Phrase:
    """The phrase of the entry's lexicon that a mention is."""
    if span.kb_id_ in (WELL, POORLY):
        return Phrase(span.text, denies=span.kb_id_ == WELL)
    return entry.lexicon[int(span.kb_id_)]


def _not_of_the_body(norms: Sequence[str], friends: Sequence[_Mention], sites: frozenset[int]) -> list[_Mention]:
    """The false friends that are not said of a part of the body: "stuck on hold", but not "my jaw gets stuck on the right"."""

    def of_the_body(f: _Mention) -> bool:
        before = f.start - 1
        while before >= max(0, f.start - _SUBJECT_REACH) and norms[before] in _BEFORE_FRIEND:
            before -= 1
        if before in sites:
            return True
        if norms[f.end - 1] not in _PLACING or norms[f.start] in _MOVING:
            return False
        behind = f.end
        while behind < min(len(norms), f.end + _SUBJECT_REACH) and norms[behind] in _UNTOLD["sites"]:
            behind += 1
        return behind in sites

    return [f for f in friends if not of_the_body(f)]


def _is_over(norms: Sequence[str], m: _Mention, mentions: Sequence[_Mention]) -> bool:
    """Whether what is told as lost is a complaint that ended: "slurred [speech is gone]" """
    if norms[m.end - 1] not in _OVER:
        return False
    return any(other.label == m.label and other.start < m.start <= other.end < m.end for other in mentions)


def _begins_behind_side(norms: Sequence[str], f: _Mention) -> bool:
    """Whether a false friend only joins a side to what follows: "numb on the right when I yawn", not "right when I yawn"."""
    side, behind = norms[f.start], norms[f.start + 1 : f.end]
    told = side in _SIDE_WORDS and f.start >= 2 and norms[f.start - 2] == "on" and norms[f.start - 1] in _BEFORE_SIDE
    return told and behind[:1] != [] and behind[0] in _BEHIND_SIDE


def _hides(false: _Mention, mention: _Mention) -> bool:
    """Whether a false friend takes the words of a mention: it overlaps and the mention does not contain it whole."""
    if false.end <= mention.start or mention.end <= false.start:
        return False
    if false.start < mention.start and false.end < mention.end:
        return False  # "my pulse is" says nothing of "pulse is racing"
    longer = mention.end - mention.start > false.end - false.start
    return not (mention.start <= false.start and false.end <= mention.end and longer)

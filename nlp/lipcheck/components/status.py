"""Is a mention there, over, denied, unsure or only feared? Read from an answer to it, the cues around it, and its tense.

Which cues count is told by the words between them and the mention: the lists of ``knowledge/assertion.yaml``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

from spacy.tokens import Doc, Span

from lipcheck.components.answers import OTHER_LABELS, Answers
from lipcheck.components.clauses import Clauses, same_length_lower, text_of
from lipcheck.components.cues import WORDS, Cue, Cues
from lipcheck.components.greetings import body
from lipcheck.components.questions import ABLE, EXISTS, TOLD, asked, sense
from lipcheck.components.tense import (
    BEGAN,
    MESSAGE_WORD,
    MODAL,
    PAST,
    PERFECT,
    PLUPERFECT,
    PRESENT,
    PROGRESSIVE,
    SENTENCE_PAIR,
    SENTENCE_WORD,
    Mark,
    Surroundings,
    Verb,
    dates,
    verbs,
)
from lipcheck.components.turning import denies, turn, until
from lipcheck.encoder import WORDS_READ, Settings, shipped_encoder
from lipcheck.linear import LinearModel

# cues that the tense model reads as marks, by what it calls them
_MARKED: Final = {
    ("past", "before"): "past",
    ("past", "after"): "past",
    ("past", "whole"): "over",
    ("present", "before"): "present",
    ("present", "after"): "present",
    ("present", "returns"): "returns",
    ("tense", "review"): "review",
    ("tense", "quit"): "quit",
    ("tense", "using"): "using",
    ("tense", "used"): "used",
    ("inceptive", "phrases"): "inceptive",
}
_CUES_OF: Final = {"past": frozenset({"past", "over"}), "present": frozenset({"present", "returns"})}
_TENSES_OF: Final = {
    "past": frozenset({PAST, PLUPERFECT, BEGAN, MODAL}),
    "present": frozenset({PRESENT, PERFECT, PROGRESSIVE}),
}
# a mention that such a verb tells is there
_NOW: Final = frozenset({PRESENT, PROGRESSIVE})
_CUE_REACH: Final = 10
_YOUNG: Final = WORDS["young"]
_JUST: Final = WORDS["just"]
_BEHIND_YOUNG: Final = WORDS["behind_young"]
_BECOMES: Final = WORDS["becomes"]
_NOT_BECOME: Final = WORDS["not_become"]
_WENT: Final = WORDS["went"]
_GOES_BY: Final = WORDS["goes_by"]
_SENSES: Final = WORDS["sense"]
_NOT_LOST: Final = WORDS["not_lost"]
_RECOVERED: Final = WORDS["recovered"]
_RECOVERED_AFTER: Final = WORDS["recovered_after"]
_SHORT_UNITS: Final = WORDS["short_unit"]
_RECOVERED_REACH: Final = 5
_HAD_ENDED: Final = WORDS["had_ended"]
_ILLNESSES: Final = WORDS["named_illness"]
_GAVE_UP: Final = WORDS["gave_up"]
_LEADS_DENIAL: Final = WORDS["leads_denial"]
_DATES_DENIAL: Final = WORDS["dates_denial"]
_HOURS: Final = WORDS["hour"]
_AS_A_RULE: Final = WORDS["as_a_rule"]
_COME_BACK: Final = WORDS["come_back"]
_CAME_OUT: Final = WORDS["came_out"]
_NEVER_BEFORE: Final = WORDS["never_before"]
_SUCH: Final = WORDS["such"]
_REACH: Final = {
    "absent": 30,
    "copula": 10,
    "hypothetical": 12,
    "uncertain": 8,
    "past": 10,
    "present": 9,
    "listing": 25,
}
# of how many words there may be fewer between "is not" and what it denies, where they are no list
_COPULA_REACH: Final = 5
# the word lists of knowledge/assertion.yaml; what each is for stands there
_ALTERNATIVES: Final = WORDS["alternative"]
_NEARLY: Final = WORDS["nearly"]
_NEW: Final = WORDS["new"]
_SIGNS: Final = WORDS["sign"]
_WAS: Final = WORDS["was"]
_SINCE_THAT: Final = WORDS["since_that"]
_OF_ATTACK: Final = WORDS["of_attack"]
_ANY_ONE: Final = WORDS["any_one"]
_RESTART: Final = WORDS["restart"]
_VERBISH: Final = WORDS["verb"]
_COPULAS: Final = WORDS["copula"]
_DEMONSTRATIVES: Final = WORDS["demonstrative"]
_DEGREES: Final = WORDS["degree"]
_NEGATING: Final = WORDS["negating"]
_STOPPING: Final = WORDS["stopping"]
_CLOSING: Final = WORDS["closing"]
_ABLE: Final = WORDS["able"]
_DETERMINING: Final = WORDS["determining"]
_ENDING: Final = WORDS["ending"]
_BELIEVED: Final = WORDS["believed"]
_WILL_IT: Final = WORDS["will_it"]
_PICTURE: Final = WORDS["picture"]
_TAKES_UP: Final = WORDS["takes_up"]
_OPINION: Final = WORDS["opinion"]
# how far behind a mention an opinion of it may be told, in tokens
_OPINION_REACH: Final = 10
_ADJECTIVES: Final = WORDS["adjective"]
_PREDICATES: Final = WORDS["predicate"]
_SUDDENLY: Final = WORDS["suddenly"]
_DESCRIBING: Final = WORDS["describing"]
_IN_CASE: Final = WORDS["in_case"]
_HOW_MANY: Final = WORDS["how_many"]
_HOW_LONG: Final = WORDS["how_long"]
_DATED_BEHIND: Final = WORDS["dated_behind"]
_DENIES_LISTS: Final = WORDS["denies_lists"]
_NAMED: Final = WORDS["named"]
_CAUSING: Final = WORDS["causing"]
_DATED_REACH: Final = 6
_OF_SIDE: Final = WORDS["of_side"]
_TODAY_OR: Final = WORDS["today_or"]
_DEGREE_DENIED: Final = WORDS["degree_denied"]
_OFTEN_DENIED: Final = WORDS["often_denied"]
_STILL_OTHER: Final = WORDS["still_other"]
_FEARED: Final = WORDS["feared"]
_END_WITH: Final = tuple(sorted(WORDS["end_with"]))
_OF_ALL: Final = WORDS["of_all"]
_ASKS_ANEW: Final = WORDS["asks_anew"]
_SPEAKING: Final = WORDS["speaking"]
_HAVING: Final = WORDS["having"]
_SUBJECT_PARTS: Final = WORDS["subject_part"]
_WILL_CAN: Final = WORDS["will_can"]
_BARE_BEFORE: Final = WORDS["bare_before"]
_VERB_SUBJECTS: Final = WORDS["verb_subject"] | WORDS["plural_subject"]
_PLURAL_SUBJECTS: Final = WORDS["plural_subject"]
_PLURAL_VERBS: Final = WORDS["plural_verb"]
_NOW_FINE: Final = _OF_ALL - WORDS["whole_of_it"]
_BREAKS: Final = WORDS["breaks"]
_BOUT_ENDS: Final = WORDS["bout_ends"]
_RECURRING: Final = WORDS["recurring"]
_WHENEVER: Final = WORDS["whenever"]
_NOT_EVER: Final = WORDS["not_ever"]
_NOT_SUPPOSED: Final = WORDS["not_supposed"]
_SHARES: Final = WORDS["shares"]
_EVER_REACH: Final = 6
_SINCE_THEN: Final = WORDS["since_then"]
_WAS_OVER: Final = WORDS["was_over"]
_DATES_BACK: Final = WORDS["dates_back"]
_OPENS_LIST: Final = WORDS["opens_list"]
_ARISING: Final = WORDS["arising"]
_UNLISTED: Final = WORDS["unlisted"]
_PERSISTING: Final = WORDS["persisting"]
_HEADS_PRESENT: Final = WORDS["heads_present"]
_HEADS_PAST: Final = WORDS["heads_past"]
_LOOKED_FOR: Final = WORDS["looked_for"]
_BEFORE_FIRST: Final = WORDS["before_first"]
_NTH_UNITS: Final = WORDS["nth_unit"]
_FIRST_UNITS: Final = WORDS["first_unit"]
_GOING_ON: Final = WORDS["going_on"]
# how far behind "first" its unit may stand, in tokens
_FIRST_REACH: Final = 4
_SINCE_WHEN: Final = WORDS["since_when"]
_LIKENING: Final = WORDS["likening"]
_OWN_ONE: Final = WORDS["own_one"]
_TELLS_ON: Final = WORDS["tells_on"]
_OF_THEM: Final = WORDS["of_them"]
_CLAIMED: Final = tuple(sorted(WORDS["claimed"]))
_NOT_CLAIMED: Final = WORDS["not_claimed"]
# how far before "what I have" it may be denied, in words
_CLAIMED_REACH: Final = 5
_AT_PLACE: Final = WORDS["at_place"]
_HAD_VERBS: Final = WORDS["had_verb"]
_WRITERS: Final = WORDS["had_writer"]
_HAD_NOW: Final = WORDS["had_now"]
_HAD_ENDS: Final = WORDS["had_end"]
_HAD_BREAKS: Final = WORDS["had_break"]
# of how many tokens the longest cue is that counts right before a mention only
_NEXT_REACH: Final = 6
# how far behind a mention it may be said to be there, in tokens
_HAD_REACH: Final = 8
_SPEAKERS: Final = WORDS["speaker"]
_ADVISING: Final = WORDS["advising"]
_NO_LONGER: Final = WORDS["no_longer"]
_OLD: Final = frozenset({"date long ago"})
_TODAY: Final = WORDS["today"]
_SURE_REACH: Final = 5
# how far around a mention what dates it is looked for, in tokens
_TOLD_REACH: Final = 60
# how far before "I will" the fear of it may stand
_FEARED_REACH: Final = 6
# how far before a mention "I will" may stand
_FORESEEN_REACH: Final = 9
# how far before a mention the "if" of advice may stand, in tokens
_ADVICE_REACH: Final = 60
# how many tokens the heading of a list may have, with its colon
_HEADING: Final = 9
# how far behind a mention the "or" of its list may stand
_LIST_REACH: Final = 8
# how far behind that "or" the mention may stand that it joins
_JOINED_REACH: Final = 3
# how far behind "never had a headache" a "like this" may stand
_FIRST_EVER_REACH: Final = 6
# how far behind what is denied its side may stand
_SIDE_REACH: Final = 4
# words between a question and its reply: the end of its line, and who replies
_LABEL_REACH: Final = 6
_SUBJECTS: Final = WORDS["subject"]
_UNTIL: Final = WORDS["until"]
_ENDED_AT: Final = WORDS["ended_at"]
_UNTIL_REACH: Final = 6
_AUXILIARIES: Final = WORDS["auxiliary"]
# how far behind a mention "it is still there" may stand
_STILL_REACH: Final = 22
_BRINGING: Final = WORDS["bringing"]
_INVERTED: Final = WORDS["inverted"]
SURE: Final = 1.0
"""The tense model's log-odds, either way, from which the encoder is not asked."""
SHORTEST: Final = 30
"""The words and signs from which a text is long enough for the encoder, which has learned from whole messages: of "speech slurred, left
arm weak. TIA in 2017, fully recovered" it tells nothing right."""
WEIGHT: Final = 0.7
"""How much what the encoder sees counts beside the tense model, which sees much of the same."""
# how far before a mention its "was" may stand, and behind it the "now" that sets another statement against it
_THEN_REACH: Final = 4
_NO_CONTRAST: Final = WORDS["no_contrast"]
_BEFORE_NOW: Final = WORDS["before_now"]
# how near before a mention a verb in the present tense settles that it is there
_GOVERNS: Final = 2
# how far before a diagnosis the first word of "called it a" may stand, in tokens, and how near its threshold the model is unsure
_NAMED_REACH, _UNSURE = 3, 0.1
_STILL_ITS: Final = WORDS["still_its"]
_CONDITIONALS: Final = WORDS["conditional"]
_OPEN_QUESTION: Final = WORDS["open_question"]
_OF_WHAT_IS_THERE: Final = WORDS["of_what_is_there"]
_ELSE: Final = WORDS["else"]
_HELPING: Final = WORDS["helping"]
_BEFORE_QUESTION: Final = WORDS["before_question"]
_SPOKEN_OF: Final = WORDS["spoken_of"]
_ALSO: Final = WORDS["also"]
_ASKING: Final = WORDS["asking"]
_DOUBLY: Final = WORDS["doubly"]
_NOT_IT: Final = WORDS["not_it"]
_FIRST_EVER: Final = WORDS["first_ever"]
_PEOPLE: Final = WORDS["people"]
_UNTIL_NOW: Final = WORDS["until_now"]
_LIST_GOES_ON: Final = WORDS["list_goes_on"]
_NOTED: Final = WORDS["noted"]
_ANSWER_LEADS: Final = WORDS["answer_leads"]
_ONLY_SUBJECT: Final = WORDS["only_subject"]
_NONE_OF_THEM: Final = WORDS["none_of_them"] | _ONLY_SUBJECT
_LISTED: Final = WORDS["listed"] | _ONLY_SUBJECT
_REPLYING: Final = WORDS["replying"]
# how far behind a mention the "I have neither" of its sentence may stand, and before it "asked whether"
_LISTED_REACH: Final = 24
_DOUBTING: Final = WORDS["doubting"]
_NOTED_UNITS: Final = WORDS["noted_unit"]
_SOMEBODY_ASKS: Final = WORDS["somebody_asks"]
_WHO_HAS: Final = WORDS["who_has"]
_AT_ALL: Final = WORDS["at_all"]
_ASKED_WHETHER: Final = tuple(sorted(WORDS["asked_whether"]))
_ANSWER_DENIES: Final = WORDS["answer_denies"]
_TURNED: Final = WORDS["turned"]
_PAST_COMMA: Final = WORDS["past_comma"]
_OWN: Final = WORDS["own"]
_SUPPOSING: Final = WORDS["supposing"]
_POINTING: Final = WORDS["pointing"]
_OF_CAUSE: Final = WORDS["of_cause"]
_TELLS_OF_IT: Final = tuple(WORDS["tells_of_it"])
# of how many words behind a question its longest phrase is
_TELLS_REACH: Final = 6
_SOME_REMEDY: Final = WORDS["some_remedy"]
_WOULD: Final = WORDS["would"]
_OF_WRITER: Final = WORDS["of_writer"]
_OF_ONE: Final = WORDS["of_one"]
_LESSON: Final = WORDS["lesson"]
# with these a sentence tells of the writer's own, and asks nothing in general; those of `asks_on` may end a question
_TELLS_OWN: Final = _SPOKEN_OF.union(_SUBJECTS, _OF_WRITER, _BREAKS, WORDS["giving_reason"])
_ASKS_ON: Final = WORDS["asks_on"]
_DIAGNOSES: Final = WORDS["diagnosis"]
_NOT_YET: Final = _NEGATING | _CONDITIONALS | _UNTIL | WORDS["not_yet"]


def _marks(norms: Sequence[str], cues: Cues) -> list[Mark]:
    """The cues and the dates that the tense model weighs."""
    marks = [Mark(name, c.start, c.end) for key, name in _MARKED.items() for c in cues.of(*key)]
    return marks + dates(norms)


def _summed(names: set[str], weights: Mapping[str, float]) -> float:
    """The weights of names, summed in the order of the names: the same set gives the same bytes."""
    return sum([weights[name] for name in sorted(names & weights.keys())])


def _is_for(words: Sequence[str]) -> bool:
    """Whether a question asks for a remedy of what is there: "can I get something for a swollen tongue?"."""
    at = next((i for i, w in enumerate(words) if w in _SOME_REMEDY), None)
    return at is not None and not _SPEAKERS.isdisjoint(words[1:at]) and list(words[at + 1 : at + 2]) == ["for"]


def _is_year(word: str) -> bool:
    """Whether a word is a year of our times: "2019"."""
    return len(word) == 4 and word.isdecimal() and word[:2] in ("19", "20")


class Place(NamedTuple):
    """Where a mention is: the words of its message without greetings; of those the mention's and its sentence's, first and one past the last."""

    words: tuple[str, ...]
    mention: tuple[int, int]
    sentence: tuple[int, int]


def added(odds: float, place: Place | None, over: Callable[[Place], float]) -> float:
    """What the encoder adds to the tense model's log-odds that a mention is over: nothing where they are sure, or the text is short.

    ``over`` asks it.
    """
    if place is None or abs(odds) >= SURE or sum(not w.isspace() for w in place.words) < SHORTEST:
        return 0.0
    return WEIGHT * over(place)


class _Scores:
    """What stands around the mentions of a document says to a model; its words and those of its sentences are summed once."""

    def __init__(self, around: Surroundings, model: LinearModel) -> None:
        self._around, self._model = around, model
        self._of_message = _summed(around.message_words(), model.of_kind(MESSAGE_WORD))
        self._of_sentence: dict[int, float] = {}

    def of(self, span: Span, label: str, sentence: int) -> float:
        """The score of a mention in a sentence, by number."""
        if sentence not in self._of_sentence:
            words = _summed(self._around.sentence_words(sentence), self._model.of_kind(SENTENCE_WORD))
            pairs = _summed(self._around.sentence_pairs(sentence), self._model.of_kind(SENTENCE_PAIR))
            self._of_sentence[sentence] = words + pairs
        beside = _summed(self._around.beside(span.start, span.end, label), self._model.weights)
        return beside + (self._of_message + self._of_sentence[sentence])


class StatusReader:
    """Reads the status of one mention after another in one document."""

    def __init__(
        self,
        doc: Doc,
        norms: Sequence[str],
        clauses: Clauses,
        cues: Cues,
        spans: Sequence[Span],
        complaints: Sequence[Span],
        answers: Answers,
        model: LinearModel,
        beside: Settings | None = None,
    ) -> None:
        self._doc, self._cues = doc, cues
        self._beside_tense = beside
        self.norms = self._norms = norms
        self.clauses = self._clauses = clauses
        self._model = model
        self._targets = frozenset(i for s in spans for i in range(s.start, s.end))
        self._complaints = frozenset(i for s in complaints for i in range(s.start, s.end))
        self._sites = frozenset(i for s in doc.spans.get("sites", ()) for i in range(s.start, s.end))
        self._answers, self._text_lower = answers, same_length_lower(text_of(doc))
        self._asked = asked(self._text_lower)
        self._asks = "?" in norms or bool(_ASKING & set(norms))
        self.around = Surroundings(norms, clauses, _marks(norms, cues), self._targets, asks=self._asks)
        self._outcome = next(iter(self._cues.of("past", "outcome")), None)
        # who tells of themselves says of each complaint whether it is over
        self._lasting = None if self.around.own else next(iter(self._cues.of("present", "outcome")), None)
        self._all_over = next((c for c in self._cues.of("past", "all_over") if self._heads_its_sentence(c)), None)
        taught = next(iter(self._cues.of("hypothetical", "nobody")), None)
        self._taught = None if _LESSON.isdisjoint(norms) else taught
        self._scores: dict[int, _Scores] = {}

    def _heads_its_sentence(self, cue: Cue) -> bool:
        """Whether a cue opens its sentence, a date aside: "11/6 back to baseline"; not "when everything is healed"."""
        start = self._clauses.sentence(cue.start)[0]
        before = [w for w in self._norms[start : cue.start] if w.strip()]
        return len(before) <= 1 and _NOT_YET.isdisjoint(before)

    def status(self, span: Span) -> tuple[str, str | None, str]:
        """The status of a mention, the cue's words, and the basis."""
        told = self._status(span)
        if told[0] == "present" and told[2] != "answer" and self._taught is not None and self._is_nobodys(span):
            return "hypothetical", self._text(self._taught), "cue"
        if told[0] not in ("absent", "hypothetical", "present") or told[2] == "answer":
            return told
        # "I check my face for drooping. There is none"
        start = max(self._clauses.sentence(span.start)[0], span.start - _REACH["listing"])
        looked = told[0] == "present" and not _LOOKED_FOR.isdisjoint(self._norms[start : span.start])
        turned = turn(self._norms, self._clauses, span.start, span.end, of_another_time=not looked)
        if turned is None:
            return told
        said = self._doc[turned.start : turned.end].text.strip()
        if turned.denies != denies(self._norms[span.start : span.end]):
            return ("absent", said, "cue") if looked and not turned.timed else told
        return told if told[0] == "present" else (turned.tense, said, "cue")

    def _is_nobodys(self, span: Span) -> bool:
        """Whether the sentence of a mention, in a message of something taught, tells of nobody the writer knows, and of no day."""
        start, _ = self._clauses.sentence(span.start)
        return _OF_ONE.isdisjoint(self._norms[start : span.start]) and not self._is_dated(span)

    def _status(self, span: Span) -> tuple[str, str | None, str]:
        """The same by the mention's own sentence."""
        if answer := self._answers.read(self._text_lower, span.start_char, span.end_char, self._asked):
            return self._tense(span) if answer[0] == TOLD else answer
        if self._norms[span.end - 1] in _UNTIL:
            return "present", self._doc[span.end - 1].text, "cue"  # "my speech was fine until"
        if "?" in self._norms[span.start : span.end - 1]:
            return self._tense(span)  # its words run into the reply: "How is your vision? Gone on the left"
        if sense(self._text_lower, span.start_char, span.end_char) == ABLE:
            return "hypothetical", self._doc[span.start].text, "cue"
        if answered := self._answered_as_one(span):
            return answered
        if cue := self._verdict(span):
            return "uncertain", self._text(cue), "cue"
        if cue := self._absent(span):
            following = self._norms[span.end : span.end + 2]
            ended = _NO_LONGER & set(following) or following == ["any", "more"]
            if self._is_none_since(cue, span):
                return "absent", self._doc[cue.start : span.end + 1].text, "cue"  # "no cramps since"
            return "past" if ended else "absent", self._text(cue), "cue"
        if cue := self._unsure_of(span):
            return "uncertain", self._text(cue), "cue"
        if cue := self._hypothetical(span):
            return "hypothetical", self._text(cue), "cue"
        if cue := self._uncertain(span):
            return "uncertain", self._text(cue), "cue"
        return self._tense(span)

    def _text(self, cue: Cue) -> str:
        return self._doc[cue.start : cue.end].text

    def _answered_as_one(self, span: Span) -> tuple[str, str, str] | None:
        """What the next sentence says of all that was read or asked about: "The leaflet says droop, slurring. I have neither"."""
        number = self._clauses.sentence_of[span.start]
        if denied := self._denied_behind(span, self._clauses.sentences[number]):
            return denied
        if number + 1 >= len(self._clauses.sentences) or self._asks_of_it(span):
            return None
        if denied := self._denied_next(span, *self._clauses.sentences[number + 1]):
            return denied
        for status in ("absent", "present"):
            for cue in self._cues.of(status, "all"):
                if self._clauses.sentence_of[cue.start] != number + 1:
                    continue
                start, stop = self._clauses.sentences[number + 1]
                # "I have neither.", "I've had none of these.": it names nothing of its own
                subject = {w for w in self._norms[start : cue.start] if w.strip()}
                neither = self._norms[cue.end - 2] == "neither" and subject <= _ONLY_SUBJECT
                none = self._asked_of(span) and self._says_none(start, stop)
                if self._told_between(start, cue.start) or not (neither or none or self._read_about(number)):
                    continue
                return status, self._text(cue), "cue"
        return None

    def _denied_behind(self, span: Span, sentence: tuple[int, int]) -> tuple[str, str, str] | None:
        """What ends its own sentence: "they mention cramps and twitches, and I have neither", "she asked whether I drool, I do not"."""
        for cue in self._cues.among("absent", "all", span.end, min(sentence[1], span.end + _LISTED_REACH)):
            between = (i for i in range(span.end, cue.start) if i not in self._targets and i not in self._sites)
            if not _LISTED.issuperset(self._norms[i] for i in between):
                continue
            # "neither" is of two, the mention and no more than one behind it
            parts = sum(i in self._targets and i - 1 not in self._targets for i in range(span.end, cue.start))
            neither = self._norms[cue.end - 2] == "neither" and parts <= 1
            if neither or (self._norms[cue.start] in _REPLYING and self._is_asked_whether(span, sentence[0])):
                return "absent", self._text(cue), "cue"
        return None

    def _is_asked_whether(self, span: Span, start: int) -> bool:
        """Whether nothing but who and where stands between a mention and "asked whether" before it."""
        start = max(start, span.start - _LISTED_REACH)
        before = f" {' '.join(self._norms[start : span.start])} "
        at = max(
            (before.rfind(f" {words} ") + len(words) + 2 for words in _ASKED_WHETHER if f" {words} " in before),
            default=0,
        )
        sites = {self._norms[i] for i in range(start, span.start) if i in self._sites}
        return at > 0 and {w for w in before[at:].split() if w.isalpha()} - sites <= _WHO_HAS

    def _denied_next(self, span: Span, start: int, stop: int) -> tuple[str, str, str] | None:
        """The "No." that answers what somebody is told to have asked: "You asked whether I fainted. No. I tripped"."""
        said = [i for i in range(start, stop) if self._norms[i].strip()]
        if not said or self._norms[said[0]] != "no" or (len(said) > 1 and self._norms[said[1]].isalpha()):
            return None
        first, end = self._clauses.sentence(span.start)
        before = f" {' '.join(self._norms[first : span.start])} "
        at = max(
            (before.rfind(f" {words} ") + len(words) + 2 for words in _ASKED_WHETHER if f" {words} " in before),
            default=0,
        )
        # nothing but who and where between, and nothing behind: not "asked whether the droop has gone"
        sites = {self._norms[i] for i in range(first, end) if i in self._sites}
        led = {w for w in before[at:].split() if w.isalpha()} if at else {""}
        behind = {w for w in self._norms[span.end : end] if w.isalpha()}
        goes_on = [w for w in self._norms[said[0] + 1 : said[0] + 1 + _LABEL_REACH] if w.isalpha()][:1]
        plain = led - sites <= _WHO_HAS and behind - sites <= _AT_ALL and goes_on in ([], ["i"])
        return ("absent", self._doc[said[0]].text, "cue") if plain else None

    def _asked_of(self, span: Span) -> bool:
        """Whether a mention's sentence says before it that somebody asks: "they want to know of fits"."""
        start, _ = self._clauses.sentence(span.start)
        return not _SOMEBODY_ASKS.isdisjoint(self._norms[start : span.start])

    def _says_none(self, start: int, stop: int) -> bool:
        """Whether a sentence says just that there is none of them: "I've had none of these."."""
        words = {w for w in self._norms[start:stop] if w.isalpha()}
        return "of" in words and words <= _NONE_OF_THEM

    def _asks_of_it(self, span: Span) -> bool:
        """Whether a question asks more of a mention than whether it is there: "anything for the swelling? no"."""
        return sense(self._text_lower, span.start_char, span.end_char) != EXISTS

    def _read_about(self, sentence: int) -> bool:
        """Whether a sentence tells what is only read, heard or asked about."""
        start, end = self._clauses.sentences[sentence]
        read = any(self._cues.among("hypothetical", kind, start, end) for kind in ("listing", "hearsay"))
        return read or self._norms[end - 1] == "?"

    # -- what stands between ------------------------------------------------------------------------------------------

    def _fresh_subject(self, start: int, span: Span) -> bool:
        """Whether a comma followed by a new statement stands before a mention: "no fever, my lip is numb"."""
        norms = self._norms
        return any(
            norms[i] in (",", "-", "–", ":", "(")
            and i + 1 < len(norms)
            and norms[i + 1] in _RESTART
            and not self._is_next_of_list(start, i, span)
            for i in range(start, span.start)
        )

    def _is_first_ever(self, span: Span) -> bool:
        """Whether words behind "never had a headache" make it the first: "like this one", but not "or anything like a droop"."""
        behind = self._norms[span.end : span.end + _FIRST_EVER_REACH]
        until = next((i for i, pair in enumerate(pairwise(behind)) if pair == ("or", "anything")), len(behind))
        return not _FIRST_EVER.isdisjoint(behind[:until])

    def _is_next_of_list(self, start: int, comma: int, span: Span) -> bool:
        """Whether a comma and "a" go on with what is denied: "not have weakness, a droop or a rash".

        Not so before what is told with a verb or a date: "no fever or cough, a droop since noon".
        """
        norms = self._norms
        if (
            norms[comma] != ","
            or norms[comma + 1] not in _ANY_ONE
            or (_RESTART | _DEGREES) & set(norms[comma + 2 : comma + 3])
        ):
            return False
        if not _OF_SIDE.isdisjoint(norms[comma : span.end + _SIDE_REACH]):
            return False  # "no fever, a weak left arm or leg": who denies names no side
        behind = min([span.end + _DATED_REACH, *(c.start for c in self._cues.stops(span.end, span.end + _DATED_REACH))])
        if _DATED_BEHIND & set(norms[span.end : behind]) or self.around.has_verb(span.end, behind):
            return False
        if norms[start] == ":":
            return True  # "What I never had: weakness, a droop, a rash"
        end = min(self._clauses.sentence(span.start)[1], span.end + _LIST_REACH)
        last = next((i for i in range(comma, end) if norms[i] in ("or", "nor")), None)
        if last is None or last < span.start:
            return last is not None
        # what the "or" joins is a mention too: not "a droop, or am I imagining it?"
        joined = range(last + 1, last + 1 + _JOINED_REACH)
        return _DOUBTING.isdisjoint(norms[last + 1 : last + 2]) and not self._targets.isdisjoint(joined)

    def _new_statement(self, start: int, end: int) -> bool:
        """Whether a finite verb behind a comma opens another statement: "ruled out stroke, called it a palsy"."""
        commas = [i for i in range(start, end) if self._norms[i] == ","]
        return bool(commas) and self.around.has_verb(commas[0], end)

    def _before(self, group: str, kind: str, span: Span, reach: int) -> Iterator[Cue]:
        """The cues before a mention that may reach it, the nearest first; none where it is a statement of its own.

        "No fever and my words come out wrong": the words are not denied.
        """
        at = span.start
        while at > 0 and self._norms[at - 1] in _SUBJECT_PARTS:
            at -= 1  # "and [half of my] face is not moving"
        joined = at > 0 and self._norms[at - 1] == "and" and self._norms[at] in _SUBJECT_PARTS
        if not (joined and verbs(self._norms[span.start : span.end])):
            yield from self._cues.before(group, kind, span, reach)

    # -- absent ---------------------------------------------------------------------------------------------------

    def _absent(self, span: Span) -> Cue | None:
        norms = self._norms
        for cue in self._before("absent", "before", span, _REACH["absent"]):
            of_statement = cue.kind == "statement"
            gap = range(cue.end, span.start)
            words = norms[cue.end : span.start]
            # "I do not think that my lip is swollen": the statement that is denied may open with a word that ends a scope
            scope = cue.end + 2 if of_statement and words[:1] == ["that"] else cue.end
            if norms[cue.end - 1] in _TURNED and set(words[:1]) & _INVERTED:
                scope = cue.end + 3
            if self._cues.stopped(scope, span.start) or self._fresh_subject(cue.end, span):
                continue
            if self._new_statement(cue.end, span.start) or not self._goes_on(cue, span):
                continue
            if self._opens_anew(cue, span) or self._only_partly(cue, span) or self._until_today(span):
                continue
            if norms[cue.start : cue.end] == ["not", ":"] and cue.start != self._clauses.sentence(cue.start)[0]:
                continue  # "Stroke or not: my face droops"
            own_no = norms[cue.start] == "no" and self._each_denied(cue.start, span.start)
            if own_no:
                continue
            if not of_statement and any(norms[i] in _VERBISH and i not in self._targets for i in gap):
                continue
            if norms[cue.start] == "without" and words[:1] == [","]:
                continue
            if norms[cue.start] == "without" and words[:1] == [":"] and norms[cue.start - 1] in _NTH_UNITS:
                continue  # "fourth night without: hands trembly"
            if norms[cue.end - 1] in _CLOSING and words[:1] == [","]:
                continue
            if norms[cue.start] == "no" and words[:1] == [","] and self._replies(cue.start):
                continue  # "Can you walk? No, my legs are too weak"
            if norms[cue.start] == "zero" and "," in words:
                continue
            if norms[cue.start] == "no" and words[:1] in (["/"], ["|"]):
                continue  # it answers what stands before: "weakness no / headache sometimes"
            if norms[cue.start] == "without" and self._denied_before(cue.start):
                continue
            if ")" in words or (not of_statement and _NOT_IT & set(words[:1])):
                continue
            if norms[cue.start] in _DOUBLY and "without" in words:
                continue  # "never a day without twitching"
            if norms[cue.start] == "never" and self._is_first_ever(span):
                continue
            if norms[cue.start] == "not" and len(words) > 12 and "or" not in words:
                continue
            if norms[cue.start : cue.end] == ["not", "that"] and words[:1] == [":"]:
                continue  # "it is not that: this morning my arm went numb"
            return cue
        for cue in self._before("absent", "copula", span, _REACH["copula"]):
            previous = norms[cue.start - 1] if cue.start else ""
            words = norms[cue.end : span.start]
            listed = self._is_one_of(cue, span)
            if len(words) >= _COPULA_REACH and not listed:
                continue
            if previous not in _COPULAS and not listed and not all(w in _DEGREES for w in words):
                continue
            if "and" in words or self._only_partly(cue, span):
                continue
            if self._until_today(span):
                continue
            if (
                self._cues.stopped(cue.end, span.start)
                or ("," in words and not listed)
                or any(w in _VERBISH for w in words)
            ):
                continue
            return cue
        for cue in self._cues.after("absent", "undone", span, _STILL_REACH):
            start = self._clauses.sentence(span.start)[0]
            if _BELIEVED & set(norms[start : span.start]) and not self._told_between(span.end, cue.start):
                return cue
        for cue in self._cues.after("absent", "after", span, 5):
            words = norms[span.end : cue.start]
            if "?" in norms[span.end : cue.end] and self._asks_of_it(span):
                continue
            if "neither" in norms[cue.start : cue.end] and _NEGATING & set(
                norms[max(self._clauses.sentence(span.start)[0], span.start - _LISTED_REACH) : cue.start]
            ):
                continue  # "I can not breathe neither"
            if norms[cue.start : cue.end] == ["no", "."] and (
                words or self.around.has_verb(self._clauses.sentence(span.start)[0], span.start)
            ):
                continue  # "leg weak no.", but not "my leg is weak no."
            if words[:1] and words[0] in OTHER_LABELS:
                continue  # "left arm weak allergies none"
            if not self._cues.stopped(span.end, cue.start) and "," not in words and not self._leads(cue):
                return cue
        return None

    def _is_none_since(self, cue: Cue, span: Span) -> bool:
        """Whether a denial says that what was told before it is over: "no cramps since.", not "one attack in 2018 and no cramps since"."""
        start, end = self._clauses.sentence(span.start)
        behind = self._norms[span.end : end]
        if cue.end > span.start or behind[:1] != ["since"] or self._told_between(cue.end, span.start):
            return False
        ends = not behind[1:2] or not behind[1][0].isalpha() or behind[1] in _SINCE_THAT
        said = self._norms[start:end]
        before = {w for w in self._norms[start : cue.start] if w.isalnum()}
        dated = any(w.isdecimal() for w in said) or not _DATES_DENIAL.isdisjoint(before)
        of_it = before <= _LEADS_DENIAL or (not _GAVE_UP.isdisjoint(before) and not dated)
        again = self._is_old(span) or any(_is_year(w) for w in said) or not _OF_ATTACK.isdisjoint(said)
        return ends and of_it and not again and _NEW.isdisjoint(self._norms[cue.start : span.start])

    def _nearly_over(self, span: Span) -> Cue | None:
        """What says of a mention that it is over but for the rest: "the numbness is almost gone"."""
        start = self._clauses.sentence(span.start)[0]
        if self._is_old(span) or PAST in self.around.tenses(start, span.start):
            return None
        for cue in self._cues.after("past", "after", span, _SURE_REACH):
            told = self._norms[span.end : cue.end]
            if _WAS.isdisjoint(told) and self._norms[cue.start - 1] in _NEARLY and "gone" in told:
                return None if self._told_between(span.end, cue.start) else cue
        return None

    def _is_one_of(self, cue: Cue, span: Span) -> bool:
        """Whether a mention is one of a list of single words behind a "not", with an "or": "is not red, warm or swollen".

        The list begins with a sign or a complaint, and no verb tells anything of its last: not "is not right, weak or numb".
        """
        norms = self._norms
        if "," not in norms[cue.end : span.start] or "whether" in norms[max(0, cue.start - _LIST_REACH) : cue.start]:
            return False
        _, end = self._clauses.sentence(span.start)
        last = next((i for i in range(cue.end, min(end, span.end + _LIST_REACH)) if norms[i] in _ALTERNATIVES), None)
        if (
            last is None
            or norms[end - 1].strip() == "?"
            or any(w not in _DEGREES for w in norms[last + 1 : span.start])
        ):
            return False
        at = [i for i in range(cue.end, last) if norms[i] not in _DEGREES]
        if norms[at[-1]] == ",":
            del at[-1]
        # "numb , weak": a word, a comma, a word, and perhaps one more before the "or"
        if not all((norms[i] == ",") == bool(n % 2) for n, i in enumerate(at)):
            return False
        if at[0] not in self._complaints and norms[at[0]] not in _SIGNS:
            return False
        alike = at[0] in self._complaints or norms[at[0]].endswith("ing") or not norms[span.end - 1].endswith("ing")
        ends = max(last + 2, span.end)
        if norms[ends : ends + 2] == ["at", "all"]:
            ends += 2
        behind = norms[ends] if ends < end else "."
        if norms[end : end + 1] == ["the"] and not _OF_SIDE.isdisjoint(norms[end + 1 : end + 2]):
            return False  # "The right side is not numb, weak or drooping. The left side is"
        return alike and (not behind[:1].isalnum() or behind == "but")

    def _denied_before(self, at: int) -> bool:
        """Whether a "without" is itself denied: "never a day without twitching", but not "I never smoke and without weakness"."""
        begins = max(self._clauses.clause(at)[0], at - 10)
        words = self._norms[begins:at]
        last = max((i for i, w in enumerate(words) if w in _BREAKS), default=-1)
        return not _DOUBLY.isdisjoint(words[last + 1 :])

    def _until_today(self, span: Span) -> bool:
        """Whether what was not there before is there now: "never fainted before today"."""
        norms = self._norms
        end = self._clauses.sentence(span.start)[1]
        for i in range(span.end, min(span.end + 6, end - 1)):
            if norms[i] in _SPEAKING and norms[i - 1] not in _UNTIL:
                return False  # "I never fainted I can not come until next week"
            if until(norms, self._clauses.clause(span.start)[0], i):
                return True
            if norms[i] == "before" and norms[i + 1] in _TODAY_OR:
                return True
            if norms[i] in _TODAY and _TAKES_UP & set(norms[i + 1 : min(i + 5, end)]):
                return True  # "I normally don't slur but today I do"
        return False

    def _only_partly(self, cue: Cue, span: Span) -> bool:
        """Whether only the cause, the degree or the frequency is denied: "not as weak as yesterday", "not every day"."""
        norms = self._norms
        stop = min(span.end + 4, self._clauses.sentence(span.start)[1])
        # "neither is weak, how serious is this?": a question of its own
        stop = next((i for i in range(span.end, stop) if norms[i] in _ASKS_ANEW), stop)
        gap, behind = norms[cue.end : span.start], norms[span.end : stop]
        if norms[cue.start] in _NEVER_BEFORE and " ".join(behind[:2]) in _SUCH:
            return True  # "she has never slurred like this"
        degree = norms[cue.start] == "never" or "as" in [norms[span.end - 1], *behind]
        if gap and gap[-1] in _DEGREE_DENIED and degree:
            return True
        if behind and behind[0] in _OFTEN_DENIED and norms[cue.start] in _NEGATING:
            return True
        opinion = cue.kind == "statement" or bool(_OPINION & {*gap, norms[cue.end - 1]})
        stop = min(span.end + _OPINION_REACH, self._clauses.sentence(span.start)[1])
        stop = next((i for i in range(span.end, stop) if norms[i] in _SUBJECTS or norms[i] in _BREAKS), stop)
        judged = (norms[i + 1 : i + 3] for i in range(span.end, stop) if norms[i] in _AUXILIARIES)
        return opinion and any(_OF_CAUSE & set(words) for words in judged)

    def _opens_anew(self, cue: Cue, span: Span) -> bool:
        """Whether a statement begins between a denial and a mention: "no allergies, tongue swollen since noon"."""
        norms = self._norms
        marks = [i for i in range(cue.end, span.start) if norms[i] in (",", "and")]
        if not marks:
            return False
        segment = norms[marks[-1] + 1 : span.start]
        behind = norms[span.end : span.end + _DATED_REACH]
        comma = norms[marks[-1]] == ","
        if comma and _SUDDENLY & set(segment):
            # "denies new weakness, new numbness", but not "denies pain, new numbness"
            return segment != ["new"] or norms[cue.start] not in _DENIES_LISTS or norms[cue.end] != "new"
        if comma and _OF_SIDE & {*segment, *behind} and _DATED_BEHIND & set(behind):
            return True
        if {"or", "nor"} & set(norms[marks[-1] : min(self._clauses.sentence(span.start)[1], span.end + _LIST_REACH)]):
            return False
        own = norms[span.start : span.end]
        if comma and (own[0] in _ABLE or (len(own) > 1 and _VERBISH & set(own))):
            return True
        if own[-1] in _NAMED and self._is_list_of_findings(cue, span):
            return False  # "denies fever, lip swelling, facial droop"
        if comma and norms[cue.start] == "no" and own[0] in _ADJECTIVES and not segment:
            return True  # "no fever, tender where I press"
        return own[-1] in _PREDICATES and bool(segment or len(own) > 1) and not _DETERMINING & set(segment[-1:])

    def _goes_on(self, cue: Cue, span: Span) -> bool:
        """Whether a mention that denies itself denies a list behind it: "no trouble speaking or headache", not "no temperature, confused"."""
        if cue.start not in self._targets:
            return True
        end = min(self._clauses.sentence(span.start)[1], span.end + _LIST_REACH)
        return bool({"or", "nor"} & set(self._norms[cue.end : end])) and "and" not in self._norms[cue.end : span.start]

    def _is_list_of_findings(self, cue: Cue, span: Span) -> bool:
        """Whether a clinician's denial is of a list that begins with a finding: not "denies smoking, facial droop"."""
        norms = self._norms
        if _DENIES_LISTS.isdisjoint((norms[cue.start], norms[cue.end - 1])):
            return False
        first = next(i for i in range(cue.end, span.start) if norms[i] in (",", "and"))
        behind = span.end + _DATED_REACH
        told = _DATED_BEHIND & set(norms[span.end : behind]) or self.around.has_verb(span.end, behind)
        return not self._complaints.isdisjoint(range(cue.end, first)) and not told

    def _each_denied(self, start: int, end: int) -> bool:
        """Whether a list repeats its "no" and then stops to: "no fever, no rash, lips tingling"."""
        commas = [i for i in range(start, end) if self._norms[i] == ","]
        if not commas:
            return False
        s_start = self._clauses.sentence(start)[0]
        repeated = self._norms[s_start:end].count("no") > 1
        return repeated and self._norms[commas[-1] + 1] not in _LIST_GOES_ON

    def _replies(self, start: int) -> bool:
        """Whether a word is the first that is said to a question."""
        before = [w for w in self._norms[max(0, start - _LABEL_REACH) : start] if w.strip()]
        return before[-1:] == ["?"] or (before[-1:] == [":"] and "?" in before)

    def _leads(self, cue: Cue) -> bool:
        """Whether an answer-like cue in fact opens the next statement: "- no swelling"."""
        words = self._norms[cue.start : cue.end]
        if words[0] not in _ANSWER_LEADS:
            return False
        following = self._norms[cue.end] if cue.end < len(self._norms) else "."
        return words[-1] in _ANSWER_DENIES and following.isalpha()

    # -- a verdict, hypothetical, uncertain -----------------------------------------------------------------------

    def _verdict(self, span: Span) -> Cue | None:
        """What a clinician leaves open right behind the mention, or before it: "sepsis cannot be excluded", "?fracture"."""
        _, end = self._clauses.sentence(span.start)
        before = self._text_lower[max(0, span.start_char - 2) : span.start_char]
        if before[-1:] == "?" and not before[:-1].strip(" (:,\n"):
            return Cue("uncertain", "verdict", span.start - 1, span.start)
        if self._norms[end - 1].strip(" \n") == "?":
            return None
        return next(
            (c for c in self._cues.after("uncertain", "verdict", span, 2) if self._beside(span.end, c.start)), None
        )

    def _beside(self, start: int, end: int) -> bool:
        """Whether nothing but an adverb stands between two tokens."""
        return start == end or (end - start == 1 and self._norms[start].endswith("ly"))

    def _is_dated(self, span: Span) -> bool:
        """Whether what a question speaks of is told with its beginning: "should I worry that my arm is weak since noon?"."""
        end = self._clauses.sentence(span.start)[1]
        behind = self._norms[span.end : min(end, span.end + _LIST_REACH)]
        since = behind.index("since") if "since" in behind else -1
        return since >= 0 and bool(_SINCE_WHEN & set(behind[since + 1 : since + 3]))

    def _is_had(self, span: Span) -> bool:
        """Whether what a question speaks of is said to be there: "can a tooth cause a droop like I have now?", "the droop I have"."""
        norms, end = self._norms, self._clauses.sentence(span.start)[1]
        for i in range(span.end, min(end, span.end + _HAD_REACH)):
            if norms[i] in _HAD_BREAKS:
                return False
            likened = i > span.end and norms[i - 1] in _LIKENING
            if not (i == span.end or likened):
                continue
            j = i + 1
            if likened and norms[i] in _OWN_ONE:
                j += j < end and norms[j] in _HAD_VERBS
            elif norms[i] in _SUBJECTS and j < end and norms[j] in _HAD_VERBS:
                j += 1
                if norms[i] not in _WRITERS:
                    return j < end and norms[j] in _HAD_NOW  # "like she has" may be another
            else:
                continue
            return j >= end or not norms[j].strip() or norms[j] in _HAD_ENDS or not norms[j][0].isalpha()
        return False

    def _is_claimed(self, span: Span) -> bool:
        """Whether the writer says that what was read or asked about is what they have: "it lists slurring, and that is what I have"."""
        start, end = self._clauses.sentence(span.start)
        said = f" {' '.join(self._norms[start:end])} "
        if self._norms[end - 1].strip(" \n") == "?":
            return False
        at = next((i for words in _CLAIMED if (i := said.find(f" {words} ")) >= 0), None)
        return at is not None and _NOT_CLAIMED.isdisjoint(said[:at].split()[-_CLAIMED_REACH:])

    def _advised(self, span: Span) -> Cue | None:
        """The "if" of advice before a mention, with nothing of the writer between: "return if the face droops, speech is slurred"."""
        start = max(self._clauses.sentence(span.start)[0], span.start - _ADVICE_REACH)
        for i in range(span.start - 1, start, -1):
            if self._norms[i] in _SPEAKERS:
                return None
            if self._norms[i] == "if":
                opens = _ADVISING & set(self._norms[max(start, i - _LIST_REACH) : i])
                # "come if you can, dad's face droops": what is thought of stands before the first comma
                first = next(j for j in range(i + 1, span.end) if j in self._targets)
                return Cue("hypothetical", "before", i, i + 1) if opens and "," not in self._norms[i:first] else None
        return None

    def _supposed(self, span: Span) -> Cue | None:
        """The "if ... ever" that opens a question: "if a wire ever comes loose and I can't breathe, who do I ring?"."""
        start, end = self._clauses.sentence(span.start)
        start = next((i for i in range(start, span.start) if self._norms[i].strip()), start)
        led = self._norms[start : span.start]
        ever = led.index("ever") if "ever" in led else 0
        asks = led[:1] == ["if"] and self._norms[end - 1].strip(" \n") == "?"
        if not asks or not 1 < ever <= _EVER_REACH or led[ever - 1] in _NOT_EVER or not _NOT_SUPPOSED.isdisjoint(led):
            return None
        return Cue("hypothetical", "before", start, start + 1)

    def _hypothetical(self, span: Span) -> Cue | None:
        if self._is_dated(span) or self._is_had(span) or self._goes_on_to_tell(span) or self._is_claimed(span):
            return None
        if supposed := self._advised(span) or self._supposed(span):
            return supposed
        for cue in self._before("hypothetical", "before", span, _REACH["hypothetical"]):
            words = self._norms[cue.start : cue.end]
            gap = self._norms[cue.end : span.start]
            # "if I had a stroke": its own subject and verb end no reach
            reach = cue.end + 2 if words[-1] in _CONDITIONALS and set(gap[:1]) & _SUBJECTS else cue.end
            if self._cues.stopped(reach, span.start):
                continue
            if "," in gap and (words[0] == "if" or words[0] not in _PAST_COMMA) and not self._listed(cue, span):
                continue
            if self._states(cue) or self._follows(words, gap, span):
                continue
            if any(g in _OWN for g in gap) and words[0] not in _CONDITIONALS and words[-1] not in _SUPPOSING:
                continue
            named = not gap and words[0] in _AUXILIARIES and self._norms[span.end : span.end + 1] == ["?"]
            if words[-1] in _POINTING and (not gap or len(gap) > 5) and not named:
                continue
            if words[-1] == "be" and gap and gap[0] in _OF_CAUSE:
                continue
            if words == ["would", "be"] and _SUDDENLY & set(gap) and gap[0] in _AT_PLACE:
                continue  # "I would be at my desk and suddenly see double"
            return cue
        for cue in self._before("hypothetical", "listing", span, _REACH["listing"]):
            gap = self._norms[cue.end : span.start]
            if not self._cues.stopped(cue.end, span.start) and not self._owned(gap):
                return cue
        if read := self._read_of(span):
            return read
        start, end = self._clauses.clause(span.start)
        if "should" in self._norms[max(start, span.start - 3) : span.start] and _ARISING & set(
            self._norms[span.end : min(end, span.end + 2)]
        ):
            return Cue("hypothetical", "before", self._norms.index("should", max(start, span.start - 3)), span.start)
        for cue in self._before("hypothetical", "next", span, _NEXT_REACH):
            if cue.end == span.start:
                return cue
        for cue in self._before("hypothetical", "illness", span, _NEXT_REACH):
            if cue.end == span.start and not _ILLNESSES.isdisjoint(self._norms[span.start : span.end]):
                return cue
        start, end = self._clauses.sentence(span.start)
        start = next((i + 1 for i in range(span.start - 1, start, -1) if self._norms[i] == ":"), start)
        start = next((i for i in range(start, span.start) if self._norms[i].strip()), start)
        start = self._question_part(start, span.start)
        start = next((i for i in range(start, span.start) if self._norms[i] not in _ALSO), start)
        words = [w for w in self._norms[start : span.start] if w.strip()]
        questioned = self._norms[end - 1].strip(" \n") == "?"
        # "Does report tingling", a note's sentence without its subject
        # "can wind cause facial palsy", without its mark
        asked = bool(words) and (
            questioned or self._asks_of_effects(words, span) or (words[0] == "does" and _NOTED.isdisjoint(words[1:2]))
        )
        # "does anyone's chin buzz? 3 times a day": the writer's does
        next_words = self._norms[end : end + _TELLS_REACH]
        shared = bool(_ELSE & set(words)) or ("'s" in words[2:3] and not _SHARES.isdisjoint(next_words))
        if asked and words[0] in _OPEN_QUESTION and _PEOPLE & set(words[1:3]) and not shared:
            return Cue("hypothetical", "before", start, start + 1)
        if asked and len(words) == 1 and (behind := self._cues.after("hypothetical", "after", span, 1)):
            return behind[0]  # "is slurred speech a side effect of it?"
        # "I want to know what Bell's palsy is", but not "what weakness is left"
        if self._norms[max(0, span.start - 1) : span.start] == ["what"] and self._norms[span.end : span.end + 1] == [
            "is"
        ]:
            following = self._norms[span.end + 1 : span.end + 2]
            if not following or not following[0].isalpha():
                return Cue("hypothetical", "before", span.start - 1, span.start)
        if self._pictured(span):
            return Cue("hypothetical", "listing", start, start + 1)
        if self._asked_last(span):
            return Cue("hypothetical", "after", span.end, span.end + 1)
        spoken_of = _SPOKEN_OF - {"it"} if words and words[0] in _WOULD else _SPOKEN_OF
        following = self._norms[span.end : span.end + 4]
        if (
            asked
            and words[0] in _OPEN_QUESTION
            and following
            and (following[0] in _OF_WHAT_IS_THERE or ("be" in following and _OF_WHAT_IS_THERE & set(following)))
        ):
            return None
        of_part = len(words) <= 2 and span.end - span.start > 1  # "would my speech be slurred?"
        if asked and words[0] in _WILL_IT and (of_part or (len(words) > 2 and words[-1] not in _DEMONSTRATIVES)):
            return Cue(
                "hypothetical", "before", start, start + 1
            )  # "will my lip swell?", but "will my numb lip recover?"
        own = shared or bool(_ELSE & set(self._norms[start:end])) or bool(_HELPING & set(words[1:])) or _is_for(words)
        about_it = not (set(words) & spoken_of) or bool(_BRINGING & set(words[1:]))
        if asked and words[0] in _OPEN_QUESTION and about_it and not own:
            return Cue("hypothetical", "before", start, start + 1)
        if self._norms[span.start] in _WILL_IT and _FEARED & set(self._norms[max(start, span.start - 3) : span.start]):
            return Cue("hypothetical", "fear", max(start, span.start - 3), span.start)
        if foreseen := self._foreseen(span):
            return foreseen
        for cue in self._before("hypothetical", "fear", span, _REACH["hypothetical"]):
            gap = self._norms[cue.end : span.start]
            if gap[-2:] == ["and", "of"]:
                gap = []  # "afraid of that and of going blind"
            if not self._cues.stopped(cue.end, span.start) and not (set(gap) & _DEMONSTRATIVES):
                return cue
        for cue in self._cues.after("hypothetical", "after", span, 4):
            gap = self._norms[span.end : cue.start]
            if not self._cues.stopped(span.end, cue.start) and "," not in gap and not self._asks_on(gap):
                return cue
        return None

    def _foreseen(self, span: Span) -> Cue | None:
        """The fear of what will be before a mention: "I am sure I will get a palsy", "scared I will wake up with my mouth hanging"."""
        norms = self._norms
        start = max(self._clauses.sentence(span.start)[0], span.start - _FORESEEN_REACH)
        for i in range(span.start - 1, start, -1):
            if norms[i] == ",":
                return None
            if norms[i] in _WILL_IT and norms[i - 1] in _SUBJECTS:
                feared = max(start, i - 1 - _FEARED_REACH)
                told = " ".join(norms[i + 1 : span.start]) + " "
                led = any(told.startswith(f"{words} ") for words in _END_WITH)
                if not led or _FEARED.isdisjoint(norms[feared:i]) or self._cues.stopped(i, span.start):
                    return None
                return Cue("hypothetical", "fear", feared, i + 1)
        return None

    def _read_of(self, span: Span) -> Cue | None:
        """What leads to a mention that was only read or heard of: "the forum says you go blind", over a list, but not to what follows it."""
        for cue in self._before("hypothetical", "hearsay", span, _REACH["listing"]):
            gap = self._norms[cue.end : span.start]
            of_people = self._norms[cue.end - 1] in _TELLS_ON  # "people who"
            goes_on = _TELLS_ON | _OF_THEM if of_people else _TELLS_ON
            stops = self._cues.stops(cue.end, span.start)
            if any(" ".join(self._norms[c.start : c.end]) not in goes_on for c in stops):
                continue
            if self._owned(gap) or (":" in gap and gap[0] != ":"):
                continue
            comma = gap.index(",") if "," in gap else 0
            if comma and not self._told_between(cue.end, cue.end + comma):
                continue  # "I read that one should call, my arm is limp"
            return cue
        return None

    def _asks_of_effects(self, words: Sequence[str], span: Span) -> bool:
        """Whether a sentence asks what brings about what, without its mark, and tells nothing: "can wind cause facial palsy"."""
        behind = range(span.end, self._clauses.sentence(span.start)[1])
        return (
            words[0] in _OPEN_QUESTION
            and not _BRINGING.isdisjoint(words[2:5])
            and _TELLS_OWN.isdisjoint(words[1:])
            and not any(i in self._targets or self._norms[i] in _TELLS_OWN - _ASKS_ON for i in behind)
        )

    def _goes_on_to_tell(self, span: Span) -> bool:
        """Whether what a question asks about is told of in the next: "can it make you dizzy? It happens when I stand up"."""
        end = self._clauses.sentence(span.start)[1]
        if self._norms[end - 1].strip(" \n") != "?" or not _DIAGNOSES.isdisjoint(self._norms[span.start : span.end]):
            return False
        told = f"{' '.join(w for w in self._norms[end : end + _TELLS_REACH] if w.strip())} "
        return any(told.startswith(f"{words} ") for words in _TELLS_OF_IT)

    def _asked_last(self, span: Span) -> bool:
        """Whether a diagnosis is all that is asked behind what is told: "half my face feels dead, bells palsy?"."""
        norms = self._norms
        named = norms[span.end - 1] in _DIAGNOSES or " ".join(norms[span.start : span.end]) in _DIAGNOSES
        if not named or norms[span.end : span.end + 1] != ["?"] or not span.start or norms[span.start - 1] != ",":
            return False
        return self._told_between(self._clauses.sentence(span.start)[0], span.start)

    def _question_part(self, start: int, end: int) -> int:
        """Where the question begins in which a mention stands, behind a comma: "numb lip, can one corner twitch for weeks?"."""
        for i in range(end - 2, start, -1):
            if self._norms[i] in _OPEN_QUESTION and self._norms[i - 1] == "," and self._norms[i + 1] not in _NEGATING:
                return i
        return start

    @staticmethod
    def _asks_on(gap: Sequence[str]) -> bool:
        """Whether a question begins behind a mention that is told: "my face is drooping is it hereditary"."""
        return any(a in _OPEN_QUESTION and b in _POINTING for a, b in pairwise(gap))

    def _listed(self, cue: Cue, span: Span) -> bool:
        """Whether a mention is one of a list of conditions: "if you develop fever, rash or vomiting"; or of effects."""
        if self._norms[cue.end - 1] in _CAUSING:
            return self._among_effects(cue, span)
        if _IN_CASE.isdisjoint(self._norms[cue.start : cue.end]):
            return False
        comma = self._norms.index(",", cue.end)
        end = min(self._clauses.sentence(span.start)[1], span.end + _LIST_REACH)
        alternative = next((i for i in range(comma, end) if self._norms[i] == "or"), None)
        if alternative is None or _UNLISTED & set(self._norms[comma : span.start]):
            return False
        return not self.around.has_verb(comma, max(alternative, span.start))

    def _among_effects(self, cue: Cue, span: Span) -> bool:
        """Whether a mention is one of a list of effects that ends its sentence: "it may cause fainting, loss of vision or rash"."""
        norms = self._norms
        end = self._clauses.sentence(span.start)[1]
        said = set(norms[cue.end : end])
        if (
            _PREDICATES & set(norms[span.start : span.end])
            or not {"and", "or"} & said
            or self.around.has_verb(cue.end, end)
        ):
            return False
        return said.isdisjoint(_OWN | _SUDDENLY | _OF_SIDE | _DATED_BEHIND | {"?"})

    def _follows(self, words: Sequence[str], gap: Sequence[str], span: Span) -> bool:
        """Whether a mention is what follows each time from a condition: "if I drink coffee my eyelid twitches"."""
        if words[0] != "if" or len(gap) < 4 or gap[0] not in _SUBJECTS:
            return False
        at = next((i for i in range(len(gap) - 2, 1, -1) if gap[i] in _OWN), None)
        return (
            at is not None
            and self._norms[span.end - 1] in _PREDICATES
            and not self.around.verbs_between(span.start - len(gap) + at, span.start)
        )

    def _pictured(self, span: Span) -> bool:
        """Whether a mention is one of those that an illness may bring: "symptoms of stroke: drooping face"."""
        start = self._clauses.sentence(span.start)[0]
        norms = self._norms
        for i in range(max(start, span.start - _REACH["listing"]), span.start - 2):
            if norms[i] not in _PICTURE or norms[i + 1] != "of":
                continue
            ill = [j for j in range(i + 2, min(i + 6, span.start)) if j in self._targets]
            if not ill or norms[ill[-1] + 1] not in _OPENS_LIST or self._owned(norms[i : span.start]):
                continue
            return not self._cues.stopped(ill[-1] + 2, span.start)
        return False

    def _states(self, cue: Cue) -> bool:
        """Whether a cue is no question, for its verb has a subject before it: "what stayed is that my jaw is stiff"."""
        words = self._norms[cue.start : cue.end]
        if words[0] not in _AUXILIARIES or words[1:2] != ["that"] or not cue.start:
            return False
        before = self._norms[cue.start - 1]
        return before.isalpha() and before not in _BEFORE_QUESTION

    @staticmethod
    def _owned(words: Sequence[str]) -> bool:
        """Whether words lead to something of the writer's own: "read about palsy, my face is weak"."""
        return any(w in _OF_WRITER for w in words)

    def _unsure_of(self, span: Span) -> Cue | None:
        """A cue that says that the writer cannot tell: "not sure whether it is twitching"."""
        for cue in self._before("uncertain", "unsure", span, _REACH["hypothetical"]):
            if not self._cues.stopped(cue.end, span.start):
                return cue
        return None

    def _uncertain(self, span: Span) -> Cue | None:
        for cue in self._before("uncertain", "before", span, _REACH["uncertain"]):
            gap = self._norms[cue.end : span.start]
            if (
                not self._cues.stopped(cue.end, span.start)
                and not {",", ":"} & set(gap)
                and not (gap and gap[0][:1].isdigit())
                and not any(a in _HOW_MANY and b in _HOW_LONG for a, b in pairwise(gap[:3]))
            ):
                return cue
        for cue in self._cues.after("uncertain", "after", span, 3):
            following = self._norms[cue.end] if cue.end < len(self._norms) else "."
            if not self._cues.stopped(span.end, cue.start) and not following[:1].isalnum():
                return cue
        return None

    # -- past or present ------------------------------------------------------------------------------------------

    def _of_it(self, span: Span, group: str) -> Cue | None:
        """What the mention's sentence, or the next, goes on to say of it: "and it is still here", "It is gone now"."""
        number = self._clauses.sentence_of[span.start]
        for cue in self._cues.among(group, "it", span.end, span.end + _STILL_REACH):
            if self._clauses.sentence_of[cue.start] > number + 1:
                return None
            of_all = self._norms[cue.start] in _OF_ALL
            if self._told_between(span.end, cue.start) and not of_all:
                return None
            if of_all and self._norms[cue.start] in _NOW_FINE and self._norms[cue.start - 1] not in _BREAKS:
                continue  # "my face droops, my arm is fine now"
            if group == "present" and self._is_recovered(cue, span):
                continue  # "I could not see. It came back after five minutes"
            if group == "past" and self._tells_hour(cue):
                continue
            if group == "past" and self._is_end_of_bout(cue, span):
                continue
            if group == "past" and self._stops_else(cue):
                continue
            if self._norms[cue.start - 1] not in _NEGATING | _CONDITIONALS:
                return cue
        return None

    def _is_end_of_bout(self, cue: Cue, span: Span) -> bool:
        """Whether "it is gone" tells how each of several attacks ends: "it is gone in a minute", "5 times a day, then normal"."""
        told = self._norms[cue.start : cue.end]
        if self._norms[cue.start - 1] in _AS_A_RULE:
            return True  # "usually it is over after an hour"
        if not _BOUT_ENDS.isdisjoint(self._norms[cue.end : cue.end + 1]) and not {"is", "'s", "are"}.isdisjoint(told):
            return True
        if not _SINCE_THEN.isdisjoint(self._norms[cue.start : cue.end + 2]) or not _WAS_OVER.isdisjoint(told):
            return False
        start, end = self._clauses.sentence(span.start)[0], self._clauses.sentence(cue.start)[1]
        if not _DATES_BACK.isdisjoint(self._norms[start : cue.start]) or PAST in self.around.tenses(start, cue.start):
            return False
        said = f" {' '.join(self._norms[start:end])} "
        each = not _WHENEVER.isdisjoint(self._norms[start : cue.start])  # "go dead if I sit on them, then fine"
        return each or any(f" {often} " in said for often in _RECURRING)

    def _is_recovered(self, cue: Cue, span: Span) -> bool:
        """Whether "it came back" is said of a sense that was lost: "it came back fully", "it came back after five minutes"."""
        if span.label_ not in _SENSES or _COME_BACK.isdisjoint(self._norms[cue.start : cue.end]):
            return False
        ended = not _HAD_ENDED.isdisjoint(self._norms[span.end : cue.start])
        lost = not ended and _NOT_LOST.isdisjoint(self._norms[span.start : span.end])
        behind = self._norms[cue.end : cue.end + _RECOVERED_REACH]
        soon = not _RECOVERED_AFTER.isdisjoint(behind[:1]) and not _SHORT_UNITS.isdisjoint(behind)
        again = "again" in self._norms[cue.end : self._clauses.sentence(cue.start)[1]]
        return lost and (soon or not _RECOVERED.isdisjoint(behind[:1])) and not again

    def _tells_hour(self, cue: Cue) -> bool:
        """Whether "it is gone" tells the hour: "now it is gone four"."""
        behind = self._norms[cue.end : cue.end + 1]
        return self._norms[cue.end - 1] == "gone" and any(w.isdecimal() or w in _HOURS for w in behind)

    def _stops_else(self, cue: Cue) -> bool:
        """Whether what stopped is something else: "my lip is swollen, it stopped bleeding"."""
        if self._norms[cue.end - 1] != "stopped" or cue.end >= len(self._norms):
            return False
        return self._norms[cue.end].endswith("ing") and cue.end not in self._targets

    def _of_another(self, still: Mark) -> bool:
        """Whether "still" speaks of what follows it: "the droop is gone but my hand still tingles", "but I still worry"."""
        behind = range(still.end, min(still.end + 3, self._clauses.sentence(still.start)[1]))
        return any(i in self._targets or self._norms[i] in _STILL_OTHER for i in behind)

    def _told_between(self, start: int, end: int) -> bool:
        """Whether another mention stands between two tokens."""
        return any(i in self._targets for i in range(start, end))

    def _surely_past(self, span: Span) -> Cue | None:
        """A cue right beside the mention that says that it is over: "no longer numb", "the swelling has gone"."""
        for cue in self._before("past", "sure", span, _SURE_REACH):
            gap = self._norms[cue.end : span.start]
            if gap and self._norms[cue.start] in _ENDING:
                continue  # "stopped twitching", but "stopped the pill, my lip twitches"
            if not self._cues.stopped(cue.end, span.start) and "," not in gap:
                return cue
        for cue in self._cues.after("past", "after", span, _STILL_REACH):
            between = self._norms[span.end : cue.start]
            if self._another_tells(span.end, cue.start) or self._stops_else(cue) or self._tells_hour(cue):
                continue
            its = all(w in _STILL_ITS or i in self._targets for i, w in enumerate(between, span.end))
            # "the swelling of my lip from the match has gone"
            whole = (
                "," not in between
                and not any(i in self._complaints for i in range(span.end, cue.start))
                and not self._cues.stopped(span.end, cue.start)
                and all(self._is_aside(v) for v in self.around.verbs_between(span.end, cue.start))
                and not _AUXILIARIES.isdisjoint(self._norms[cue.start - 1 : cue.start + 1])
            )
            if not (its and cue.start - span.end < _SURE_REACH) and not whole and not self._now_over(span, cue):
                continue
            if self._norms[cue.start - 1] in _NEGATING | _STOPPING | _NEARLY:
                continue
            back = self.around.nearest(cue.start, cue.end, _CUES_OF["present"], 4)
            if (
                back is not None
                and back.start > cue.start
                and not self._told_between(cue.end, back.start)
                and not self._of_another(back)
            ):
                continue
            return cue
        return self._of_it(span, "past")

    def _now_over(self, span: Span, cue: Cue) -> bool:
        """Whether a cue behind a comma ends a sentence without a verb: "headaches in the first week, gone now"."""
        end = self._clauses.sentence(span.start)[1]
        between = self._norms[span.end : cue.start]
        ends = "now" in self._norms[cue.start : cue.end] and not any(w.isalnum() for w in self._norms[cue.end : end])
        if not ends or between[-1:] != [","] or between.count(",") > 1 or not _OF_WRITER.isdisjoint(between):
            return False
        return not self.around.has_verb(span.end, cue.start) and not self._told_between(span.end, cue.start)

    def _is_lasting(self, span: Span, cue: Cue) -> bool:
        """Whether a report's last word, that nobody has recovered, is of a mention: of one before it, without an old date."""
        return span.end <= cue.start and not self._is_old(span)

    def _is_old(self, span: Span) -> bool:
        """Whether a mention's sentence has a date of long ago."""
        return bool(self.around.marks(*self._clauses.sentence(span.start), _OLD))

    def _is_aside(self, verb: int) -> bool:
        """Whether a verb is of no statement of its own: "the burning I had at night is gone"."""
        return self._norms[verb] == "'s" or (self._norms[verb] in _HAVING and self._norms[verb - 1] in _SUBJECTS)

    def _returned(self, span: Span) -> Cue | None:
        """The words that say that what went is there again: "it went away but came back", where nothing ends it anew."""
        end = self._clauses.sentence(span.start)[1]
        for cue in self._cues.among("present", "returns", span.end, min(end, span.end + _CUE_REACH)):
            between, behind = self._norms[span.end : cue.start], self._norms[cue.end : end]
            came = not _COME_BACK.isdisjoint(self._norms[cue.start : cue.end])
            if came and not _WENT.isdisjoint(between) and _WENT.isdisjoint(behind) and {*between} - _WENT <= _GOES_BY:
                return cue if _CAME_OUT.isdisjoint(behind[:1]) else None
        return None

    def _another_tells(self, start: int, end: int) -> bool:
        """Whether a statement of the writer's begins between a mention and a cue: "my face is drooping, I stopped smoking last year"."""
        return any(
            self._norms[i] in _SPEAKING and (self._norms[i - 1] == "," or self._doing_else(i + 1))
            for i in range(start, end)
        )

    def _doing_else(self, at: int) -> bool:
        """Whether the verb at a token is another than that by which one has a complaint."""
        return bool(verbs(self._norms[at : at + 1])) and self._norms[at] not in _HAVING

    def _persists(self, span: Span) -> str | None:
        """The verb behind a mention that says that it goes on: "swelling gone, numbness of the lower lip persists"."""
        for i in range(span.end, min(span.end + _SURE_REACH, self._clauses.sentence(span.start)[1])):
            if self._norms[i] in _PERSISTING:
                return self._doc[i].text
            if self._norms[i] in (",", "and", "but") or i in self._targets or self.around.has_verb(i, i + 1):
                return None
        return None

    def _only_at_first(self, span: Span) -> str | None:
        """The words right behind a mention that place it in the first days of something: "woozy the first week, dry mouth"."""
        if self.around.has_verb(self._clauses.clause(span.start)[0], span.start):
            return None
        end = self._clauses.sentence(span.start)[1]
        at = next(
            (i for i in range(span.end, end) if self._norms[i] not in _BEFORE_FIRST and i not in self._sites), end
        )
        if self._norms[at : at + 1] != ["first"]:
            return None
        unit = next((i for i in range(at + 1, min(at + _FIRST_REACH, end)) if self._norms[i] in _FIRST_UNITS), end)
        behind = range(unit + 1, next((i for i in range(unit + 1, end) if i in self._targets), end))
        of_each = self._norms[unit + 1 : unit + 2] == ["of"]  # "the first week of each month"
        if unit == end or of_each or any(self._norms[i] in _GOING_ON for i in behind):
            return None
        return self._doc[at : unit + 1].text

    def _is_first_of_kind(self, span: Span) -> bool:
        """Whether a mention's own words say that there was none like this one: "I never had my head hurt like this"."""
        own = self._norms[span.start : span.end]
        return own[0] == "never" and " ".join(own[-2:]) in _SUCH

    def _headed(self, span: Span) -> tuple[str, str] | None:
        """What the heading of a list says of what stands in it: "Gone: the tingling. Left over: a stiff jaw"."""
        start, _ = self._clauses.sentence(span.start)
        colon = next((i for i in range(start, min(start + _HEADING, span.start)) if self._norms[i] == ":"), None)
        if colon is None:
            return None
        said = [w for w in self._norms[start:colon] if any(c.isalnum() for c in w)]
        if not said and start:  # "What is still with me? : tiredness"
            start = self._clauses.sentence(start - 1)[0]
            said = [w for w in self._norms[max(start, colon - _HEADING) : colon] if any(c.isalnum() for c in w)]
        heading, told = " ".join(said), self._doc[start:colon].text.strip()
        if any(f" {phrase} " in f" {heading} " for phrase in _HEADS_PRESENT):
            return "present", told
        return ("past", told) if heading in _HEADS_PAST else None

    def _tells_now(self, span: Span) -> bool:
        """Whether a mention's own words are a statement of now: "speech is slurred", "[my lips] tingle"; not "Bell's palsy"."""
        own = self._norms[span.start : span.end]
        if len(own) == 1:
            # "[my lip] tingles", but "I had tingles", "made my fingers tingle"
            subject = span.start > 0 and self._norms[span.start - 1] in _VERB_SUBJECTS
            if not subject or not _BARE_BEFORE.isdisjoint(self._norms[max(0, span.start - 4) : span.start - 1]):
                return False
            if own[0] in _PLURAL_VERBS:
                return self._norms[span.start - 1] in _PLURAL_SUBJECTS
        fails = any(a in _WILL_CAN and b == "not" for a, b in pairwise(own))
        return fails or any(v.tense in _NOW and own[v.at] != "'s" for v in verbs(own))

    def _has_become(self, verb: Verb | None, span: Span) -> bool:
        """Whether a mention tells by its own verb what has come about: "my lip has swollen", "[mouth has dropped]"; not "swollen twice"."""
        if span.label_ not in _BECOMES:
            return False
        own = self._norms[span.start : span.end]
        governed = verb is not None and verb.tense == PERFECT and 0 < span.start - verb.at <= _GOVERNS
        if not any(v.tense == PERFECT for v in verbs(["has", *own] if governed else own)):
            return False
        start, end = self._statement(span)
        if self.around.marks(start, end, _OLD) or not _NOT_BECOME.isdisjoint(self._norms[start:end]):
            return False
        end = min(self._clauses.sentence(span.start)[1], span.end + _TOLD_REACH)
        return not any(_is_year(w) for w in self._norms[start:end])

    def _dated(self, span: Span) -> tuple[str, str | None, str] | None:
        """What a date beside the mention settles: "numb since Monday", "Last winter I passed out", "face swollen today"."""
        if self._norms[span.end : span.end + 1] == ["since"]:
            return "present", "since", "cue"
        start, end = self._statement(span)
        tenses = self.around.tenses(start, end)
        if PAST in tenses and (until := self._until(span)):
            return "past", until, "cue"
        if tenses & _TENSES_OF["present"]:
            return None
        seasons = [m for m in self.around.marks(start, end, _OLD) if "last" in self._norms[m.start : m.end]]
        woke = BEGAN in tenses and "woke" in self._norms[start:end]  # "the winter before last I woke up with"
        told = PAST in tenses or woke or any(w.endswith("ed") for w in self._norms[span.start : span.end])
        if seasons and told:
            return "past", self._doc[seasons[0].start : seasons[0].end].text, "cue"
        if young := self._in_youth(span):
            return "past", young, "cue"
        if not tenses:
            for i in range(start, end):
                if self._norms[i] in _TODAY:
                    return "present", self._doc[i].text, "cue"
        return None

    def _is_noted(self, span: Span) -> bool:
        """Whether a note says for how long it has been there: "Fever: 36 hours."."""
        noted = [*self._norms[span.end : span.end + 4], *"...."]
        return noted[0] == ":" and noted[1].isdecimal() and noted[2] in _NOTED_UNITS and not noted[3][:1].isalnum()

    def _was_then(self, span: Span) -> str | None:
        """The "was" of what is set against now: "my lip was swollen, now it only itches"."""
        start = max(0, span.start - _THEN_REACH)
        at = next((i for i in range(span.start - 1, start - 1, -1) if self._norms[i] not in _DEGREES), -1)
        if at < 0 or self._norms[at] not in _WAS:
            return None
        behind = [w for w in self._norms[span.end : span.end + _THEN_REACH] if w not in _BEFORE_NOW]
        if (
            self._norms[span.end : span.end + 1] == ["now"]
            or behind[:1] != ["now"]
            or behind[1:2] not in (["it"], ["they"])
        ):
            return None
        end = min(self._clauses.sentence(span.start)[1], span.end + _LISTED_REACH)
        return self._norms[at] if _NO_CONTRAST.isdisjoint(self._norms[span.end : end]) else None

    def _in_youth(self, span: Span) -> str | None:
        """The words of a mention's sentence that place all that it tells years back: "when he was two", "when I was a child"."""
        start, end = self._clauses.sentence(span.start)
        start, end = max(start, span.start - _TOLD_REACH), min(end, span.end + _TOLD_REACH)
        if self.around.tenses(start, end) != {PAST}:
            return None
        for i in range(start, end - 3):
            if self._norms[i] != "when" or self._norms[i + 1] not in _SUBJECTS or self._norms[i + 2] != "was":
                continue
            at = next((k for k in range(i + 3, end) if self._norms[k] not in _JUST), end)
            young = at < end and (self._norms[at] in _YOUNG or self._norms[at].isdecimal())
            if young and _BEHIND_YOUNG.issuperset(self._norms[at + 1 : at + 2]):
                return self._doc[i : at + 1].text
        return None

    def _statement(self, span: Span) -> tuple[int, int]:
        """The mention's clause, up to a comma that opens another: "lip swollen today, I stopped enalapril"."""
        start, end = self._clauses.clause(span.start)
        for i in range(span.end, end - 1):
            if self._norms[i] == "," and self._norms[i + 1] in _SUBJECTS:
                return start, i
        return start, end

    def _until(self, span: Span) -> str | None:
        """The words behind a mention that say when it ended: "was numb till noon"."""
        for i in range(span.end, min(span.end + _UNTIL_REACH, len(self._norms) - 1)):
            if self._norms[i] in _UNTIL and self._norms[i + 1] in _ENDED_AT:
                return self._doc[i : i + 2].text
        return None

    def score(self, span: Span, label: str, model: LinearModel) -> float:
        """What stands around a mention says to a model."""
        scores = self._scores.get(id(model)) or self._scores.setdefault(id(model), _Scores(self.around, model))
        return scores.of(span, label, self._clauses.sentence_of[span.start])

    def _added(self, span: Span, odds: float) -> float:
        """What the encoder, if there is one, adds to the log-odds that a complaint is over."""
        settings = self._beside_tense
        if settings is None or span.start not in self._complaints:
            return 0.0
        return added(odds, self.place(span), lambda place: shipped_encoder(settings).over(*place))

    def place(self, span: Span) -> Place | None:
        """What the encoder is given of a mention; None for one in a greeting, or too far down in a long text."""
        start, words = self._read
        if not start <= span.start < span.end <= start + len(words):
            return None
        first, last = (min(max(i - start, 0), len(words)) for i in self._clauses.sentence(span.start))
        return Place(words, (span.start - start, span.end - start), (first, last))

    @cached_property
    def _read(self) -> tuple[int, tuple[str, ...]]:
        """Where the words begin that the encoder may be given, and these words."""
        start, end = body(self._norms)
        return start, tuple(self._norms[start : min(end, start + WORDS_READ)])

    def _tense(self, span: Span) -> tuple[str, str | None, str]:
        """Past or present, by all that stands around the mention; the cue is the nearest word that says the same."""
        c_start, c_end = self._clauses.clause(span.start)
        if "never" in self._norms[c_start : span.start] and _UNTIL_NOW & set(
            self._norms[span.end : max(c_end, span.end + 3)]
        ):
            return "present", None, "default"  # "I had never had a cramp before today": the first of them is there now
        if "never" in self._norms[c_start : span.start] and self._until_today(span):
            return "present", None, "default"
        if cue := self._of_it(span, "present"):
            return "present", self._text(cue), "cue"
        if cue := self._returned(span):
            return "present", self._text(cue), "cue"
        if cue := self._nearly_over(span):
            return "present", self._doc[cue.start - 1 : cue.end].text, "cue"
        if cue := self._surely_past(span):
            return "past", self._text(cue), "cue"
        if " ".join(self._norms[max(0, span.start - 2) : span.start]) in _DESCRIBING and not self._is_old(span):
            return "present", None, "default"
        if persists := self._persists(span):
            return "present", persists, "cue"
        if headed := self._headed(span):
            return *headed, "cue"
        if first := self._only_at_first(span):
            return "past", first, "cue"
        if self._outcome is not None and span.end <= self._outcome.start:
            return "past", self._text(self._outcome), "cue"
        if self._is_first_of_kind(span):
            return "present", None, "default"
        if self._is_noted(span):
            return "present", None, "default"
        if then := self._was_then(span):
            return "past", then, "tense"
        inside = self._tells_now(span) and self._norms[span.end : span.end + 1] != ["since"]
        if not inside and (dated := self._dated(span)):
            return dated
        verb = self.around.verb(span.start, span.end)
        told_now = verb is not None and verb.tense in _NOW and 0 < span.start - verb.at <= _GOVERNS
        if inside or told_now or self._has_become(verb, span):
            return "present", None, "tense"  # "speech is slurred", "my lips are swollen", whatever else is told as over
        if self._all_over is not None and span.end <= self._all_over.start:
            return "past", self._text(self._all_over), "cue"
        score = self.score(span, span.label_, self._model)
        probability = self._model.at(score + self._added(span, self._model.odds(score)))
        status = "past" if probability >= self._model.threshold else "present"
        if status == "past" and self._lasting is not None and self._is_lasting(span, self._lasting):
            return "present", self._text(self._lasting), "cue"
        named = self._before("present", "next", span, _NAMED_REACH)
        if status == "past" and probability < self._model.threshold + _UNSURE and (cue := next(named, None)):
            return "present", self._text(cue), "cue"  # "ruled out a stroke, called it a palsy"
        if mark := self.around.nearest(span.start, span.end, _CUES_OF[status], _CUE_REACH):
            return status, self._doc[mark.start : mark.end].text, "cue"
        if verb is not None and verb.tense in _TENSES_OF[status]:
            return status, self._doc[verb.at].text if status == "past" else None, "tense"
        return status, None, "default"

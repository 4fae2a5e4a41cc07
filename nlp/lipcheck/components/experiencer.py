"""Whose finding is it: the patient's, or somebody else's?

The patient is whom the message asks about: the writer, or the relative whose complaints it tells. Every mention is the
patient's, save where its own sentence gives it to another person: as its subject ("my father had a stroke"), as its owner
("her chin shook"), or behind it ("a rash on my son"). Who only reports bears nothing ("my wife says my mouth hangs").
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from lipcheck.components.clauses import Clauses
from lipcheck.components.tense import PAST, PERFECT, PLUPERFECT, PRESENT, PROGRESSIVE, dates, verbs
from lipcheck.vocabulary import patterns, word_lists

_SELF: Final = "self"
PATIENT: Final = "patient"
PEOPLE: Final = "people"
OTHER: Final = "other"
_HE, _SHE = "he", "she"
_LATE: Final = "late"  # a person who is dead
_STRANGER: Final = "stranger"  # a person in a film, on the radio, of a forum
_CLIENT: Final = "client"
_MEDIUM_REACH: Final = 14  # words between a person and the film or the forum
_REPORT_REACH: Final = 3
_BEHIND_REACH: Final = 9
_AGE_REACH: Final = 8
# how far before "a man" the place may stand where he was met, in words
_PLACE_REACH: Final = 6
_FIRST_WORDS: Final = 24
# how far before a mention brackets may stand that hold another's word, in words
_BRACKETS_REACH: Final = 40
# a heading has at most so many words
_HEADING: Final = 4
# what is dated long ago says little of who the patient is
_LONG_AGO: Final = frozenset({"date long ago", "date named"})
_HISTORY: Final = 0.1
_ENOUGH: Final = 0.5
# a relative is the patient where this many times as many mentions are the relative's as the writer's
_MORE: Final = 1.2
_DISTANT: Final = 3.0
_STOPS: Final = frozenset({".", "!", "?"})
# how far before a relative who died "I thought" may stand
_NOT_DEAD_REACH: Final = 3
_MARKS: Final = frozenset({",", "("})
# a complaint weighs 1, a diagnosis or a medicine less
_COMPLAINT: Final = 1.0
# a writer with a complaint of their own is the patient, save where the relative has more than so many times as many
_TOLD_MORE: Final = 2


class Person(NamedTuple):
    """A word that names a person: its token and who is meant."""

    at: int
    who: str


class Complaints(NamedTuple):
    """Whether the writer has a complaint of their own now, and whether another person has one now, and one since hours.

    ``others_past``: whether each clause that tells of another has a verb of the past, and no time of now.
    """

    own: bool
    others_now: bool
    others_past: bool
    others_acute: bool


class Bearers:
    """Tells the experiencer of each of a document's mentions."""

    def __init__(self) -> None:
        rows = word_lists("experiencer")
        self._male, self._female = rows["kin_male"], rows["kin_female"]
        self._owned, self._clients, self._pets = rows["kin_owned"], rows["clients"], rows["pets"]
        self._kin = self._male | self._female | rows["kin"] | self._owned | self._clients | self._pets
        self._self, self._own = rows["self"], rows["owner"]
        self._spoken = frozenset(tuple(phrase.split()) for phrase in rows["spoken"])
        self._likened, self._any_one = rows["likened"], rows["any_one"]
        self._clinicians, self._before_clinician = rows["clinician"], rows["before_clinician"]
        self._pronouns = rows["subject"] & (rows["he"] | rows["she"])
        self._he, self._she, self._people = rows["he"], rows["she"], rows["other_person"]
        self._anybody, self._some = rows["anybody"], rows["some"]
        self._they = rows["they"]
        self._reporters, self._patient = rows["reporter"] | rows["fears"], rows["patient_word"]
        self._distant, self._gone = rows["kin_distant"], rows["gone"]
        self._not_dead = rows["not_dead"]
        self._died = frozenset(tuple(phrase.split()) for phrase in rows["died"])
        self._never = self._pets | {_LATE, _STRANGER}
        self._childhood, self._before_me = rows["childhood"], rows["before_me"]
        self._at, self._places = rows["at_place"], rows["place"]
        self._of_eyes, self._eye = rows["of_eyes"], rows["eye"]
        self._numbers, self._several = rows["counted"], rows["several"]
        self._who, self._cleft = rows["who"], rows["cleft"]
        self._media, self._whereabouts = rows["medium"], rows["whereabouts"]
        self._bears, self._of_birth, self._when_born = rows["bears"], rows["birth"], rows["when_born"]
        self._not_now, self._too, self._cares = rows["not_now"], rows["too"], rows["cares"]
        self._today, self._tells_of_self = rows["today"], rows["tells_of_self"]
        self._of_history = rows["of_history"]
        self._hours, self._being, self._denied = rows["hours"], rows["being"], rows["denied"]
        self._own_history = rows["own_history"]
        self._strangers = self._distant | self._clients | self._anybody | self._people
        self._objects, self._giving, self._aside = rows["object"], rows["giving"], rows["aside"]
        self._addressing = rows["addressing"]
        self._illnesses = rows["illness_before_patient"]
        self._family, self._having = rows["family_history"], rows["having"]
        self._own_turn = frozenset(tuple(phrase.split()) for phrase in rows["contrast"])
        self._of, self._breaks_of, self._near = rows["of"], rows["breaks_of"], rows["near"]
        self._after_object = rows["after_object"]
        self._articles, self._titles, self._not_titled = rows["article"], rows["title"], rows["not_titled"]
        self._named_tells = rows["named_tells"]
        self._openers, self._tells, self._asked = rows["opener"], rows["tells"], rows["asked_for"]
        self._age_units, self._parents, self._little = rows["age_unit"], rows["parent"], rows["little"]
        self._subjects = rows["subject"]
        self._mine, self._speaker = rows["mine"], rows["speaker"]
        self._relations, self._which = rows["relation"], rows["which_relation"]
        self._one_of, self._becoming = rows["one_of"], rows["becoming"]
        self._name_words, self._calls_for = rows["name"], rows["calls_for"]
        self._about_self, self._not_them = rows["about_self"], rows["not_them"]
        self._not_me = frozenset(tuple(phrase.split()) for phrase in rows["not_me"])
        self._for_themselves, self._behalf = rows["for_self"], rows["on_behalf"]
        self._persons = (
            self._kin
            | self._self
            | self._he
            | self._she
            | self._patient
            | self._people
            | self._anybody
            | self._they
            | self._clinicians
            | {"old", "one"}
        )

    def assign(
        self,
        norms: Sequence[str],
        clauses: Clauses,
        spans: Sequence[tuple[int, int]],
        weights: Sequence[float] | None = None,
    ) -> list[str]:
        """``patient``, ``other`` or ``people`` (people in general) for every mention, given as (start, end) tokens in order.

        A mention's weight says how much it tells of who the patient is: a complaint more than a diagnosis or a medicine.
        """
        people = self._people_in(norms)
        if not spans or (all(p.who == _SELF for p in people) and not self._family_in(norms)):
            return [PATIENT] * len(spans)
        family = self._family_section(norms, clauses)
        bearers = [
            OTHER if clauses.sentence_of[start] in family else self._bearer(norms, clauses, people, start, end)
            for start, end in spans
        ]
        weights = weights or [1.0] * len(spans)
        old = {clauses.sentence_of[d.start] for d in dates(norms) if d.name in _LONG_AGO}
        told = [
            w * _HISTORY if b not in (_SELF, None) and clauses.sentence_of[start] in old else w
            for w, b, (start, _) in zip(_once(weights, spans), bearers, spans, strict=True)
        ]
        complaints = self._complaints(norms, clauses, spans, bearers, weights)
        patient = self._patient_of(norms, people, bearers, told, spans[0][0], complaints)
        patient = _SELF if patient in self._never else patient
        same = {patient, PATIENT, None}
        if patient != _SELF:
            # told by pronoun alone, and of the patient's sex: the patient
            same |= {_HE} if patient not in self._female else set()
            same |= {_SHE} if patient not in self._male else set()
        return [
            PATIENT if b in same or (b == _SELF and not self._avows(norms, start)) else PEOPLE if b == PEOPLE else OTHER
            for b, (start, _) in zip(bearers, spans, strict=True)
        ]

    def _avows(self, norms: Sequence[str], start: int) -> bool:
        """Whether a writer who is not the patient tells of themselves: "my lip", "I have"; not "I think it is"."""
        before = norms[max(0, start - 3) : start]
        if self._mine & set(before):
            return True
        return any(w in self._speaker and set(before[k + 1 :]) & self._having for k, w in enumerate(before))

    def _complaints(
        self,
        norms: Sequence[str],
        clauses: Clauses,
        spans: Sequence[tuple[int, int]],
        bearers: Sequence[str | None],
        weights: Sequence[float],
    ) -> Complaints:
        """Whose complaints are told of as of now; the writer's own are weighed against those of the others."""
        mine: list[int] = []
        theirs: set[int] = set()
        now = 0
        acute = False
        past = True
        for (start, _), bearer, weight in zip(spans, bearers, weights, strict=True):
            if weight < _COMPLAINT or bearer is None:
                continue
            sentence = clauses.sentence_of[start]
            words = norms[slice(*clauses.clause(start))]
            if bearer != _SELF:
                if sentence not in theirs:
                    theirs.add(sentence)
                    hours = not self._hours.isdisjoint(norms[slice(*clauses.sentences[sentence])])
                there = self._is_now(words) and not (
                    self._being.isdisjoint(words) and any(w.endswith("ed") for w in words)
                )
                now, acute = now + there, acute or (there and hours)
                told = norms[slice(*clauses.sentences[sentence])]
                past = past and not hours and self._today.isdisjoint(told) and self._in_the_past(told)
            elif self._avows_now(words, norms[clauses.clause(start)[0] : start]):
                mine.append(sentence)
        own = bool(mine) and len(theirs) <= _TOLD_MORE * len(set(mine)) and now <= _TOLD_MORE * len(mine)
        return Complaints(own, now > 0, past, acute)

    def _avows_now(self, words: Sequence[str], told: Sequence[str]) -> bool:
        """Whether a clause says "my ..." or "I have ..." of now, and is no question, and no "me too"."""
        said = "my" in words or (not self._speaker.isdisjoint(told) and not self._having.isdisjoint(told))
        denied = any(w in self._denied and words[max(0, k - 1)] != "can" for k, w in enumerate(words))
        asked = ("am", "i") in pairwise(words)
        return said and not denied and not asked and self._too.isdisjoint(words) and self._is_now(words)

    @staticmethod
    def _in_the_past(words: Sequence[str]) -> bool:
        """Whether verbs of the past and none of now tell what a sentence tells: "he had a stroke, his face hung"."""
        tenses = {v.tense for v in verbs(words)}
        return bool(tenses & {PAST, PLUPERFECT}) and not tenses & {PRESENT, PROGRESSIVE, PERFECT}

    def _is_now(self, words: Sequence[str]) -> bool:
        """Whether a clause is not of the past; "have had" is of now."""
        return not any(
            w in self._not_now and not (w == "had" and words[max(0, k - 1)] in ("have", "has"))
            for k, w in enumerate(words)
        )

    # -- persons --------------------------------------------------------------------------------------------------

    def _people_in(self, norms: Sequence[str]) -> list[Person]:
        """Every mention of a person; a pronoun is the relative of its sex who was named last, else the one of unsaid sex."""
        out: list[Person] = []
        last: dict[str, str] = {_HE: _HE, _SHE: _SHE}
        clinician = False
        for i, word in enumerate(norms):
            if word not in self._persons:
                continue
            who: str | None = None
            if word in self._clinicians:
                clinician = clinician or not self._before_clinician.isdisjoint(norms[max(0, i - 1) : i])
                continue
            if clinician and word in self._pronouns and last == {_HE: _HE, _SHE: _SHE}:
                continue  # "the neurologist says ... he did a scan": no other who bears anything
            if word in self._kin and self._is_only_named(norms, i):
                continue
            if word in self._kin and self._is_kin(norms, i):
                who = _LATE if self._is_dead(norms, i) else word
                if out and out[-1].who in self._distant and self._owns(norms, out[-1].at, i):
                    who = out[-1].who  # "my neighbour's son"
                for sex, others, owners in ((_HE, self._female, self._he), (_SHE, self._male, self._she)):
                    # "she ate with her cousin": she is still the one whose cousin it is
                    known = i and norms[i - 1] in owners and any(p.who == last[sex] for p in out)
                    # "he talks to his late father": he is still the one told of
                    named = who == _LATE and last[sex] != sex
                    # "my brother had tics as a kid. He is talking normally": he is the one told of now
                    reports = self._reports(norms, i, i + _REPORT_REACH)  # "teacher says he is slow": not the teacher
                    told_of = last[sex] != sex and last[sex] not in self._never
                    aside = told_of and (reports or word in self._pets or self._is_of_childhood(norms, i))
                    if word not in others and not known and word not in self._several and not named and not aside:
                        last[sex] = who
            elif (word == "old" and self._is_child(norms, i)) or (word == "one" and self._is_little_one(norms, i)):
                who = last[_HE] = last[_SHE] = "child"
            elif word in self._self and self._is_counted(norms, i):
                continue
            elif word in self._self:
                whose = word in self._own and (self._kin_follows(norms, i) or self._where(norms, out, i))
                who = None if whose else _SELF
            elif word in self._he:
                who = None if self._kin_follows(norms, i) and word in self._own else last[_HE]
            elif word in self._she:
                who = None if self._kin_follows(norms, i) and word in self._own else last[_SHE]
            elif word in self._patient:
                mine = norms[i + 1 : i + 3] == ["of", "mine"]
                who = _CLIENT if mine else None if self._suffers(norms, i) else PATIENT
            elif word in self._they:
                # "people's legs get weak and they can not walk", but not "my eyes: people say they droop"
                general = bool(out) and out[-1].who == PEOPLE and not self._reports(norms, out[-1].at, i)
                who = PEOPLE if general else None
            elif word in self._people or word in self._anybody:
                who = self._unnamed(norms, i)
                if who not in (None, PEOPLE):
                    last[_HE] = last[_SHE] = who
            if who:
                out.append(Person(i, who))
        return out

    def _is_dead(self, norms: Sequence[str], i: int) -> bool:
        """Whether a relative is dead: "my late father", "my father died of it"."""
        if i and norms[i - 1] in self._gone:
            return True
        # "whose father died" tells on of another, "I thought my husband died" of one who lives
        if not self._not_dead.isdisjoint(norms[max(0, i - _NOT_DEAD_REACH) : i]):
            return False
        ends = [i + 1 + n for n in range(1, 4) if tuple(norms[i + 1 : i + 1 + n]) in self._died]
        return bool(ends) and self._not_dead.isdisjoint(norms[max(ends) : max(ends) + 3])

    def _is_of_childhood(self, norms: Sequence[str], i: int) -> bool:
        """Whether a relative is told of only as a child, or of long ago: "my brother had it as a kid"."""
        return self._says(norms[i : i + _AGE_REACH], self._childhood)

    def _is_only_named(self, norms: Sequence[str], i: int) -> bool:
        """Whether a relative is spoken of and bears nothing: "calls me by my sister's name", "she asks for my mother"."""
        if norms[i + 1 : i + 2] == ["'s"] and not self._name_words.isdisjoint(norms[i + 2 : i + 3]):
            return True
        owned = i and norms[i - 1] in self._own
        return bool(owned) and " ".join(norms[max(0, i - 3) : i - 1]) in self._calls_for

    def _is_counted(self, norms: Sequence[str], i: int) -> bool:
        """Whether the writer is only one of a number: "with two of us"."""
        return norms[max(0, i - 1) : i] == ["of"] and not self._numbers.isdisjoint(norms[max(0, i - 2) : i - 1])

    def _where(self, norms: Sequence[str], people: Sequence[Person], i: int) -> bool:
        """Whether an owner's word only says whose somebody is, or where: "a friend of mine", "a woman in my choir"."""
        before = norms[i - 1] if i else "."
        met = bool(people) and people[-1].at == i - 2 and people[-1].who != _SELF
        return met and before in self._of and (norms[i] == "mine" or norms[i - 2] in self._strangers)

    def _unnamed(self, norms: Sequence[str], i: int) -> str | None:
        """Whom a word for people in general means: nobody known ("some girl"), one in a film, or a person met: "a man at work"."""
        before = norms[max(0, i - 4) : i]
        if not self._likened.isdisjoint((" ".join(before[-1:]), " ".join(before[-2:]))):
            return None  # "it went black like someone switched it off"
        general, counted = norms[i] in self._people, not self._some.isdisjoint(before[-1:])
        if general and before[-3:-1] == ["one", "of"] and before[-1] in self._own:
            return norms[i]  # "one of my patients"
        opens = not before or not before[-1].isalpha()  # "lad next to me collapsed"
        one = general or counted or opens or not self._articles.isdisjoint(before)
        if one and self._speaker.isdisjoint(before) and self._elsewhere(norms, i):
            return _STRANGER
        if general or counted:
            return PEOPLE
        following = f"{' '.join(norms[i + 1 : i + 3])} "
        met = any(following.startswith(f"{words} ") for words in self._whereabouts) or not self._cares.isdisjoint(
            before
        )
        met = met or self._says(norms[i : i + _AGE_REACH], self._before_me)  # "an old man fainted in front of me"
        led = pairwise(norms[max(0, i - _PLACE_REACH) : i])
        at = next((k for k, (a, b) in enumerate(led, max(0, i - _PLACE_REACH)) if a in self._at and b in self._own), i)
        met = met or not self._places.isdisjoint(norms[at + 2 : i])  # "at my old job a man collapsed"
        becoming = not self._becoming.isdisjoint(before[:-1]) and self._cleft.isdisjoint(before)
        return norms[i] if met and one and not becoming else None

    def _elsewhere(self, norms: Sequence[str], i: int) -> bool:
        """Whether a person is one of a film, the radio or a forum: "in a movie a man", "someone on Facebook"."""
        around = norms[max(0, i - _MEDIUM_REACH) : i + _MEDIUM_REACH]
        return not self._media.isdisjoint(around)

    def _is_born(self, norms: Sequence[str], i: int) -> bool:
        """Whether a child is only named as born: "had my baby 2 weeks ago"."""
        if norms[i] not in self._of_birth:
            return False
        at = i - 1
        while at > 0 and i - at <= 3 and norms[at] not in self._own | {"a"}:
            at -= 1
        verb = norms[at - 1] if at > 0 else ""
        following = norms[i + 1] if i + 1 < len(norms) else "."
        if verb == "to":
            return norms[max(0, at - 2) : at - 1] == ["birth"]
        return verb in self._bears and (following[:1].isdigit() or following in self._when_born)

    def _suffers(self, norms: Sequence[str], i: int) -> bool:
        """Whether "patient" says what a person has: "patient of sugar", "he is a heart patient"."""
        return norms[i + 1 : i + 2] == ["of"] or (i > 0 and norms[i - 1] in self._illnesses)

    def _is_kin(self, norms: Sequence[str], i: int) -> bool:
        """Whether a word of kinship is a person spoken of: "my mother", "Mum says", and not "mother of three", "bro, so"."""
        before, following = norms[max(0, i - 4) : i], norms[i + 1] if i + 1 < len(norms) else "."
        if following == "of":
            another = norms[i] in self._distant and not self._own.isdisjoint(norms[i + 2 : i + 3])
            return norms[i + 2 : i + 3] == ["mine"] or (another and not self._kin.isdisjoint(norms[i + 3 : i + 4]))
        if self._is_born(norms, i) or (self._likened & set(before[-2:-1]) and before[-1] in self._any_one):
            return False  # "dribbling like a baby"
        if norms[i] in self._of_eyes and not self._eye.isdisjoint(norms[max(0, i - _AGE_REACH) : i + 3]):
            return False  # "the lid hangs half over the pupil"
        if norms[i] in self._clients:
            titled = norms[i] in self._titles and not self._not_titled & set(before[-2:])
            return titled or bool(set(before[-2:]) & self._articles)
        ended = max((k + 1 for k, w in enumerate(before) if w in _STOPS), default=0)
        if set(before[ended:]) & self._own:
            return True  # but not "he jerks his shoulder. The teacher"
        if before[-1:] == ["old"]:
            own = not self._speaker.isdisjoint(norms[max(0, i - _AGE_REACH) : i])
            return not (own and norms[i] in self._distant)  # "I am a 37 year old teacher"
        if norms[i] in self._owned:
            return before[-1:] == ["the"] and norms[i] != "family"
        if norms[i] in self._relations and self._is_relation(norms, i):
            return True
        opens = not before or not before[-1].isalpha() or before[-1] in self._openers
        if norms[i] in self._distant and before[-1:] == ["a"] and following in self._tells and following not in _MARKS:
            return True  # "a colleague fainted"
        if norms[i] in self._distant and before[-1:] == ["the"] and following in self._who:
            return True  # "it was the neighbour who collapsed"
        if norms[i] in self._pets:
            # "the pony has", but not "a weight like a sheep"
            led = before[-1:] and before[-1] in self._articles and not self._likened & set(before[-3:-1])
            return bool(opens or led) and following in self._tells and following not in _MARKS
        named = norms[i] in self._male | self._female and following.isalpha() and following not in self._tells
        if named and not self._named_tells.isdisjoint(norms[i + 2 : i + 3]):
            return opens  # "uncle bert went blind"
        acts = norms[i] in self._distant and bool(verbs([following]))  # "roommate mumbles"
        return opens and (following in self._tells or following[:1].isdigit() or acts)

    def _is_relation(self, norms: Sequence[str], i: int) -> bool:
        """Whether a report names a relative without an owner: "in a maternal uncle", "glaucoma (sister)"."""
        at = i
        while at and norms[at - 1] in self._which:
            at -= 1
        before = norms[at - 1] if at else "."
        if before == "(":
            return norms[i + 1 : i + 2] == [")"]
        if at < i and not before.isalpha():
            return True
        return before in self._one_of and not self._becoming & set(norms[max(0, at - 3) : at - 1])

    def _is_child(self, norms: Sequence[str], i: int) -> bool:
        """Whether "old" ends "my 6 year old" with no relative named behind it."""
        unit = self._age_units & set(norms[max(0, i - 2) : i])
        owner = self._parents & set(norms[max(0, i - 6) : i])
        return bool(unit and owner) and not any(w in self._kin for w in norms[i + 1 : i + 3])

    @staticmethod
    def _owns(norms: Sequence[str], owner: int, i: int) -> bool:
        """Whether the person at a token is the one of the person behind it: "my neighbour's son", "my neighbours son"."""
        return (owner == i - 2 and norms[i - 1] == "'s") or (owner == i - 1 and norms[owner].endswith("s"))

    def _is_little_one(self, norms: Sequence[str], i: int) -> bool:
        """Whether "one" ends "my little one has"."""
        led = norms[max(0, i - 2) : i]
        following = norms[i + 1] if i + 1 < len(norms) else "."
        mine = len(led) == 2 and led[0] in self._parents and led[1] in self._little
        return mine and (following[:1].isdigit() or (following.isalpha() and following in self._tells))

    def _kin_follows(self, norms: Sequence[str], i: int) -> bool:
        """Whether an owner's word belongs to a relative: "my (6 year old) son"."""
        window = norms[i + 1 : i + _AGE_REACH]
        if "old" in window:
            at = i + 1 + list(window).index("old")
            if self._is_child(norms, at) or any(w in self._kin for w in norms[at + 1 : at + 3]):
                return True
        return any(w in self._kin for w in norms[i + 1 : i + 3])

    # -- bearers --------------------------------------------------------------------------------------------------

    def _bearer(
        self, norms: Sequence[str], clauses: Clauses, people: Sequence[Person], start: int, end: int
    ) -> str | None:
        """The person whose finding a mention is; None where its sentence names nobody."""
        s_start, s_end = clauses.sentence(start)
        c_start, c_end = clauses.clause(start)
        family = self._family_in(norms[s_start:start])
        if family and not (self._he | self._she | self._patient) & set(norms[c_start:start]):
            return OTHER
        first, at = bisect_left(people, s_start, key=lambda p: p.at), bisect_left(people, start, key=lambda p: p.at)
        behind = self._behind(norms, people[at : at + 8], end, min(s_end, c_end + 2))
        if behind is not None:
            return behind
        if any(w in self._self and w in self._objects for w in norms[start : end - 1]):
            return _SELF  # "my wife found me on the floor", but not "the dog bit me"
        if any(pair in self._spoken for pair in pairwise(norms[start : end + 1])):
            return _SELF  # "she could not make out what I said"
        aside = self._in_brackets(norms, max(s_start, start - _BRACKETS_REACH), start)
        for person in reversed(people[first:at]):
            i = person.at
            if person.who == _SELF and i in aside:
                continue
            if person.who == PEOPLE and i < c_start:
                continue
            if self._reports(norms, i, start) or self._is_aside(norms, i):
                continue
            if self._is_object(norms, i) and not set(norms[max(0, i - 2) : i]) & self._giving:
                continue
            return person.who
        return None

    @staticmethod
    def _in_brackets(norms: Sequence[str], start: int, end: int) -> range:
        """The words that stand in the last brackets closed between two tokens: "our cat (I know, you are for people) has"."""
        closed = next((i for i in range(end - 1, start - 1, -1) if norms[i] == ")"), start)
        opened = next((i for i in range(closed - 1, start - 1, -1) if norms[i] == "("), closed)
        return range(opened, closed)

    def _family_in(self, norms: Sequence[str]) -> bool:
        """Whether words tell of the family's illnesses: "family history of", "FHx:"."""
        told = f" {' '.join(norms)} "
        return any(f" {words} " in told for words in self._family)

    def _family_section(self, norms: Sequence[str], clauses: Clauses) -> set[int]:
        """The sentences under a report's heading "FAMILY HISTORY:", behind the one with the heading."""
        out: set[int] = set()
        inside = False
        for number, (start, end) in enumerate(clauses.sentences):
            words = norms[start:end]
            opens = ":" in words and self._family_in(words[: words.index(":")])
            closes = ":" in words[:_HEADING] or words[0] in self._he | self._she
            closes = closes or bool((self._patient | self._self | self._own_history) & set(words))
            if inside and not closes and not opens:
                out.add(number)
            inside = opens or (inside and not closes)
            inside = inside and "\n" not in words[-1]
        return out

    def _behind(self, norms: Sequence[str], people: Sequence[Person], end: int, limit: int) -> str | None:
        """The owner behind a mention: "swelling of his lip", "a rash on my son"."""
        for person in people:
            if not end <= person.at < min(limit, end + _BEHIND_REACH):
                continue
            between = norms[end : person.at]
            if not self._near.isdisjoint(between) and self._is_object(norms, person.at):
                return None  # "collapsed in front of me"
            if norms[person.at] in self._subjects or any(not w.isalpha() or w in self._breaks_of for w in between):
                return None
            # "happened to my son", but not "keep my arms up to plait my daughter's hair"
            of = any(w in self._of and (w != "to" or n + 2 >= len(between)) for n, w in enumerate(between))
            return person.who if of and len(between) <= 5 else None
        return None

    def _is_object(self, norms: Sequence[str], i: int) -> bool:
        """Whether a pronoun is an object: "told me", "told her that", and not "her face"."""
        following = norms[i + 1] if i + 1 < len(norms) else "."
        return norms[i] in self._objects and (
            norms[i] != "her" or not following.isalpha() or following in self._after_object
        )

    def _reports(self, norms: Sequence[str], i: int, start: int) -> bool:
        """Whether a person only tells of the mention: "my wife says my mouth hangs"."""
        between = norms[i + 1 : start]
        return any(w in self._reporters for w in between[:_REPORT_REACH])

    def _is_aside(self, norms: Sequence[str], i: int) -> bool:
        """Whether a person stands aside of the statement: "with my husband", "like my father", "to the doctor"."""
        at = i - 1
        while at >= 0 and i - at <= 3 and norms[at] in self._own:
            at -= 1
        addressed = at >= 0 and norms[at] in self._addressing and norms[i] in self._kin  # "told my boss"
        if norms[max(0, at) : at + 1] == ["of"] and at and norms[at - 1] in self._distant:
            return True  # "a friend of my daughter"
        return addressed or (at >= 0 and norms[at] in self._aside and norms[i] not in self._own)

    # -- the patient ----------------------------------------------------------------------------------------------

    def _contrasts(self, norms: Sequence[str]) -> bool:
        """Whether the writer sets themselves against the other: "With me it is only a tingling", "my own eyelid"."""
        turns = zip(norms, norms[1:], norms[2:], strict=False)
        return any(turn in self._own_turn for turn in turns) or self._own_words(norms)

    def _patient_of(
        self,
        norms: Sequence[str],
        people: Sequence[Person],
        bearers: Sequence[str | None],
        weights: Sequence[float],
        first: int,
        complaints: Complaints,
    ) -> str:
        """The person whom the message asks about."""
        told: Counter[str] = Counter()
        for who, weight in zip(bearers, weights, strict=True):
            if who is not None and who not in (PEOPLE, OTHER) and who not in self._never:
                told[who] += weight  # type: ignore[assignment]
        first = self._behind_title(norms, people, first)
        if (meant := self._not_for_self(norms, people)) is not None:
            return meant
        if complaints.own and not complaints.others_acute and self._says(norms, self._not_them):
            return _SELF
        if told.get(PATIENT):
            return _SELF if told.get(_SELF) else PATIENT
        if not complaints.own and (meant := self._asked_about(norms, people)) is not None:
            return meant
        others = {who: n for who, n in told.items() if who != _SELF}
        if others and self._contrasts(norms):
            return _SELF
        if not others:
            return _SELF if told else self._asked_for(norms, people, first) or _SELF
        named = Counter(p.who for p in people)
        who = max(others, key=lambda w: (others[w], named[w]))
        spoken_for = any(
            norms[p.at] in self._speaker and self._on_behalf(norms, p.at) and self._names(people[n:], who, p.at)
            for n, p in enumerate(people)
            if p.who == _SELF
        )
        for_other = spoken_for or self._asks_for_other(norms)
        if not for_other and not complaints.others_acute and self._own_account(norms, who):
            return _SELF
        over = not complaints.others_now and not for_other
        if over and patterns("patient")["own_if_over"].search(" ".join(norms)):
            return _SELF
        named_illness = any(b == who and w < _COMPLAINT for b, w in zip(bearers, weights, strict=True))
        past = complaints.others_past and named_illness and not for_other
        if past and patterns("patient")["own_if_past"].search(" ".join(norms)):
            return _SELF
        if over and not told.get(_SELF) and others[who] <= _COMPLAINT and self._only_met(norms, people, who):
            return _SELF
        selves = sum(1 for p in people if p.who == _SELF)
        if who in self._clients and not told.get(_SELF):
            return who
        asked = self._asked_for(norms, people, first)
        named_at = next((p.at for p in people if p.who == who), 0)
        begun = bearers[0] is None and weights[0] >= _COMPLAINT
        named_late = begun and named_at > first and not told.get(_SELF) and named[who] == 1
        if named_late and (selves or who not in (_HE, _SHE)):
            return _SELF  # the message begins with a complaint of nobody's, which is the writer's
        mine = told.get(_SELF, 0.0)
        if not mine and self._for_self(norms):
            return _SELF
        if self._asks_for_self(norms):
            return _SELF
        in_danger = complaints.others_acute or (complaints.others_now and for_other)
        all_of_them = named[who] > _DISTANT * max(selves, 1.0)
        if mine and complaints.own and not in_danger and not spoken_for and not all_of_them:
            return _SELF
        if mine and not spoken_for and who in self._distant and others[who] < _DISTANT * mine:
            return _SELF
        if asked == who:
            if others[who] < _ENOUGH and selves > named[who]:
                return _SELF  # only an old story of the relative, and the writer goes on about themselves
            return who if others[who] > mine or (others[who] == mine and named[who] > selves) else _SELF
        if not mine:
            # a pronoun without a relative stands for a patient by name; a relative told of once beside the writer does not
            unsaid = sum(w for b, w in zip(bearers, weights, strict=True) if b is None)
            # "My daughter ate cashews. Both lips are fat, welts on the tummy, she vomited": a writer who is not in it
            alone = who in (_HE, _SHE) or (not selves and named_at < first)
            return who if alone or (others[who] >= max(unsaid, _ENOUGH) and named[who] >= selves / 2) else _SELF
        return who if others[who] > _MORE * mine and named[who] >= selves / 2 else _SELF

    def _only_met(self, norms: Sequence[str], people: Sequence[Person], who: str) -> bool:
        """Whether somebody whom the writer need not know is told of with the place: "a lady collapsed in front of me"."""
        for person in people:
            at = person.at
            if person.who != who or norms[at] not in self._clients | self._anybody:
                continue
            behind = norms[at + 1 : at + _AGE_REACH]
            # "a boy in my daughter's class"
            place = norms[at + 1 : at + 3] == ["in", "my"] and norms[at + 4 : at + 5] == ["'s"]
            if not self._any_one.isdisjoint(norms[max(0, at - 2) : at]) and (
                place or self._says(behind, self._before_me)
            ):
                return True
        return False

    def _for_self(self, norms: Sequence[str]) -> bool:
        """Whether the writer asks on their own account: "an appointment for myself", "my own" and no relative."""
        return self._own_words(norms) or any(a == "for" and b in self._for_themselves for a, b in pairwise(norms))

    def _not_for_self(self, norms: Sequence[str], people: Sequence[Person]) -> str | None:
        """Who is named behind words that say that it is not the writer: "not for me, it is for my flatmate"."""
        for i in range(len(norms) - 2):
            if norms[i] == "not" and tuple(norms[i + 1 : i + 3]) in self._not_me:
                return next((p.who for p in people if i + 2 < p.at <= i + 2 + _AGE_REACH and p.who != _SELF), None)
        return None

    def _asked_about(self, norms: Sequence[str], people: Sequence[Person]) -> str | None:
        """The relative whom a nurse asks the writer about: "What is wrong with your wife?"."""
        return next(
            (p.who for p in people if p.at and norms[p.at - 1] == "your" and p.who in self._kin - self._strangers), None
        )

    def _asks_for_self(self, norms: Sequence[str]) -> bool:
        """Whether the writer says whom they ask about: "I'm asking about me"."""
        return self._says(norms, self._about_self)

    @staticmethod
    def _says(norms: Sequence[str], phrases: Iterable[str]) -> bool:
        """Whether one of these phrases stands among the words."""
        told = f" {' '.join(norms)} "
        return any(f" {words} " in told for words in phrases)

    def _own_account(self, norms: Sequence[str], who: str) -> bool:
        """Whether the writer goes on to a matter of their own: "I need a refill", "I take it too"; or is well, beside a stranger."""
        said = " ".join(norms)
        found = patterns("patient")
        return found["own_account"].search(said) is not None or (
            who in self._strangers and found["own_beside_stranger"].search(said) is not None
        )

    def _names(self, people: Sequence[Person], who: str, at: int) -> bool:
        """Whether somebody is named right behind a place."""
        return any(p.who == who for p in people[:_AGE_REACH] if p.at < at + _AGE_REACH)

    def _asks_for_other(self, norms: Sequence[str]) -> bool:
        """Whether the writer calls for help or asks for another: "please help", "what do I do", "should he"."""
        return patterns("patient")["for_other"].search(" ".join(norms)) is not None

    def _own_words(self, norms: Sequence[str]) -> bool:
        """Whether "my own" is said of something, and not of a relative; not "he told me to lift my own"."""
        return any(
            (a, b) == ("my", "own") and any(w.isalpha() and w not in self._kin for w in norms[i + 2 : i + 3])
            for i, (a, b) in enumerate(pairwise(norms))
        )

    def _asked_for(self, norms: Sequence[str], people: Sequence[Person], first: int) -> str | None:
        """The relative whom the message opens with, before its first mention: "My son has ...", "Daughter, 6, ..."."""
        for person in people:
            if person.at > _FIRST_WORDS or person.at >= first + 3:
                return None
            word = norms[person.at]
            if person.who in (PEOPLE, PATIENT) or word in self._he or word in self._she:
                continue
            if person.who == _SELF:
                if word in self._speaker and self._on_behalf(norms, person.at):
                    continue
                return None
            if self._reports(norms, person.at, min(len(norms), person.at + 6)):
                return None
            return (
                person.who
                if self._asked & set(norms[max(0, person.at - 2) : person.at]) or not self._is_aside(norms, person.at)
                else None
            )
        return None

    def _behind_title(self, norms: Sequence[str], people: Sequence[Person], first: int) -> int:
        """Where the message begins, as tokens up to its first mention: behind a title that names nobody, if a relative opens the text."""
        title = next((i for i, w in enumerate(norms[:_FIRST_WORDS]) if "\n" in w), None)
        if title is None or first > title or any(p.at < title for p in people):
            return first
        opener = next((p for p in people if p.at > title), None)
        if opener is None or opener.at > title + 2 or opener.who in (_SELF, PEOPLE, PATIENT, _HE, _SHE):
            return first
        # "Swollen lip / My mum takes ramipril. I take nothing": the writer goes on about themselves
        own = any(
            norms[p.at] in self._speaker and not self._tells_of_self.isdisjoint(norms[p.at + 1 : p.at + 2])
            for p in people
        )
        end = next((i for i in range(opener.at, len(norms)) if norms[i] in _STOPS), len(norms))
        history = not self._of_history.isdisjoint(norms[opener.at : end])  # "My mum had Bell's palsy"
        return first if own or history else opener.at

    def _on_behalf(self, norms: Sequence[str], i: int) -> bool:
        """Whether the writer speaks for somebody: "I am writing for my mother", "I look after a lady"."""
        return not self._behalf.isdisjoint(norms[i + 1 : i + 7])


def _once(weights: Sequence[float], spans: Sequence[tuple[int, int]]) -> list[float]:
    """The weights, in which the words of a complaint count once: "Bell's palsy" is a complaint and a diagnosis."""
    out = list(weights)
    for i, ((_, end), (start, _)) in enumerate(pairwise(spans)):
        if start < end and (weights[i] >= _COMPLAINT or weights[i + 1] >= _COMPLAINT):
            out[i + 1] = max(out[i + 1] - out[i], 0.0)
    return out

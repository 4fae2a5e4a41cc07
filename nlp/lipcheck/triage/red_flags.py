"""Red flags: which are raised (``knowledge/red_flags.yaml``), and which of them are acted on now (LABELS.md section 6).

Match: "my face droops since an hour" (active). Non-match: "is it a stroke?" with nothing but a twitching lid.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from lipcheck.report import Duration, Finding, Quote, RedFlag
from lipcheck.triage.case import Case
from lipcheck.triage.conditions import Fact, evaluate, facts, needs, quotes, regions, says
from lipcheck.triage.timeline import STOP, is_of_long_ago
from lipcheck.vocabulary import MEDICINES, check_entries, context_patterns, load_knowledge, read_yaml, word_lists

_ASSESSMENT: Final = re.compile(r"a\s?:")
_MEDICINES: Final = MEDICINES | {"allergen"}
# signs beside a known migraine that make its headache a matter of its own
_DEFICITS: Final = frozenset(
    "fever high_fever numbness tingling weakness paralysis facial_droop slurred_speech vision_trouble confusion".split()
)
_BECOMING: Final = word_lists("tense")["becoming"]
_SIDES: Final = ("left", "right")
# named now, they are the danger itself
_OF_THE_BRAIN: Final = frozenset({"stroke", "tia"})
# conditions whose naming clears nothing
_NOT_CLEARING: Final = frozenset(
    {
        "stroke",
        "tia",
        "hypertension",
        "diabetes",
        "pregnancy",
        "kidney_disease",
        "thyroid_disease",
        "low_potassium",
        "allergy",
        "anaphylaxis",
    }
)
_OF_THE_FACE: Final = frozenset(
    "bells_palsy facial_palsy_other hemifacial_spasm trigeminal_neuralgia migraine shingles tmj_disorder".split()
)
_SENTENCE: Final = re.compile(r"[.!?\n]")
# how far behind the sentence of an examination its result may stand, in characters
_NEXT: Final = 80
# how far from it the name of what was found may stand, in characters
_NAMED_REACH: Final = 150
_LONG_SENTENCE: Final = 300
# how far before "said it is ..." the one who says so may stand, in characters
_BY_WHOM: Final = 60
# how far before a finding the words that make it a new matter may stand, in characters
_NEW_REACH: Final = 110
# how far around a finding the words may stand that say how long it has been so, in characters
_CHRONIC_REACH: Final = 170
# how far from a finding the words may stand that call it old, or give its year, in characters
_OLD_REACH: Final = 60
# how far before an attack its day may stand, in characters
_BEFORE_ATTACK: Final = 170
# how far behind a word that may begin another matter its meaning is told, in characters: "but", "but that is just how I am"
_TURN_AHEAD: Final = 40
# how long the last word before a new subject may be, in characters
_LAST_WORD: Final = 20
# within how many characters a message names whom it addresses
_ADDRESS: Final = 40
# how far behind a finding the words may stand that say that it is back, in characters
_BACK_REACH: Final = 120
_WEEK: Final = 7 * 86400.0
_FOUR_WEEKS: Final = 28 * 86400.0
# how far cleaning may move a quote, in characters, so that no long message is searched whole for each of them
_DRIFT: Final = 2_000
# how far behind "was diagnosed with" the illness may stand, in characters
_NAMED_BEHIND: Final = 50
# how many words a review of a medicine has at least
_STORY: Final = 12
# how many findings of a flag are set aside where another may be acted on
_MOST_ASIDE: Final = 4


@lru_cache(maxsize=1)
def _rules() -> tuple[tuple[Mapping[str, Any], frozenset[Fact] | None], ...]:
    """The rules, each with what it needs."""
    rows = check_entries(
        "red_flags",
        read_yaml("red_flags"),
        ("flag", "why", "when", "attack", "attack_of", "returns", "bouts", "of_face", "fires", "not"),
    )
    return tuple((row, needs(row["when"])) for row in rows)


def red_flags(case: Case) -> tuple[RedFlag, ...]:
    """Every flag that the patient's findings raise, active ones first; one a flag id, with its evidence."""
    raised: dict[str, RedFlag] = {}
    live, told = case.live(), case.told()
    known_facts = facts(case, told)
    for rule, needed in _rules():
        if needed is not None and needed.isdisjoint(known_facts):
            continue
        found = evaluate(rule["when"], case, live)
        past = False
        if found is None and told != live:
            found, past = evaluate(rule["when"], case, told), True
        if found is None:
            continue
        told_by = _findings_of(rule, case, found, told)
        past = past or (bool(told_by) and all(f.status == "past" for f in told_by))
        reason = _inactive(rule, case, found + told_by, past=past)
        if reason is not None and not past and (acute := _acted_on(rule, case, found)):
            found, reason = acute, None
        why = rule["why"] if reason is None else f"{rule['why']}; not acted on now: {reason}"
        flag = RedFlag(rule["flag"], reason is None, why, quotes(found))
        known = raised.get(flag.flag)
        if known is None or (flag.active and not known.active):
            raised[flag.flag] = flag
        elif flag.active == known.active:
            evidence = tuple(dict.fromkeys((*known.evidence, *flag.evidence)))
            merged_why = known.why if flag.why in known.why else f"{known.why}; {flag.why}"
            raised[flag.flag] = RedFlag(known.flag, known.active, merged_why, evidence)
    return tuple(sorted(raised.values(), key=lambda f: (not f.active, f.flag)))


def _findings_of(
    rule: Mapping[str, Any], case: Case, found: tuple[Quote | Finding, ...], told: Sequence[Finding]
) -> tuple[Finding, ...]:
    """The findings that stand in the words which alone raised a flag: "in 2016 my legs gave out"."""
    if any(isinstance(f, Finding) for f in found):
        return ()
    patterns = context_patterns()
    spans = [m.span() for name in _texts(rule["when"]) for m in patterns[name].finditer(case.text_clean)]
    places = ((f, _place_of(case, f)) for f in told)
    return tuple(f for f, at in places if any(start < at + len(f.quote.text) and at < end for start, end in spans))


def _texts(when: Mapping[str, Any]) -> Iterator[str]:
    """The lists of words that a condition may be met by."""
    if "text" in when:
        yield when["text"]
    for part in (*when.get("any", ()), *when.get("all", ())):
        yield from _texts(part)


def _acted_on(
    rule: Mapping[str, Any], case: Case, found: tuple[Quote | Finding, ...]
) -> tuple[Quote | Finding, ...] | None:
    """What else raises a flag and is acted on, the findings set aside that are not; None where nothing does.

    "blind in the right eye since birth, and today I lost sight in the left"
    """
    aside: list[Finding] = []
    while (more := [f for f in found if isinstance(f, Finding)]) and len(aside) + len(more) <= _MOST_ASIDE:
        aside += more
        placed = {f.symptom for f in aside if f.site}
        # "left with a droop of the mouth in 2018 ... must we declare the droop?": told again without its place
        rest = [f for f in case.live() if f not in aside and (f.site or f.symptom not in placed)]
        other = evaluate(rule["when"], case, rest)
        if other is None or not any(isinstance(f, Finding) for f in other):
            return None
        if _inactive(rule, case, other, past=False) is None:
            return other
        found = other
    return None


def _inactive(rule: Mapping[str, Any], case: Case, found: tuple[Quote | Finding, ...], *, past: bool) -> str | None:
    """Why a flag is not acted on now, in words; None where it is."""
    flag: str = rule["flag"]
    over = [f for f in found if isinstance(f, Finding) and f.status == "past"]
    new = says(case, "new_since") or case.trend == "worse"
    if not new and _assessed(rule, case, found):
        return "a clinician has examined this and named a cause or cleared it, and nothing new is said since"
    symptoms = {f.symptom for f in found if isinstance(f, Finding)}
    injected = any(t.trigger == "injury" for t in case.exposed()) or says(case, "dental_numbing")
    of_the_face = all(regions().get(f.site or "", "face") == "face" for f in found if isinstance(f, Finding))
    if (
        symptoms == {"numbness"}
        and of_the_face
        and injected
        and says(case, "injection_numb")
        and (past or says(case, "within_two_days"))
        and not says(case, "injection_long_ago")
        and not _injected_elsewhere(case, found)
    ):
        return "numbness after an injection or dental work there"
    named = [t for t in case.triggers if "botulinum" in t.tags]
    toxin = any(t in case.exposed() for t in named) if named else says(case, "botulinum")
    treated = toxin and not says(case, "botulinum_elsewhere") and not says(case, "botulinum_long_ago")
    if flag == "face_weakness_one_side" and treated:
        return "droop or weakness after botulinum toxin"
    findings = [f for f in found if isinstance(f, Finding)]
    if not new and _is_told_of_long_ago(rule, case, findings):
        return "it is over and lies more than seven days back"
    if past and over:
        last = context_patterns()["last_measured"]
        measured = flag == "high_fever" and all(last.search(_own_sentence(case, f)) for f in over)
        if measured and not any(_age_of(case, f) == "long ago" for f in over):
            return None
        if flag == "high_fever" and all(_is_told_without_verb(case, f) for f in over):
            return None
        live = any(isinstance(f, Finding) and f.status != "past" for f in found)
        return _over(rule, case, over, live=live)
    beyond = says(case, "unlike_before") or says(case, "beyond_asthma")
    if symptoms == {"breathing_trouble"} and says(case, "known_asthma") and not beyond:
        return "known asthma as always"
    courses = _courses(case, found)
    timed = rule.get("bouts") and any(d.kind == "episode" for d in case.durations)
    bouts = timed or any(_said_near(case, f, "in_attacks") for f in found if isinstance(f, Finding))
    returns = rule.get("attack") or (rule.get("returns") and symptoms)
    # what is lifelong comes and goes only where that is said of it, and not of the lip
    chronic = _is_chronic(case, found)
    # "a stroke two years ago, still can not button a shirt. My calf jumps most nights": the calf comes and goes, not the hand
    still = bool(symptoms) and all(_is_still_so(case, f) for f in found if isinstance(f, Finding))
    comes_and_goes = (
        returns
        and not says(case, "last_attack_long_ago")
        and (bouts or (not chronic and not still and (case.pattern == "intermittent" or case.frequencies)))
    )
    steady = not new and case.onset != "sudden" and not comes_and_goes
    if says(case, "last_attack_long_ago") and says(case, "none_since") and not new:
        return "it is over and lies more than seven days back"
    long = chronic or (bool(courses) and min(d.min_s for d in courses) > _FOUR_WEEKS)
    before = _BEFORE_ATTACK if rule.get("attack") else 0
    if long and steady and not _is_fresh(case, found, before=before, within=chronic):
        return "it has continued unchanged for over four weeks"
    if (
        flag == "severe_headache"
        and evaluate({"condition": {"condition": ["migraine"]}}, case, ())
        and not any(f.symptom in _DEFICITS for f in case.live())
        and case.onset != "sudden"
        and not says(case, "unlike_before")
        and not says(case, "no_known_migraine")
    ):
        return "a headache of a known migraine"
    if flag == "face_weakness_one_side":
        lids = [f for f in found if isinstance(f, Finding)]
        swollen = {f.site for f in case.live() if f.symptom == "swelling"}
        of_lid = swollen & {"eye", "eyelid"} or any(_said_near(case, f, "lump_of_lid") for f in lids)
        if lids and all(f.site in ("eye", "eyelid") for f in lids) and of_lid:
            return "the lid droops because it is swollen"
    return None


def _is_told_of_long_ago(rule: Mapping[str, Any], case: Case, findings: Sequence[Finding]) -> bool:
    """Whether what raised a flag, findings or words alone, belongs to a story of long ago, and nothing says that it is new or back."""
    text = case.text_clean
    statements = [s for f in findings for s in _statements(f)]
    if any(
        _is_told_as_new(case, s) or _is_back(case, s) or _is_had_now(case, s) or _age_of(case, s) == "recent"
        for s in statements
    ):
        return False
    told = [(_place_of(case, s), s.status != "past") for s in statements]
    if not told:
        patterns = context_patterns()
        told = [(m.start(), True) for name in _texts(rule["when"]) for m in patterns[name].finditer(text)]
    return bool(told) and all(is_of_long_ago(text, at, untensed=untensed) for at, untensed in told)


def _statements(finding: Finding) -> Iterator[Finding]:
    """A finding as each of its statements tells it: "a fit at nineteen ... yesterday I collapsed"."""
    yield finding
    for quote in finding.repeats:
        yield replace(finding, quote=quote)


def _is_told_without_verb(case: Case, finding: Finding) -> bool:
    """Whether nothing before it in its sentence is told as past, and nothing anywhere as ended: "flu, fever 39.3, had to leave class"."""
    patterns = context_patterns()
    _, end = _clause(case, finding.quote)
    before = case.text_clean[_opens(case.text_clean, max(0, _place_of(case, finding))) : end]
    if patterns["has_got"].search(before):
        # "got a temp of 39.5"
        return not any(patterns[name].search(_own_clause(case, finding)) for name in ("long_ago", "story_date"))
    return not (
        patterns["told_past"].search(before)
        or patterns["long_ago"].search(_own_sentence(case, finding))
        or says(case, "told_ended")
    )


def _is_chronic(case: Case, found: tuple[Quote | Finding, ...]) -> bool:
    """Whether every finding is said to be there unchanged since birth, since a year that is gone, or since a date of months ago."""
    patterns, text = context_patterns(), case.text_clean

    def chronic(f: Finding) -> bool:
        at = _place_of(case, f)
        if at < 0:
            return False
        if any(_said_near(case, f, name) for name in ("since_birth", "always_so", "since_a_year")):
            return True
        end = at + len(f.quote.text)
        before, behind = text[max(_opens(text, at), at - _OLD_REACH) : at], text[end : end + _OLD_REACH]
        if patterns["old_before"].search(before) or patterns["old_behind"].search(behind):
            return True
        said = text[max(0, at - _CHRONIC_REACH) : at + _CHRONIC_REACH]
        if patterns["left_by"].search(text[max(0, at - 2 * _CHRONIC_REACH) : at]) and _is_still_so(case, f):
            return True  # "a stroke two years ago ... still can't button a shirt"
        closes = _closes(text, end)
        rest = (text[end:closes], text[closes + 1 : _closes(text, closes + 1)])
        if any(patterns["unchanged_behind"].search(said) for said in rest):
            return True  # "my lid hangs. I was born with it"
        # "my brother, 35 years, has had a fever of 39.8 for days": that is his age
        age = f"{case.patient.age_years:g} " if case.patient.age_years else None
        years = any(age is None or not m[0].startswith(age) for m in patterns["for_years"].finditer(said))
        dated = years or patterns["examined_long_ago"].search(said)
        return bool(dated and patterns["ever_since"].search(said))

    findings = [f for f in found if isinstance(f, Finding)]
    return bool(findings) and all(chronic(f) for f in findings)


def _is_still_so(case: Case, finding: Finding) -> bool:
    """Whether a finding is said still to be there, and its sentence tells of no attacks, nothing new, and nobody else."""
    told = context_patterns()["not_left"].search(_sentence_of(case, finding))
    return told is None and _said_near(case, finding, "still_so")


def _said_near(case: Case, finding: Finding, name: str) -> bool:
    """Whether words of a context list stand by a finding, with no break between that begins another matter."""
    patterns, text = context_patterns(), case.text_clean
    at = _place_of(case, finding)
    if at < 0:
        return False
    end = at + len(finding.quote.text)
    opens, closes = _opens(text, at), _closes(text, end)
    for match in patterns[name].finditer(text[opens:closes]):
        first, last = opens + match.start(), opens + match.end()
        low, high = (end, first) if first >= end else (last, at)
        if not any(turn < high for turn, _ in _breaks(text, low, high + _TURN_AHEAD)) and not any(
            low <= _place(text, c.quote) < high for c in case.conditions
        ):
            return True
    return False


def _own_clause(case: Case, finding: Finding) -> str:
    """The clause in which a finding stands."""
    start, end = _clause(case, finding.quote)
    return case.text_clean[start:end]


def _clause(case: Case, quote: Quote) -> tuple[int, int]:
    """Where the clause begins and ends in which a quote stands."""
    at = _place(case.text_clean, quote)
    return _clause_around(case.text_clean, at, at + len(quote.text))


def _clause_around(text: str, at: int, end: int) -> tuple[int, int]:
    """Where the clause begins and ends in which these characters stand."""
    opens, closes = _opens(text, at), _closes(text, end)
    before = [last for _, last in _breaks(text, opens, at)]
    after = [first for first, _ in _breaks(text, end, closes)]
    return max(before, default=opens), min(after, default=closes)


def _breaks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans at which another matter begins between two places: a mark, a joining word, or a new subject with its verb.

    "my face droops i had covid two years ago", but not "the palsy i had two years ago".
    """
    patterns, said = context_patterns(), text[start:end]
    for match in patterns["other_clause"].finditer(said):
        yield start + match.start(), start + match.end()
    for match in patterns["run_on"].finditer(said):
        if not patterns["no_run_on"].search(said[max(0, match.start() - _LAST_WORD) : match.start()]):
            yield start + match.start(), start + match.end()


def _is_fresh(case: Case, found: tuple[Quote | Finding, ...], *, before: int, within: bool) -> bool:
    """Whether the words around a finding place it in these days, whatever else has lasted for months.

    ``before``: how far before its sentence such words may stand too, in characters; ``within``: no further on than its end.
    """
    patterns = context_patterns()
    for f in found:
        if isinstance(f, Finding):
            if _is_told_as_new(case, f) and (before or not says(case, "ever_since")):
                return True
            said, at = _sentence_of(case, f, 60), _place_of(case, f)
            if within and at >= 0:
                said = case.text_clean[_opens(case.text_clean, at) : _closes(case.text_clean, at)]
            if before and at >= 0:
                said = case.text_clean[max(0, at - before) : at] + said
            begun = patterns["these_days"].search(said) or patterns["recent"].search(said)
            if begun and not patterns["as_examined"].search(said, begun.end()):
                return True
    return False


def _is_told_as_new(case: Case, finding: Finding) -> bool:
    """Whether a finding's own clause says that it is so now, or again, and not for how long.

    Match: "my lip twitches for 3 months, now my face droops". Non-match: "my face droops for two years now".
    """
    start, end = _clause(case, finding.quote)
    said = case.text_clean[start:end]
    if (
        not context_patterns()["now_so"].search(said)
        or context_patterns()["still_so"].search(said)
        or case.trend == "same"
    ):
        return False
    return not any(d.kind == "course" and start <= _place(case.text_clean, d.quote) < end for d in case.durations)


def _assessed(rule: Mapping[str, Any], case: Case, found: tuple[Quote | Finding, ...]) -> bool:
    """Whether a clinician has examined this very complaint: not one of years ago, nor before an onset of today."""
    if any(
        c.condition in _OF_THE_BRAIN and c.experiencer == "patient" and c.status in ("present", "uncertain")
        for c in case.conditions
    ):
        return False
    patterns = context_patterns()
    named_brain = {
        c.quote.text.lower()
        for c in case.conditions
        if c.condition in _OF_THE_BRAIN and c.experiencer == "patient" and c.status == "past"
    }
    fresh = any(
        patterns["fresh_onset"].search(_without_other_days(_sentence_of(case, f, 70)))
        or patterns["begun_since"].search(_own_sentence(case, f))
        for f in found
        if isinstance(f, Finding)
    )
    findings = [f for f in found if isinstance(f, Finding)]
    # "hemifacial spasm, diagnosed six years ago": the complaint is the illness that was named
    illnesses = load_knowledge().by_id("conditions")
    named_so = {c.quote for c in case.conditions if illnesses[c.condition].get("lifelong")}
    known_by = {f.symptom for f in case.told() if f.quote in named_so}
    lifelong = bool(findings) and all(f.quote in named_so or f.symptom in known_by for f in findings)
    for start, end, named in _assessments(case, findings):
        if not _in_person(case, start, end) or _names_danger(case, start, end):
            continue
        around = case.text_clean[max(0, start - 50) : end + 50]
        if patterns["not_examined"].search(case.text_clean[max(0, start - 25) : end + 80]):
            continue
        if any(name in around for name in named_brain):
            continue  # "examined it and said TIA"
        opens = _opens(case.text_clean, start)
        # "I was there for slurred speech: CT clear, it was low sugar" is no other matter
        told_there = any(
            opens <= (at := _place_of(case, f)) < end and patterns["because_of"].search(case.text_clean[opens:at])
            for f in findings
        )
        if not named and not told_there and patterns["other_matter"].search(around):
            continue
        own = _names_own_illness(case, start, end)
        if not named and not told_there and not own and patterns["of_a_relative"].search(around):
            continue
        # the date of an old examination is no course of the complaint
        lasting = [d for d in _courses(case, found) if d.max_s > _WEEK and d.quote.text.lower() not in around]
        if patterns["examined_long_ago"].search(around) and not lasting and not lifelong:
            continue
        if fresh and not patterns["recent"].search(case.text_clean[max(opens, start - 50) : end + 50]):
            continue
        if any(_arose_since(case, f, start, end) for f in findings):
            continue
        if _of_another_part(case, findings, start, end, of_face=bool(rule.get("of_face"))):
            continue
        return True
    return False


def _names_own_illness(case: Case, start: int, end: int) -> bool:
    """Whether an illness of the patient's stands in an assessment, or right behind it: "was diagnosed with"."""
    return any(
        c.experiencer == "patient" and start <= _place(case.text_clean, c.quote) < end + _NAMED_BEHIND
        for c in case.conditions
    )


def _in_person(case: Case, start: int, end: int) -> bool:
    """Whether the clinician of an assessment saw the patient, as it seems, and did not only speak by telephone or video."""
    patterns = context_patterns()
    around = case.text_clean[max(_opens(case.text_clean, start), start - _BY_WHOM) : _closes(case.text_clean, end)]
    return not patterns["not_in_person"].search(around) or bool(patterns["in_person"].search(around))


def _names_danger(case: Case, start: int, end: int) -> bool:
    """Whether the clinician of an assessment himself speaks of a stroke, or sends to the emergency room."""
    patterns, text = context_patterns(), case.text_clean
    said_at, closes = _said_at(text, start, end)[0], _closes(text, end)
    if patterns["sent_to_emergency"].search(text[said_at:closes]):
        return True
    return any(
        c.condition in _OF_THE_BRAIN
        and c.experiencer == "patient"
        and c.status == "hypothetical"
        and said_at <= (at := _place(text, c.quote)) < closes
        and patterns["may_be"].search(text[said_at:at])
        for c in case.conditions
    )


def _of_another_part(case: Case, findings: list[Finding], start: int, end: int, *, of_face: bool) -> bool:
    """Whether a flag is told only behind an assessment that was of another part, or named a cause that cannot explain it.

    ``of_face``: a palsy of the face may explain it.
    """
    patterns, text = context_patterns(), case.text_clean
    said = text[start : _closes(text, end)]
    if patterns["clears_another_part"].search(said) and not any(c.quote.text.lower() in said for c in case.conditions):
        return True
    if not patterns["of_another_part"].search(said) and (of_face or not patterns["of_the_face"].search(said)):
        return False
    said_at = _said_at(text, start, end)[0]
    named = {c.quote for c in case.conditions}

    def behind(f: Finding) -> bool:
        at = _place_of(case, f)
        told = text[_opens(text, at) : at + len(f.quote.text) + 20]
        return at >= said_at and f.quote not in named and not patterns["still_so"].search(told)

    return bool(findings) and all(map(behind, findings))


def _without_other_days(text: str) -> str:
    """The text without "nothing new today" and "saw the GP this morning", whose days are no onset."""
    patterns = context_patterns()
    return "".join(patterns["visit_dated"].split("".join(patterns["nothing_new"].split(text))))


def _arose_since(case: Case, finding: Finding, start: int, end: int) -> bool:
    """Whether a finding is told behind an examination (its span, in characters) as a new matter, and not as the same as then."""
    patterns, text = context_patterns(), case.text_clean
    at = _place_of(case, finding)
    behind = at + len(finding.quote.text) + 20
    said_at = _said_at(text, start, end)[1]
    # a turn within the clinician's sentence, or in the finding's own, with the mark before it
    opens = max(said_at, _opens(text, at), 1) - 1
    between = text[opens:at]
    turn = patterns["turn"].search(between, 1)
    if turn is None and opens < said_at:
        turn = patterns["however"].search(between, 1)
    if turn:
        told = _without_other_days(between[turn.start() :] + text[at:behind])
        return not patterns["still_so"].search(told) and not patterns["as_examined"].search(told)
    if at < end:
        return False
    told = _without_other_days(text[max(end, at - _NEW_REACH) : behind])
    return bool(patterns["new_matter"].search(told)) and not patterns["as_examined"].search(told)


def _assessments(case: Case, findings: list[Finding]) -> Iterator[tuple[int, int, bool]]:
    """Where the message says that a clinician examined something and named its cause or cleared it, as characters.

    Third: whether a condition of the face or the nerves is named there, so that nothing else was examined.
    """
    patterns, text = context_patterns(), case.text_clean
    for match in patterns["assessed"].finditer(text):
        if _ASSESSMENT.match(match[0]) and patterns["questioned"].search(text):
            continue  # the answer to a question, not the assessment of a note
        said = text[max(0, match.start() - _BY_WHOM) : match.end()]
        # "my wife was diagnosed with", "was told she has": an illness of the patient's, whoever tells it
        passive = patterns["passive"].search(match[0]) and _names_own_illness(case, *match.span())
        if passive or not patterns["lay_reporter"].search(said) or patterns["clinician"].search(said):
            yield (*match.span(), False)
    for match in patterns["seen_about"].finditer(text):
        by_whom = patterns["clinician"].search(text[_opens(text, match.start()) : match.end()])
        if by_whom and any(match.start() < _place_of(case, f) < match.end() for f in findings):
            yield (*match.span(), True)
    named = {
        c.quote.text.lower(): c.condition in _OF_THE_FACE
        for c in case.conditions
        if c.condition not in _NOT_CLEARING
        and c.experiencer == "patient"
        and c.status in ("present", "past", "uncertain")
    }
    at, met = 0, False
    for sentence in _SENTENCE.split(text):
        start, end = at, at + len(sentence)
        at = end + 1
        # "The dentist took it out. He said the nerve is bruised."
        met_before = met and bool(patterns["they_said"].search(sentence))
        addressed = patterns["addressed"].search(sentence[:_ADDRESS]) if start == 0 else None
        told_of = sentence[addressed.end() :] if addressed else sentence
        by_clinician = bool(patterns["clinician"].search(told_of)) or met_before
        met = by_clinician
        verb = patterns["examines"].search(sentence)
        if not by_clinician or verb is None:
            continue
        if patterns["says_only"].search(verb[0]) and not met_before:
            teller = patterns["clinician"].search(sentence)
            if teller is not None and teller.start() > verb.start():
                continue  # "my wife says go to hospital but I feel ok"
        own = [f for f in findings if f.status == "present" and start <= _place_of(case, f) < start + verb.start()]
        if own and met_before and patterns["says_only"].search(verb[0]):
            continue  # "she's crying with her head, she says": the patient's own words
        if patterns["to_be_examined"].search(sentence):
            continue
        said = text[max(0, start - _NAMED_REACH) : end + _NAMED_REACH]
        near = [of_the_face for name, of_the_face in named.items() if name in said]
        cleared = patterns["clears"].search(text[start : end + _NEXT]) and not patterns["sent_on"].search(sentence)
        if near or cleared:
            yield start, end, any(near)


def _over(rule: Mapping[str, Any], case: Case, over: list[Finding], *, live: bool) -> str | None:
    """Why a flag whose findings are over is not acted on now; None where it is recent, or an attack asked about.

    ``live``: another finding of the flag is there now, so that the flag is not a mere story.
    """
    statements = [s for f in over for s in _statements(f)]
    if any(_is_told_as_new(case, s) or _is_back(case, s) for s in statements):
        return None
    if _is_chronic(case, tuple(over)):
        return "it is over and lies more than seven days back"
    ages = {_age_of(case, f) for f in over} | {"recent" for s in statements if _age_of(case, s) == "recent"}
    if "recent" in ages or ((live or says(case, "latest_bout")) and "long ago" not in ages):
        return None
    if any(_is_had_now(case, f) for f in over):
        return None
    if "long ago" in ages or (not live and _is_long_quiet(case, over)):
        return "it is over and lies more than seven days back"
    courses = [d.max_s for d in _courses(case, tuple(over))]
    if courses and min(courses) <= _WEEK:
        return None
    if courses:
        return "it is over and lies more than seven days back"
    medicine = any(t.trigger in _MEDICINES for t in case.exposed())
    short = rule.get("attack") and any(d.kind == "episode" for d in case.durations)
    apart = (rule.get("bouts") or short) and not _ended_with_the_drug(case, over)
    if medicine and says(case, "stopped_drug") and not apart:
        return "it ended when a suspected medicine was stopped"
    begun = any(f.cue in _BECOMING for f in over)  # "my face went numb" tells how it began, not that it is over
    # "i'm on metformin and i passed out" is no review
    long_enough = not rule.get("attack") or len(case.words) >= _STORY
    story = medicine and says(case, "drug_story") and long_enough
    if story and not says(case, "asks") and not begun:
        return "it is told as a finished story of a medicine"
    if not live and {f.quote for f in over} <= {c.quote for c in case.conditions if c.condition in _OF_THE_FACE}:
        return "it is over"  # a palsy that has its name is no attack that may have been a TIA
    attack = rule.get("attack") or any(f.symptom in rule.get("attack_of", ()) for f in over)
    if attack and (says(case, "asks") or begun or not story):
        return None
    return "it is over"


def _is_long_quiet(case: Case, over: list[Finding]) -> bool:
    """Whether the words behind all findings say that nothing of it has come for weeks: "well in the nine months since"."""
    patterns, behind = context_patterns(), case.text_clean[max(_place_of(case, f) for f in over) :]
    fevers = all(f.symptom in ("fever", "high_fever") for f in over)
    return bool(patterns["quiet_since"].search(behind) or (fevers and patterns["no_fever_since"].search(behind)))


def _ended_with_the_drug(case: Case, over: list[Finding]) -> bool:
    """Whether a medicine was stopped once a finding was there: "it stopped when I quit", but not "I quit it. My lip swelled"."""
    patterns, text = context_patterns(), case.text_clean
    first = min(_place_of(case, f) for f in over)
    return any(
        m.start() > first or patterns["ended_with_it"].search(text[_opens(text, m.start()) : m.start()])
        for m in patterns["stopped_drug"].finditer(text)
    )


def _injected_elsewhere(case: Case, found: tuple[Quote | Finding, ...]) -> bool:
    """Whether the injection or the dental work was on the other side: "a filling on the right. The left half is numb"."""
    patterns, text = context_patterns(), case.text_clean
    sides = {f.side for f in found if isinstance(f, Finding)}
    if len(sides) != 1 or not sides <= {"left", "right"}:
        return False
    done = patterns["injection_numb"].search(text)
    if done is None:
        return False
    opens, closes = _clause_around(text, *done.span())
    named = {word for word in _SIDES if re.search(rf"\b{word}\b", text[opens:closes])}
    return bool(named) and named.isdisjoint(sides)


def _is_back(case: Case, finding: Finding) -> bool:
    """Whether the words behind a finding say that it has begun anew: "it went in May. It is back"."""
    at = _place_of(case, finding)
    behind = case.text_clean[at : at + len(finding.quote.text) + _BACK_REACH] if at >= 0 else ""
    return context_patterns()["is_back"].search(behind) is not None


def _age_of(case: Case, finding: Finding) -> str | None:
    """Whether the date that stands nearest to a finding, in its sentence before any other, is "recent" (within a week) or "long ago".

    None without a date.
    """
    around = _sentence_of(case, finding)
    word = finding.quote.text.lower()
    at = max(0, around.find(word))
    best: tuple[bool, int, str] | None = None
    for name, pattern in (("long ago", "long_ago"), ("recent", "recent")):
        for match in context_patterns()[pattern].finditer(around):
            elsewhere = around[_opens(around, match.start()) : _closes(around, match.end())]
            if word not in elsewhere and _is_of_another_event(elsewhere, name):
                continue  # "I retired a month ago. My arm went weak for an hour"
            if name == "long ago" and _is_told_apart(around, at, at + len(word), match.start()):
                continue  # "my face went numb, I stopped smoking last year"
            distance = max(at - match.end(), match.start() - at - len(word), 0)
            between = around[match.end() : at] or around[at + len(word) : match.start()]
            told = (STOP.search(between) is not None, distance)
            if best is None or told < best[:2]:
                best = (*told, name)
    return best[2] if best else None


def _is_of_another_event(sentence: str, age: str) -> bool:
    """Whether a dated sentence tells of something else: "I moved a month ago", "I had covid last year", but not "It was last year"."""
    patterns = context_patterns()
    if patterns["other_event"].search(sentence):
        return True
    own = patterns["run_on"].search(f" {sentence.strip()}")
    return age == "long ago" and own is not None and patterns["of_it"].search(sentence) is None


def _is_told_apart(text: str, start: int, end: int, date: int) -> bool:
    """Whether a date stands in another statement than a finding (its span, in characters), with a subject and an event of its own.

    "my face went numb, I stopped smoking last year", "I moved a month ago and my face went numb"
    """
    patterns = context_patterns()
    if date < start:
        breaks = [first for first, _ in _breaks(text, date, start)]
        return bool(breaks) and patterns["other_event"].search(text[_opens(text, date) : breaks[0]]) is not None
    breaks = [last for first, last in _breaks(text, end, date) if not patterns["joined"].search(text[first:last])]
    return bool(breaks) and patterns["run_on"].search(f" {text[max(breaks) : date].lstrip()}") is not None


def _courses(case: Case, found: tuple[Quote | Finding, ...]) -> list[Duration]:
    """The courses that belong to a flag's findings: a time belongs to the complaint told nearest to it.

    "Last year my face drooped. Now my lip is swollen": the year is not the swelling's.
    """
    courses = [d for d in case.durations if d.kind == "course"]
    told = case.told()
    findings = [f for f in found if isinstance(f, Finding)]
    there = bool(findings) and all(f.status != "past" for f in findings)
    courses = [d for d in courses if not _is_of_something_else(case, d.quote, there=there)]
    if len({(f.symptom, f.site, f.status) for f in told}) < 2:
        return courses
    evidence = {(f.symptom, f.status) for f in found if isinstance(f, Finding)}

    def apart(d: Duration, f: Finding) -> tuple[bool, int, int]:
        start, end = sorted((d.quote, f.quote), key=lambda q: q.start)
        other_sentence = _SENTENCE.search(case.text_clean, start.end, end.start) is not None
        return other_sentence, max(f.quote.start - d.quote.end, d.quote.start - f.quote.end), f.quote.start

    def nearest(d: Duration) -> Finding:
        return min(told, key=lambda f: apart(d, f))

    # what is told again elsewhere is the same complaint
    theirs = [t for t in told if any(t.symptom == f.symptom for f in findings)]
    courses = [d for d in courses if _is_time_of(case, d, theirs)]
    if len({f.status for f in told}) < 2:
        return courses

    def is_theirs(d: Duration) -> bool:
        # "the night before last I jerked and did not react": a time within the last days is that of all in its sentence
        near = nearest(d)
        lately = d.max_s <= _WEEK and any(not apart(d, f)[0] for f in findings)
        return lately or (near.symptom, near.status) in evidence

    return [d for d in courses if is_theirs(d)]


def _is_time_of(case: Case, time: Duration, theirs: list[Finding]) -> bool:
    """Whether a time may be that of these findings: those of its sentence, save what has another time in its own part.

    "my lip has twitched for two months and my arm is weak": the time is that of the lip, which its own part names.
    A time within the last days may be any finding's, and so may one without a finding in its sentence: that is the safe side.
    """
    if time.max_s <= _WEEK:
        return True
    text, at = case.text_clean, _place(case.text_clean, time.quote)
    opens, closes = _opens(text, at), _closes(text, at)
    if not any(opens <= _place_of(case, f) < closes for f in case.told()):
        return True
    patterns = context_patterns()
    parted = [opens + m.start() for m in patterns["part_of_sentence"].finditer(text[opens:closes])]
    marks = sorted({opens, *parted, *(first for first, _ in _breaks(text, opens, closes)), closes})

    def part(place: int) -> tuple[int, int]:
        n = max(1, bisect_left(marks, place + 1))
        return marks[n - 1], marks[n]

    own_start, own_end = part(at)
    another = any(own_start <= _place_of(case, f) < own_end and _is_elsewhere(f, theirs) for f in case.told())
    for place in (_place_of(case, f) for f in theirs):
        if opens <= place < closes:
            start, end = part(place)
            said = text[start:end]
            shared = not another or patterns["wants_time"].search(said)
            if start <= at < end or (shared and not patterns["own_time"].search(said)):
                return True
    return False


def _is_elsewhere(finding: Finding, theirs: list[Finding]) -> bool:
    """Whether a finding is at a place that is none of these findings', nor a part of one, nor has one as its part."""
    unsited = word_lists("linking")["unsited"]
    if finding.symptom in unsited or all(f.symptom in unsited for f in theirs):
        return all(f.symptom != finding.symptom for f in theirs)
    own = _around(finding.site)
    return bool(own) and all(f.site and finding.site not in _around(f.site) and f.site not in own for f in theirs)


@lru_cache(maxsize=64)
def _around(site: str | None) -> frozenset[str]:
    """A site and the larger ones of which it is a part, but for the mouth and the face, in which there is room for two complaints."""
    wholes = {s.id: frozenset(s.get("part_of") or ()) for s in load_knowledge().sites}
    return frozenset({site} | (wholes[site] - {"face", "mouth"})) if site else frozenset()


def _is_of_something_else(case: Case, time: Quote, *, there: bool) -> bool:
    """Whether a time is that of a habit, an operation, an illness or an earlier attack, told in a clause without a finding.

    ``there``: the findings are there now; of what is over, only what plainly happened apart is something else.
    """
    patterns, text = context_patterns(), case.text_clean
    start, end = _clause(case, time)
    if start > _opens(text, start) and patterns["bare_time"].search(text[start : _place(text, time)]):
        # "high blood pressure, since ten years"
        start = _clause_around(text, max(0, start - 2), start)[0]
    if patterns["likened_to"].search(text[start : _place(text, time)]):
        return True
    if any(start <= _place_of(case, f) < end for f in case.told()):
        return False
    said = text[start:end]
    if not there:
        return bool(patterns["other_event"].search(said)) and patterns["of_it"].search(said) is None
    other = (
        patterns["earlier_attack"].search(said)
        or patterns["course_of_something_else"].search(said)
        or any(start <= _place(text, c.quote) < end for c in case.conditions)
    )
    # "I had a stroke two years ago and my arm is still weak"
    return bool(other) and not patterns["left_behind"].search(text[end : end + _NEW_REACH])


def _sentence_of(case: Case, finding: Finding, reach: int = 110) -> str:
    """The words around a finding in the lower-case text, from the beginning of its sentence on where that is not too far."""
    text = case.text_clean
    at = _place_of(case, finding)
    if at < 0:
        return text
    opens = max(text.rfind(mark, max(0, at - _LONG_SENTENCE), at) for mark in ".!?\n") + 1
    if not opens and at > _LONG_SENTENCE:
        opens = at  # no mark within reach
    return text[min(max(0, at - reach), opens) : at + reach]


def _is_had_now(case: Case, finding: Finding) -> bool:
    """Whether the words right before a finding tell it in the present: "i have 40 degrees fever i moved house a month ago"."""
    at = _place_of(case, finding)
    before = case.text_clean[max(0, at - _OLD_REACH) : max(0, at)]
    return context_patterns()["has_now"].search(before) is not None


def _own_sentence(case: Case, finding: Finding) -> str:
    """The sentence of a finding in the lower-case text, in which a point within a number ends nothing."""
    text, at = case.text_clean, _place_of(case, finding)
    marks = [m.start() for m in STOP.finditer(text, max(0, at - _LONG_SENTENCE), at + _LONG_SENTENCE)]
    opens = max((m + 1 for m in marks if m < at), default=max(0, at - _LONG_SENTENCE))
    return text[opens : min((m for m in marks if m >= at), default=at + _LONG_SENTENCE)]


def _place_of(case: Case, finding: Finding) -> int:
    """Where a finding stands in the lower-case text, -1 where it does not."""
    return _place(case.text_clean, finding.quote)


def _place(text: str, quote: Quote) -> int:
    """Where a quote stands in the lower-case text, -1 where it does not.

    Its offsets are the message's as given, which is about as long: of the places with its words the nearest is its own.
    """
    words, given = quote.text.lower(), quote.start
    before = text.rfind(words, max(0, given - _DRIFT), given + len(words))
    behind = text.find(words, given, given + len(words) + _DRIFT)
    if before < 0 and behind < 0:
        before = text.rfind(words, 0, given)
    return min((at for at in (before, behind) if at >= 0), key=lambda at: abs(at - given), default=-1)


def _opens(text: str, at: int) -> int:
    """Where the sentence begins in which a place stands, or how far back it is looked for."""
    reach = max(0, at - _LONG_SENTENCE)
    return max(reach, *(text.rfind(mark, reach, at) + 1 for mark in ".!?\n"))


def _closes(text: str, at: int) -> int:
    """Where the sentence ends in which a place stands, or how far on it is looked for."""
    mark = _SENTENCE.search(text, at, at + _LONG_SENTENCE)
    return mark.start() if mark else min(len(text), at + _LONG_SENTENCE)


def _said_at(text: str, start: int, end: int) -> tuple[int, int]:
    """Where in an assessment the word stands with which the clinician examines or says, as a span."""
    verb = context_patterns()["examines"].search(text[start:end])
    return (start + verb.start(), start + verb.end()) if verb else (start, end)

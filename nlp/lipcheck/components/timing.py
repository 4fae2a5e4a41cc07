"""``lipcheck_timing``: how long, how often, since when; and the patient's age.

Writes ``doc._.timing``, a frozen ``Timing`` whose offsets are those of ``doc.text``. "3-5 seconds at most" is an
episode of 3 to 5 s; "2-3 times in a day" a frequency; "19 years old" an age and no duration.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from lipcheck.components.clauses import norms_of, split_clauses
from lipcheck.report import Duration, Frequency, Quote
from lipcheck.vocabulary import check_entries, read_yaml

_DAY: Final = 86400.0
_LONGEST_MARK: Final = 80
# how far, in characters, a pattern word may stand from its symptom; a sentence shorter than _ASIDE may stand beside it
_BESIDE: Final = 55
_ASIDE: Final = 45


@dataclass(frozen=True, slots=True)
class Timing:
    """What a message says of time; ``age_years`` None where no age is said."""

    durations: tuple[Duration, ...] = ()
    frequencies: tuple[Frequency, ...] = ()
    pattern: str | None = None
    onset: str | None = None
    trend: str | None = None
    age_years: float | None = None


if not Doc.has_extension("timing"):
    Doc.set_extension("timing", default=Timing())

_WORDS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40,
    "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100, "once": 1, "twice": 2, "thrice": 3,
}  # fmt: skip
_RANGES: Final = {
    "few": (3.0, 3.0),
    "couple": (2.0, 2.0),
    "several": (3.0, 7.0),
    "dozen": (12.0, 12.0),
    "half": (0.5, 0.5),
}
_UNITS: Final = {
    "s": 1.0, "sec": 1.0, "second": 1.0, "min": 60.0, "minute": 60.0, "mins": 60.0, "h": 3600.0, "hr": 3600.0,
    "hour": 3600.0, "day": _DAY, "night": _DAY, "week": 7 * _DAY, "wk": 7 * _DAY, "fortnight": 14 * _DAY,
    "month": 30 * _DAY, "mnth": 30 * _DAY, "mth": 30 * _DAY, "mo": 30 * _DAY, "year": 365 * _DAY, "yr": 365 * _DAY, "decade": 3650 * _DAY,
}  # fmt: skip
_COUNT = (
    r"(?:\d{1,4}(?:[.,]\d{1,2})?(?:\s?½|\s1\s?/\s?2)?|½|1\s?/\s?2|(?:one|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|fou?rty|fifty|sixty"
    r"|ninety|a\s+hundred)|(?:a\s+)?few|(?:a\s+)?couple(?:\s+of|\s+or)?|several|half\s+an?|half|a\s+dozen|an?)"
)
_UNIT = (
    r"(?:seconds?|secs?|s|minutes?|mins?|min|hours?|hrs?|h|days?|nights?|weeks?|wks?|fortnights?|months?|mths?|mos?"
    r"|years?|yrs?|decades?)"
)
_SPAN = re.compile(
    rf"(?<![\w.,/$£€-])(?P<bound>(?:less\s+than|under|up\s+to|at\s+most|max(?:imum)?(?:\s+of)?|over|more\s+than|at\s+least"
    rf"|nearly|almost|about|around|approx(?:imately)?\.?|roughly|~|only|maybe|like)\s+)?"
    rf"(?P<low>{_COUNT})(?:(?:\s?(?:-|–|—|~|to|or|/|until|till)\s?|,\s)(?P<high>{_COUNT}))?(?:\s+and\s+a\s+(?P<half>half))?"
    rf"(?:\s|-|\s?\+\s?)?(?:more\s+|full\s+|whole\s+|long\s+)?(?P<unit>{_UNIT})(?:\s+and\s+a\s+(?P<half2>half))?(?![\w'])"
)
_SINCE_WORD = re.compile(
    r"\b(?:(?:the\s+)?day\s+before\s+yesterday|yesterday|yest|ystrday|yday|yesturday|last\s+(?:week|month|year)|a\s+day\s+ago)\b"
)
_TIMES = re.compile(
    rf"(?<![\w.])(?P<low>{_COUNT}|once|twice|thrice)(?:\s?(?:-|–|to|or|/)\s?(?P<high>{_COUNT}|twice|thrice))?"
    rf"\s*(?:times?|x|episodes?|attacks?|bouts?|spells?|bursts?|goes|nights?|mornings?|days?)?\s*(?:or\s+(?:so|more)\s+)?(?P<per>(?:/|an?\b|per\b|each\b|every\b|out\s+of\s+the\b|in\s+an?\b|in\s+the\b|in\s+one\b|within\s+a\b)"
    rf"\s*(?P<unit>minute|min|hour|hr|day|night|morning|evening|shift|week|wk|month|year)|daily|weekly|hourly|monthly)\b"
)
# the rate told before the count: "in a day it can happen 2-3 times"
_PER_FIRST = re.compile(
    rf"\b(?:in\s+(?:a|one|1|the|every|each)|per|every|each|a|within\s+a)\s+(?P<unit>minute|hour|day|night|week|month|year)\b[^.!?\n]{{0,40}}?"
    rf"(?P<count>\b(?P<low>{_COUNT}|once|twice|thrice)(?:\s?(?:-|–|to|or)\s?(?P<high>{_COUNT}|twice))?\s*(?:times|x\b|episodes|attacks))"
)
_EVERY = re.compile(
    rf"\b(?:every|each)\s+(?:(?P<other>other|second)\s+)?(?:(?P<low>{_COUNT})(?:\s?(?:-|–|to|or)\s?(?P<high>{_COUNT}))?\s+)?"
    rf"(?P<unit>minutes?|mins?|hours?|hrs?|days?|nights?|nites?|single\s+(?:day|night)|mornings?|evenings?|afternoons?|weeks?|months?|years?)\b|\b(?P<word>hourly|everyday|nightly|weekly|daily)\b"
)
_PER_DAY: Final = {
    "minute": 1440.0, "min": 1440.0, "hour": 24.0, "hr": 24.0, "day": 1.0, "night": 1.0, "nite": 1.0, "morning": 1.0, "evening": 1.0,
    "afternoon": 1.0, "shift": 1.0, "week": 1 / 7, "wk": 1 / 7, "month": 1 / 30, "year": 1 / 365, "daily": 1.0,
    "hourly": 24.0, "weekly": 1 / 7, "monthly": 1 / 30, "everyday": 1.0, "nightly": 1.0,
}  # fmt: skip
_AGO = re.compile(r"\s*(?:or\s+so\s+|or\s+more\s+)?(?:ago|back\b|prior|earlier)")
_LASTS = re.compile(
    r"(?:last(?:s|ed|ing)?|(?:gone|over|back|fine|goes|lets? go|let go|done|normal|stops?|quits?|clicks? back|disappears?|better)\s+(?:again\s+)?(?:after|within|in)|pass(?:es)?\s+(?:after|within|in|away in)|goes?\s+on|went\s+on|stays?|stayed|stops?\s+(?:after|within|in)|go(?:es)?\s+away\s+(?:after|within|in)|gone\s+(?:after|within|in)"
    r"|over\s+in|duration(?:\s+of)?:?|pass(?:es)?\s+(?:after|within|in)|settles?\s+(?:after|within|in)|for\s+(?:only|just|maybe)?|episodes?\s+of|holds?)"
    r"(?:\s+(?:for|about|around|only|just|maybe|usually|like|approximately|roughly|between|no\s+more\s+than|up\s+to|some|from|it|him|her|there|that\s+way|is|was|anywhere)){0,4}\s*$"
)
_COURSE_BEFORE = re.compile(
    r"(?:(?:for|over|during|in|within|from|since)?\s*(?:the\s+|these\s+)?(?:past|last|previous)|since(?:\s+(?:about|around|the|last|almost|past|nearly))*|from(?:\s+(?:the|last|past|about))*|period\s+of|for(?:\s+(?:about|around|over|almost|nearly|at\s+least|the|like|maybe|approximately|more\s+than|well\s+over))*"
    r"|it(?:'s|\s+is|\s+has|s|\s+have)?\s+been(?:\s+(?:about|around|over|almost|nearly|like|now|going\s+on|happening))*|been(?:\s+(?:going\s+on|happening|there))?(?:\s+for)?|before|already(?:\s+are)?|it makes|it has|going on|been|duration\s*:?|(?:since|onset|when|started?|how long)[^:\n]{0,20}[:?]|how\s+long\s*[?:]|now|had\s+(?:it|this)|day)\s*$"
)
_AGE_AFTER = re.compile(r"\s*-?\s*(?:old\b|of\s+age|y/?o\b|-old)")
_NOT_OURS_AFTER = re.compile(
    r"\s*(?:pregnant|post\s?partum|gestation|of\s+(?:pregnancy|sleep|work|experience|age|antibiotics|steroids|treatment|marriage|taking|being\s+on|use|using|therapy)|sleep|course|prescription|supply|warranty|shift|after\s+(?:my|the|having)\s+(?:baby|birth|delivery)|old\b|apart|later\b|after\s+(?:i\s+)?(?:stop|tak|start)|before\s+(?:my|the)\s|with\s+no\b|without\b|since\s+i\s+(?:stop|quit|disc|came|went|took|had)|ago\s+to\s+treat|wait|away\b)"
)
_DOSING: Final = re.compile(
    r"\b(?:tak(?:e|es|ing|en)|took|mg|mcg|ml|dose[sd]?|tablets?|pills?|capsules?|prescribed|been on|was on|am on|im on|i'm on|put on|on it|using|used it|apply|applied|drink|drinks|cups?|cans|cigarettes|smok\w+|gym|exercise|work(?:ed|ing)? out|sleep|slept|married|worked|works|weigh\w*|pregnant|run|runs|walk|jog|inject\w*|antibiotics?|course of)\b"
)
_ONSET: Final = re.compile(
    r"\b(?:start\w*|beg[au]n|notic\w+|happen\w*|going on|been (?:there|like)|it(?:'s| has|s| is)? been|lasted|lasts?|came on|appear\w*|develop\w*|onset|occurr?\w*|duration|how long|having this|had this|this for|since)\b"
)
_STILL_THERE: Final = re.compile(
    r"\s*(?:,|of this|of having|there is|there are|my|it is|it still|i still|and still|still|now)"
)
_FREE: Final = re.compile(
    r"\b(?:free|without|ceased|remission|hospitali[sz]ed|hospital|stay|observation|gone|massage|heating pad|lie back|better|fine|ok|well|off|away for|away)\b(?:\s+\w+){0,3}\s*$"
)
_OTHER_EVENT: Final = re.compile(
    r"\b(?:surgery|operation|operated|removed|diagnos\w+|scan|mri|ct|doctor|stroke|born|birth|moved|married|died|quit|stopped|implant\w*|vaccin\w*|accident|injury|extract\w+|prescribed|off of|prior|tracheo\w+|manic|weaned|test(?:ed|s)?|appointment|visited)\b"
)
_PERSONS: Final = (
    "husband|wife|hubby|mother|mum|mom|father|dad|son|daughter|brother|sister|child|kid|baby|boy|girl|lady|man|lad|nan|gran"
    "|granny|grandma|grandad|grandpa|grandfather|grandmother|partner|boyfriend|girlfriend|uncle|aunt|cousin|niece|nephew"
    "|twins|toddler|patient|friend|neighbour|neighbor|male|female|nurse|teacher|retired [a-z]+"
)
_NO_AGE: Final = r"(?!\s?(?:%|mg|mcg|ml|weeks?|wks?|months?|mths?|days?|hours?|hrs?|mins?|min\b|times|x\b|kg|lbs?|st\b|cups?|cans?|ago|units?|pounds|am\b|pm\b|[./:]\d|th\b|nd\b|st\b|rd\b|-\d|feet|foot|cm|years? (?:ago|back|now)|yrs? (?:ago|back)))"
_AGE = [
    re.compile(
        r"\b(?P<n>\d{1,3}(?:\.5)?|[a-z]+(?:[ -][a-z]+)?)\s*-?\s*(?P<u>years?|yrs?|y|yr|months?|mos?|mths?|weeks?|wks?|days?)\s*\.?\s*-?\s*(?:old\b|of age\b|o\b)"
    ),
    re.compile(r"\b(?P<n>\d{1,3})\s*-?\s*(?:y/?o|yrs? ?/? ?o|yo)\b"),
    re.compile(r"\b(?:aged?|age\s*[:=\-]|age\s+is)\s*[:=]?\s*(?P<n>\d{1,3})(?![\d.,]*\s?(?:mg|kg|lb|cm))\b"),
    re.compile(r"(?<![\w.])(?P<n>\d{2})\s?(?:/|\s)?\s?(?:f|m|male|female|woman|man|lady|guy|girl|boy)\b(?!\s?g)"),
    re.compile(r"\b(?:f|m|male|female)\s?[,/:]?\s?\(?(?P<n>\d{2})\)?(?![\d.]|\s?(?:mg|kg|lb|years? ago|/\d))\b"),
    re.compile(
        r"\b(?:i'?\s?a?m|i am|she is|he is|she's|he's|shes|hes|iam|turned|turning|just turned|i m)\s+(?:now\s+|only\s+|just\s+|about\s+|almost\s+|nearly\s+|currently\s+|a\s+)?(?P<n>\d{1,2})\b"
        r"(?!\s*(?:%|weeks?|wks?|months?|days?|mg|kg|lbs?|pounds|st\b|stone|feet|foot|ft|cm|inch|hours?|hrs?|min|\.\d|\d|'|\"|times|cups|/))"
    ),
    # "my son (8)", "daughter, 16,", "a boy of 9", "my father is 71", "mum 79 right hand"
    re.compile(
        rf"\b(?:{_PERSONS})(?:'?s)?(?:,?\s+[a-z]+(?:\s[a-z]+)?)?\s?(?:,|\(|/|\bis\b|\bof\b|\bwho is\b|\bwhos\b|\baged?\b|\bjust turned\b)?\s?\(?(?P<n>\d{{1,3}})\b{_NO_AGE}"
    ),
    # "who is 81", "Oskar is 2.", "am 38 now"
    re.compile(
        rf"(?<!pain)(?<!level)(?<!score)(?<!it)(?<!that)(?<!this)(?<!potassium)(?<!temp)(?<!number)(?<!bp)(?<!dose)(?<!sugar)\s(?:is|whos|who's|am)\s+(?:only\s+|now\s+)?(?P<n>\d{{1,2}})(?=\s*(?:and\b|[.,)\n]|only|now|but|who|with|$)){_NO_AGE}"
    ),
    # "Carol, 77, heart failure", "(78, diabetic", "47, MS for years": a number of its own between a word and a comma
    re.compile(
        rf"(?:^|(?<=[a-z],\s)(?<!may,\s)|(?<=[a-z.:]\s)|(?<=\()|(?<=\n))(?P<n>1[3-9]|[2-9]\d)(?=\s?[,)](?!\s?\d)){_NO_AGE}"
    ),
    # "i am accountant, 52 years.", "myself Ramesh, 34 yrs male"
    re.compile(
        r"\b(?:i am|i'm|myself|name is|lady|man|patient:?)\s+(?:[a-z]+,?\s+){0,3}\(?(?P<n>\d{1,2})\s?(?:years?|yrs?)\b(?!\s?(?:ago|back|of|now|into))"
    ),
]
_ONSETS: Final = {
    "sudden": re.compile(
        r"\b(?:sudden(?:ly)?|all of a sudden|out of nowhere|abrupt(?:ly)?|out of the blue|instantly)\b"
    ),
    "gradual": re.compile(r"\b(?:gradual(?:ly)?|slowly|bit by bit|little by little|over time|progressive(?:ly)?)\b"),
}
_TRENDS: Final = {
    "worse": re.compile(
        r"\b(?:getting worse|got worse|gotten worse|gets worse|worsening|worsened|worse (?:every|each|than)|increasing|more frequent|more often|spreading|worse now|is worse)\b"
    ),
    "better": re.compile(
        r"\b(?:getting better|got better|improving|improved|a (?:bit|little|lil) better|is better|feels better|going down|easing)\b"
    ),
    "same": re.compile(
        r"\b(?:no change|unchanged|no better|not (?:getting )?better|hasn't changed|has not changed|the same|not changed|no improvement|stayed the same)\b"
    ),
}


@Language.factory("lipcheck_timing", assigns=["doc._.timing"])
def create_timing(nlp: Language, name: str) -> TimingReader:
    """The component, with the pattern words of ``knowledge/timing.yaml``."""
    return TimingReader()


class TimingReader:
    """Reads times of a document; linear in its length."""

    def __init__(self) -> None:
        rows = check_entries("timing", read_yaml("timing"), ("words",))
        self._patterns = {
            r["id"]: re.compile(
                r"\b(?:" + "|".join(_as_pattern(w) for w in sorted(r["words"], key=len, reverse=True)) + r")\b"
            )
            for r in rows
        }

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc._.timing``."""
        text = same_length_lower(doc.text)
        marks = sorted((s.start_char, s.end_char) for s in doc.spans.get("symptoms", ()))
        sentences = _sentence_chars(doc)
        frequencies = list(self._frequencies(doc.text, text, sentences, marks))
        taken = sorted((f.quote.start, f.quote.end) for f in frequencies)
        taken = sorted([*taken, *_age_spans(text)])
        durations = [
            d
            for d in _durations(doc.text, text, sentences, marks)
            if not _near(taken, d.quote.start, d.quote.end - 1, -1)
        ]
        doc._.timing = Timing(
            tuple(_unique_durations(durations)),
            tuple(frequencies),
            self._pattern(text, sentences, marks, frequencies),
            next((k for k, r in _ONSETS.items() if _in_marked(r, text, sentences, marks)), None),
            next((k for k, r in _TRENDS.items() if _in_marked(r, text, sentences, marks)), None),
            read_age(text),
        )
        return doc

    def _pattern(
        self,
        text: str,
        sentences: list[tuple[int, int]],
        marks: list[tuple[int, int]],
        frequencies: Sequence[Frequency],
    ) -> str | None:
        """``constant`` or ``intermittent`` where a word for it stands beside a symptom; a rate comes and goes too."""
        for name in ("intermittent", "constant"):
            for match in self._patterns[name].finditer(text):
                start, end = _around(sentences, match.start())
                if _near(marks, match.start(), match.end(), _BESIDE, start, end) or (
                    end - start < _ASIDE and _near(marks, match.start(), match.end(), 3 * _BESIDE)
                ):
                    return name
            if name == "intermittent" and frequencies:
                return name
        return None

    def _frequencies(
        self, given: str, text: str, sentences: list[tuple[int, int]], marks: list[tuple[int, int]]
    ) -> Iterator[Frequency]:
        taken = bytearray(len(text) + 1)
        for match in _PER_FIRST.finditer(text):
            start, end = _around(sentences, match.start())
            if _DOSING.search(text[max(start, match.start() - 40) : min(end, match.end() + 25)]):
                continue
            if not _marked_in(marks, start - 200, end):
                continue
            low, high = _count(match["low"])
            if match["high"]:
                high = _count(match["high"])[1]
            rate = _PER_DAY[match["unit"]]
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            yield Frequency(low * rate, high * rate, _quote(given, match.start("count"), match.end("count")))
        for match in (*_TIMES.finditer(text), *_EVERY.finditer(text)):
            if taken[match.start() : match.end()].count(1):
                continue
            start, end = _around(sentences, match.start())
            clause = text[start:end]
            if _DOSING.search(text[max(start, match.start() - 40) : min(end, match.end() + 25)]):
                continue
            if not _marked_in(marks, start, end) and not re.search(
                r"\b(?:it|this|happens?|episodes?|attacks?|they|comes?|occurs?|frequency|how often|symptoms)\b", clause
            ):
                continue
            groups = match.groupdict()
            if "per" in groups:
                if match["low"] in ("a", "an"):
                    continue
                if (
                    "time" not in match[0]
                    and not re.search(
                        r"\d\s?x|once|twice|thrice|episode|attack|bout|spell|burst|goes|night|morning|days?\s+(?:a|per|out)",
                        match[0],
                    )
                    and not re.search(r"\d\s?/\s?(?:day|week)", match[0])
                ):
                    continue
                low, high = _count(match["low"])
                if match["high"]:
                    high = _count(match["high"])[1]
                unit = match["unit"] or match["per"]
                rate = _PER_DAY[unit]
                yield_values = (low * rate, high * rate)
            elif match["word"]:
                yield_values = (_PER_DAY[match["word"]],) * 2
            else:
                unit = match["unit"].split()[-1].rstrip("s")
                low, high = _count(match["low"]) if match["low"] else (1.0, 1.0)
                if match["high"]:
                    high = _count(match["high"])[1]
                if match["other"]:
                    low = high = 2.0
                rate = _PER_DAY[unit]
                yield_values = (rate / high, rate / low)
            plain = "per" not in groups and not groups.get("low")
            if plain and not _in_clause(text, marks, match.start(), match.end(), start, end):
                continue
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            yield Frequency(yield_values[0], yield_values[1], _quote(given, match.start(), match.end()))


def _age_spans(text: str) -> list[tuple[int, int]]:
    """Where ages stand: they are no durations."""
    return sorted(m.span("n") for pattern in _AGE for m in pattern.finditer(text) if _age_number(m["n"]) is not None)


def read_age(text: str) -> float | None:
    """The first age said in a lower-case text, in years; None where there is none.

    >>> read_age("my 7 month old son, i am 31")
    0.5833
    """
    best: tuple[int, float] | None = None
    for pattern in _AGE:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            number = _age_number(match["n"])
            if number is None:
                continue
            if re.match(r"\s*(?:years?|yrs?)?\s*(?:ago|marri)", text[match.end() : match.end() + 14]):
                continue
            unit = (groups.get("u") or "y")[:1]
            if groups.get("u", "") and groups["u"].startswith("m"):
                unit = "m"
            years = number / {"y": 1, "m": 12, "w": 52.14, "d": 365}[unit]
            if years > 115:
                continue
            if best is None or match.start() < best[0]:
                best = (match.start(), round(years, 4))
            break
    return best[1] if best else None


def _age_number(words: str) -> float | None:
    if words[0].isdigit():
        return float(words)
    parts = re.split(r"[ -]", words)
    if not all(p in _WORDS for p in parts[-2:]):
        return float(_WORDS[parts[-1]]) if parts[-1] in _WORDS and parts[-1] not in ("a", "an") else None
    total = sum(_WORDS[p] for p in parts)
    return float(total) if parts[-1] not in ("a", "an") else None


def _count(words: str) -> tuple[float, float]:
    """A count in words or digits as (low, high)."""
    words = words.strip()
    half = 0.5 if re.search(r"½|\b1\s?/\s?2$", words) else 0.0
    digits = re.match(r"\d+(?:[.,]\d+)?", words)
    if digits and not (half and words[: digits.end()] == "1" and "/" in words and " " not in words.strip()):
        number = float(digits[0].replace(",", ".")) + half
        return number, number
    if half:
        return half, half
    for word in words.split():
        if word in _RANGES:
            return _RANGES[word]
    last = words.split()[-1]
    return (float(_WORDS.get(last, 1)),) * 2


def _durations(
    given: str, text: str, sentences: list[tuple[int, int]], marks: list[tuple[int, int]]
) -> Iterator[Duration]:
    for match in _SPAN.finditer(text):
        unit_word = match["unit"]
        if match["low"] in ("a", "an") and unit_word in ("s", "h", "second", "min", "mo", "mos"):
            continue
        if unit_word == "s" and not match["low"][0].isdigit():
            continue
        start, end = _around(sentences, match.start())
        before, after = text[max(start, match.start() - 60) : match.start()], text[match.end() : match.end() + 40]
        bound = (match["bound"] or "").strip()
        if bound in ("over",) and re.search(r"\bfor$|\bbeen$", before.strip()) is None and not before.strip():
            bound = ""
        if _AGE_AFTER.match(after) or _NOT_OURS_AFTER.match(after):
            continue
        if (
            re.search(r"\bafter\s*$", before)
            and _STILL_THERE.match(after)
            and _near(marks, match.start(), match.end(), 60, start, end)
        ):
            unit = _UNITS[unit_word if unit_word in _UNITS else unit_word.rstrip("s")]
            low, high = _count(match["low"])
            yield Duration("course", low * unit, high * unit, _quote(given, match.start("low"), match.end()))
            continue
        if re.search(
            r"\b(?:every|each|per|age|aged|a|in|after|at|next|another|first|wait|until|within)\s*$", before
        ) and not _LASTS.search(before):
            continue
        kind = _kind(match, before, after)
        if kind is None:
            continue
        if _FREE.search(before[-40:]):
            continue
        sentence = text[start:end]
        marked = _marked_in(marks, start, end)
        close = _near(marks, match.start(), match.end(), 90, start, end)
        # "Pain in my arm. For a month now.": a short sentence of its own speaks of the one beside it
        aside = len(sentence) < 45 and _near(marks, match.start(), match.end(), 150)
        if not close and not aside and not _ONSET.search(sentence):
            continue
        if not marked and _DOSING.search(sentence):
            continue
        if _DOSING.search(text[max(start, match.start() - 28) : match.start()]):
            continue
        nearby = text[max(start, match.start() - 60) : min(end, match.end() + 45)]
        if _AGO.match(after) and _OTHER_EVENT.search(nearby) and not _begins_last(before[-60:]):
            continue
        unit = _UNITS[unit_word if unit_word in _UNITS else unit_word.rstrip("s")]
        low, high = _count(match["low"])
        if match["high"]:
            high = _count(match["high"])[1]
        if match["half"] or match["half2"]:
            low, high = low + 0.5, high + 0.5
        if bound.split(" ")[0] in ("less", "under", "up", "at", "max", "maximum") and bound != "at least":
            low = 0.0 if not match["high"] else low
        yield Duration(kind, low * unit, high * unit, _quote(given, match.start("low"), match.end()))
    for match in _SINCE_WORD.finditer(text):
        start, end = _around(sentences, match.start())
        if not _marked_in(marks, start, end):
            continue
        window = text[max(start, match.start() - 60) : min(end, match.end() + 40)]
        if _DOSING.search(window) and not _near(marks, match.start(), match.end(), 30):
            continue
        word = match[0]
        seconds = (
            2 * _DAY
            if "before" in word
            else _DAY
            if word.startswith("y") or "day" in word
            else _DAY * {"week": 7, "month": 30, "year": 365}[word.split()[-1]]
        )
        yield Duration("course", seconds, seconds, _quote(given, match.start(), match.end()))


def _kind(match: re.Match[str], before: str, after: str) -> str | None:
    """``episode``, ``course``, or None where the time is neither."""
    short = match["unit"][0] in "s" or match["unit"].startswith(("min", "h"))
    if _AGO.match(after):
        return "course"
    if re.search(
        r"\b(?:and|they|that|which|usually|only|it|can|will|episodes?|attacks?|time)\s+last\s+(?:for|about|around|only|up to|from|between|maybe|like)?\s*$|\blast\s+(?:about|around|only|up to|between|maybe)\s*$",
        before,
    ):
        return "episode"
    if (
        re.search(r"(?:past|last|previous|since|these|from)\s*(?:about|around|the|almost|nearly)?\s*$", before)
        and "lasts" not in before[-8:]
    ):
        return "course"
    if re.search(r"\bduration\s*:?\s*$", before) and not short:
        return "course"
    if _LASTS.search(before):
        if re.search(r"\bfor(?:\s+\w+){0,3}\s*$", before) and not re.search(
            r"last|stay|goes|gone|episode", before[-30:]
        ):
            return "episode" if short and not re.match(r"\s*now\b", after) else "course"
        return "episode"
    if re.match(r"\s*(?:now\b|history|straight|running|in a row|already|passed|has passed|have passed)", after):
        return "course"
    if _COURSE_BEFORE.search(before):
        return "course"
    if short and re.search(
        r"\b(?:at a time|each time|at most|max|then|and it|and goes|or so|tops|before|episodes?|long|each|spells?|bursts?|every time)\b",
        after[:25],
    ):
        return "episode"
    if short and match["high"]:
        return "episode"
    alone = re.search(
        r"(?:^|[.:;!?\n(,])\s*(?:(?:about|abt|maybe|for|some|roughly|it's|its)\s+)?$", before
    ) and re.match(
        r"\s*(?:$|[.:;!?\n),]|of (?:this|it|these|them)\b|and (?:it|i|back|then|over)|then|tops|or so|max|on and off|each|now|, )",
        after,
    )
    if alone and not re.match(r"[^.]{0,25}\b(?:mg|tablet|dose|taper|course)", after):
        return "episode" if short else "course"
    return None


def _as_pattern(words: str) -> str:
    """Words as a regular expression; "...ing" stands for any word in -ing ("keeps ...ing")."""
    return re.escape(words).replace(re.escape("...ing"), r"\w+in(?:g\b)?")


def _begins_last(before: str) -> bool:
    """Whether a word of beginning stands nearer to a date than a word of another event: "a scan, it began" two weeks ago."""
    onset = max((m.start() for m in _ONSET.finditer(before)), default=-1)
    event = max((m.start() for m in _OTHER_EVENT.finditer(before)), default=-1)
    return onset > event


def _unique_durations(durations: list[Duration]) -> list[Duration]:
    seen: set[tuple[str, float, float]] = set()
    out = []
    for d in durations:
        key = (d.kind, d.min_s, d.max_s)
        if key not in seen:
            seen.add(key)
            out.append(d)
    return out


def same_length_lower(text: str) -> str:
    """The text in lower case, each character for one character."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _quote(text: str, start: int, end: int) -> Quote:
    return Quote(text[start:end], start, end)


def _sentence_chars(doc: Doc) -> list[tuple[int, int]]:
    if not len(doc):
        return []
    clauses = split_clauses(doc, norms_of(doc))
    return [(doc[a].idx, doc[b - 1].idx + len(doc[b - 1])) for a, b in clauses.sentences]


def _around(sentences: list[tuple[int, int]], at: int) -> tuple[int, int]:
    """The sentence that a character is in, by bisection."""
    low, high = 0, len(sentences)
    while low < high:
        mid = (low + high) // 2
        if sentences[mid][1] <= at:
            low = mid + 1
        else:
            high = mid
    return sentences[low] if low < len(sentences) else (at, at)


def _near(marks: list[tuple[int, int]], start: int, end: int, reach: int, low: int = 0, high: int = 1 << 40) -> bool:
    """Whether a mark lies within reach of a span, and starts in [low, high)."""
    i = bisect_left(marks, (max(low, start - reach - _LONGEST_MARK), 0))
    while i < len(marks) and marks[i][0] < high and marks[i][0] - reach <= end:
        if start <= marks[i][1] + reach:
            return True
        i += 1
    return False


def _in_clause(text: str, marks: list[tuple[int, int]], at: int, to: int, start: int, end: int) -> bool:
    """Whether a mark stands near a span with no comma or stop between: "it twitches every day"."""
    i = bisect_left(marks, (max(start, at - 60), 0))
    while i < len(marks) and marks[i][0] < min(end, to + 45):
        a, b = marks[i]
        between = text[b:at] if b <= at else text[to:a]
        if not re.search(r"[,;:.()\n]|\bbut\b", between):
            return True
        i += 1
    return False


def _marked_in(marks: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a mark starts in [start, end)."""
    i = bisect_left(marks, (start, 0))
    return i < len(marks) and marks[i][0] < end


def _in_marked(
    pattern: re.Pattern[str], text: str, sentences: list[tuple[int, int]], marks: list[tuple[int, int]]
) -> bool:
    """Whether a pattern stands in a sentence that names a symptom, or in the next one."""
    for match in pattern.finditer(text):
        start, end = _around(sentences, match.start())
        if _marked_in(marks, start - 60, end):
            return True
    return False

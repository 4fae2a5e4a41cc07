"""What the classifier sees of a message: one function, the same in training and in prediction.

A feature's name tells its kind: ``finding``, ``felt``, ``one_side``, ``trigger``, ``pair``, ``condition``, ``time``,
``patient`` and ``flag`` come from the analysis, ``vote``, ``voted`` and ``first vote`` from the cause rules, ``near`` and ``word``
from the words themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from lipcheck.report import Duration, Finding, Quote
from lipcheck.triage.case import Case
from lipcheck.triage.rules import Vote
from lipcheck.vocabulary import word_lists

_WINDOW = 3
_DAY = 86400.0

# A word of the message weighs less than a finding: there are many more of them, and a finding is already read. A rule's vote
# weighs more: it is the article's own criterion. Chosen by cross-validation over writers, with an eye on unseen sources.
_WORD_VALUE = 0.2
_NEAR_VALUE = 0.1
_VOTE_VALUE = 1.5

_REGIONS = {
    "lip": ("lip", "upper_lip", "lower_lip"),
    "mouth": ("mouth", "mouth_corner", "tongue", "gum", "tooth"),
    "eye": ("eye", "eyelid", "eyebrow"),
    "face": ("face", "cheek", "chin", "jaw", "nose", "forehead", "temple", "ear"),
    "head": ("head", "neck", "throat"),
    "arm": ("arm", "hand", "finger", "shoulder"),
    "leg": ("leg", "foot", "toe"),
    "trunk": ("chest", "back", "abdomen", "groin"),
    "body": ("body",),
}
_REGION = {site: region for region, sites in _REGIONS.items() for site in sites}
_ABOVE_THE_NECK = ("lip", "mouth", "eye", "face")

_GROUPS = {
    "spasm": ("cramp", "twitching", "stiffness"),
    "sensation": ("numbness", "tingling", "pulling", "burning"),
    "weakness": ("weakness", "paralysis", "facial_droop", "eye_closure", "slurred_speech"),
    "skin": ("swelling", "itching", "rash"),
}
_GROUP = {symptom: group for group, symptoms in _GROUPS.items() for symptom in symptoms}

_STOP_WORDS = word_lists("features")["function_word"]
_WORD = re.compile(r"[^\W\d_]{2,}")
_PARTS = re.compile(r"\w+(?:['’]\w+)*")


def featurise(case: Case, cast: Sequence[Vote] = ()) -> dict[str, float]:
    """The features of one message and of the votes cast on it, by name; values are finite and above 0. An empty message has none."""
    out = dict.fromkeys(structure(case), 1.0)
    out |= dict.fromkeys(_votes(cast), _VOTE_VALUE)
    out |= dict.fromkeys((f"word={w}" for w in case.words if _tells(w)), _WORD_VALUE)
    out |= dict.fromkeys(_neighbours(case), _NEAR_VALUE)
    return out


def _votes(cast: Sequence[Vote]) -> Iterator[str]:
    for vote in cast:
        yield f"vote={vote.rule}"
    best: dict[str, int] = {}
    for vote in (v for v in cast if v.level >= 0):
        best[vote.cause] = max(best.get(vote.cause, 0), vote.level)
    for cause, level in best.items():
        yield f"voted={cause}|{level}"
    if cast:
        yield f"first vote={cast[0].cause}|{cast[0].level}"


def structure(case: Case) -> Iterator[str]:
    """The features that come from the analysis, and none of the words."""
    yield from _of_findings(case.findings)
    yield from _of_triggers(case)
    for c in case.conditions:
        yield f"condition={c.condition}|{c.status}|{c.experiencer}"
    for d in case.durations:
        yield f"time={d.kind}|{_duration_bucket(d)}"
    if case.frequencies:
        yield "time=frequency"
    if case.pattern:
        yield f"time={case.pattern}"
    if case.patient.age_years is not None:
        yield f"patient={_age_bucket(case.patient.age_years)}"
    if case.patient.pregnant:
        yield "patient=pregnant"
    for flag in case.red_flags:
        yield f"flag={flag.flag}|{'active' if flag.active else 'inactive'}"


def _felt(finding: Finding) -> bool:
    return finding.experiencer == "patient" and finding.status in ("present", "past", "uncertain")


def _of_findings(findings: Iterable[Finding]) -> Iterator[str]:
    regions: set[str] = set()
    for f in findings:
        yield f"finding={f.symptom}|{f.status}|{f.experiencer}"
        if not _felt(f):
            continue
        region = _REGION.get(f.site or "", "unsaid")
        yield f"felt={f.symptom}|{region}"
        group = _GROUP.get(f.symptom, "other")
        yield f"felt={group}"
        if group == "other":
            continue
        regions.add(region)
        place = "face" if region in _ABOVE_THE_NECK else region
        yield f"felt={group}|{place}"
        if f.side in ("left", "right", "one"):
            yield f"one_side={place}"
            yield f"one_side={group}|{place}"
        elif f.side == "both":
            yield f"both_sides={place}"
    if len(regions & set(_ABOVE_THE_NECK)) > 1:
        yield "felt=several regions of the face"
    if regions & set(_ABOVE_THE_NECK) and regions & {"arm", "leg", "body"}:
        yield "felt=face and limbs"


def _of_triggers(case: Case) -> Iterator[str]:
    groups = sorted({_GROUP.get(f.symptom, "other") for f in case.findings if _felt(f)})
    for t in case.triggers:
        yield f"trigger={t.trigger}|{t.status}|{t.experiencer}"
        if t.experiencer != "patient" or t.status not in ("present", "past", "uncertain"):
            continue
        for group in groups:
            yield f"pair={group}|{t.trigger}"
        for tag in sorted(t.tags):
            yield f"trigger={t.trigger}|tag {tag}"
        if t.trigger == "caffeine" and ((t.per_day or 0) >= 3 or (t.mg_per_day and t.mg_per_day[1] >= 300)):
            yield "trigger=caffeine|much"


def _duration_bucket(duration: Duration) -> str:
    limits = (
        (60.0, "a minute"),
        (3600.0, "an hour"),
        (_DAY, "a day"),
        (3 * _DAY, "three days"),
        (28 * _DAY, "four weeks"),
    )
    return next((f"up to {name}" for limit, name in limits if duration.max_s <= limit), "longer")


def _age_bucket(age: float) -> str:
    return next((f"under {limit}" for limit in (12, 18, 50, 65) if age < limit), "65 and over")


@lru_cache(maxsize=1 << 14)
def _tells(word: str) -> bool:
    return word not in _STOP_WORDS and len(word) > 1 and (word.isalpha() or _WORD.fullmatch(word) is not None)


def _neighbours(case: Case) -> Iterator[str]:
    """Words and pairs of words around the patient's findings and triggers."""
    found = [("finding", f.quote) for f in case.findings if _felt(f)]
    found += [("trigger", t.quote) for t in case.triggers if t.experiencer == "patient" and t.status != "absent"]
    places: dict[str, list[int]] = {}
    for i, word in enumerate(case.words) if found else ():
        places.setdefault(word, []).append(i)
    for kind, quote in found:
        at = _locate(quote, case, places)
        if at is None:
            continue
        window = case.words[max(0, at[0] - _WINDOW) : at[1] + _WINDOW]
        for word in window:
            if _tells(word):
                yield f"near={kind}|{word}"
        for first, second in pairwise(window):
            if _tells(first) or _tells(second):
                yield f"near={first} {second}"


def _locate(quote: Quote, case: Case, places_of: Mapping[str, Sequence[int]]) -> tuple[int, int] | None:
    """Where the quote's words stand among the message's (first, one past the last); the likeliest place of several.

    Words are normalised and quotes are not, so the first word that both spell alike is enough.
    """
    words, parts = case.words, [p.lower() for p in _PARTS.findall(quote.text)]
    expected = quote.start / max(1, len(case.text_clean)) * len(words)
    for skipped, part in enumerate(parts):
        if places := places_of.get(part):
            at = min(places, key=lambda i: abs(i - expected))
            return max(0, at - skipped), min(len(words), at - skipped + len(parts))
    return None

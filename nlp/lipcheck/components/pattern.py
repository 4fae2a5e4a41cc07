"""Constant or intermittent, sudden or gradual, better or worse: what words say of how the complaint goes on.

The words are those of ``knowledge/timing.yaml``. One that stands beside a symptom counts; a small trained model weighs
what is left: how near they stand, rates, how long an episode is said to last, and what else is said of the complaint.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from lipcheck.components.moments import Rate, spans_taken
from lipcheck.components.numbers import words_of
from lipcheck.components.surroundings import Scene
from lipcheck.report import Duration, Frequency
from lipcheck.vocabulary import check_entries, read_yaml, word_lists

PATTERN_WORDS: Final = (
    "constant",
    "unchanged",
    "comes_and_goes",
    "sometimes",
    "mostly",
    "repeats",
    "whenever",
    "part_of_day",
    "once",
)
_ANY_ING: Final = "...ing"
_DENIES: Final = word_lists("moments")["denies"]
_PLACES: Final = ("clause", "sentence", "beside", "elsewhere")
_ASIDE: Final = 12
# words from "it" to what is said of it: "it just never stops"
_SUBJECT: Final = 4
_SHORT: Final = 6 * 3600.0


_Rows = tuple[tuple[tuple[str, ...], str], ...]


@lru_cache(maxsize=1)
def _phrases() -> Mapping[str, Mapping[str, _Rows]]:
    """The phrases that can stand at a word, by it and the word behind it ("" any other), longest first, with their entries."""
    out: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in check_entries("timing", read_yaml("timing"), ("words",)):
        for phrase in row["words"]:
            before, ing, after = phrase.partition(_ANY_ING)
            parts = (*(w.text for w in words_of(before)), *([ing] if ing else []), *(w.text for w in words_of(after)))
            out.setdefault(parts[0], []).append((parts, row["id"]))
    return {word: _by_second(sorted(rows, key=lambda r: -len(r[0]))) for word, rows in out.items()}


def _by_second(rows: Sequence[tuple[tuple[str, ...], str]]) -> Mapping[str, _Rows]:
    seconds = {"", *(parts[1] for parts, _ in rows if len(parts) > 1)} - {_ANY_ING}
    return {s: tuple(row for row in rows if len(row[0]) == 1 or row[0][1] in (s, _ANY_ING)) for s in seconds}


Cue = tuple[str, int, int]
"""An entry whose words stand in a text: its id, first word, one past the last."""


def cues(scene: Scene, rates: Iterable[Rate]) -> list[Cue]:
    """The entries whose words stand in a text, in order; a rate's own words are none ("gym three times a week")."""
    out: list[Cue] = []
    taken = spans_taken(len(scene.words), ((r.start, r.end) for r in rates))
    texts, phrases = scene.texts, _phrases()
    for i in [i for i, word in enumerate(texts) if word in phrases]:
        if taken[i]:
            continue
        seen: set[str] = set()
        by_second = phrases[texts[i]]
        for parts, name in by_second.get(texts[i + 1] if i + 1 < len(texts) else "", by_second[""]):
            if name not in seen and (len(parts) == 1 or _matches(parts, texts[i : i + len(parts)])):
                seen.add(name)
                out.append((name, i, i + len(parts)))
    return out


def _matches(parts: Sequence[str], told: Sequence[str]) -> bool:
    if parts == told:
        return True
    if _ANY_ING not in parts or len(parts) != len(told):
        return False
    return all(
        p == t or (p == _ANY_ING and t.endswith(("ing", "in")) and len(t) > 4) for p, t in zip(parts, told, strict=True)
    )


def denied(scene: Scene, i: int) -> bool:
    """Whether a "not" stands right before word ``i``, or one word earlier."""
    return any(
        scene.words[j].text in _DENIES and scene.sentence_of[j] == scene.sentence_of[i] for j in range(max(0, i - 2), i)
    )


def said_of_symptoms(scene: Scene, found: Sequence[Cue], names: Sequence[str]) -> str | None:
    """The first of the names whose words stand, not denied, in a sentence beside a symptom."""
    told = {name for name, a, b in found if name in names and scene.place(a, b) != "elsewhere" and not denied(scene, a)}
    return next((n for n in names if n in told), None)


def judge(scene: Scene, found: Sequence[Cue], frequencies: Sequence[Frequency]) -> str | None:
    """``intermittent``, ``constant`` where plain words or a rate say so, ``none`` of what is over, ``None`` where they leave it open."""
    near: set[str] = set()
    for name, a, b in found:
        if name in ("comes_and_goes", "constant", "sometimes") and not denied(scene, a):
            low, high = scene.sentences[scene.sentence_of[a]]
            place = scene.place(a, b)
            # "It never stops", some sentences behind the symptom
            of_it = scene.complaint and any("c_it" in scene.begins[i] for i in range(max(low, a - _SUBJECT), a))
            if place in ("clause", "sentence") or (place == "beside" and high - low <= _ASIDE) or of_it:
                near.add(name if name != "sometimes" or place == "clause" else "mostly")
    if "comes_and_goes" in near or near == {"sometimes"} or (frequencies and scene.ongoing):
        return "intermittent"
    if near == {"constant"}:
        return "constant"
    return None if scene.ongoing or (frequencies and scene.complaint) else "none"


def features(
    scene: Scene, found: Sequence[Cue], durations: Sequence[Duration], frequencies: Sequence[Frequency]
) -> list[str]:
    """What the model weighs: which words stand how near to a complaint, rates, lengths of episodes, the complaint's sentences."""
    best: dict[str, int] = {}
    count: dict[str, int] = {}
    for name, a, b in found:
        if name in PATTERN_WORDS:
            key = f"{name} denied" if denied(scene, a) else name
            best[key] = min(best.get(key, len(_PLACES)), _PLACES.index(scene.place(a, b)))
            count[key] = count.get(key, 0) + 1
    out = {f"{name}={_PLACES[place]}" for name, place in best.items()}
    out.update(f"{name} near" for name, place in best.items() if place < 2)
    out.update(f"{name} twice" for name, n in count.items() if n > 1)
    short = any(d.kind == "episode" and d.max_s <= _SHORT for d in durations)
    out.add(f"rate={bool(frequencies)}")
    out.add(f"episode={short}")
    out.add(f"complaint={scene.complaint}")
    strong = next(
        (
            n
            for n in ("comes_and_goes", "constant", "sometimes", "mostly", "repeats", "whenever", "part_of_day")
            if best.get(n, 9) < 2
        ),
        "none",
    )
    out.add(f"strongest={strong}")
    out.update(f"kind={k}|strongest={strong}" for k in scene.complaint_kinds)
    out.update(f"kind={k}|episode={short}" for k in scene.complaint_kinds)
    out.add(f"ongoing={scene.ongoing}")
    kinds = {d.kind for d in durations}
    out.add(f"course={'course' in kinds}")
    out.add(f"any episode={'episode' in kinds}|rate={bool(frequencies)}|ongoing={scene.ongoing}")
    told = {n for a, _, kind in scene.symptoms if kind in ("complaint", "companion") for n in [scene.sentence_of[a]]}
    words = {w for n in told for w in scene.texts[slice(*scene.sentences[n])] if w.isalpha()}
    return sorted(out | {f"said={'side' if w in ('left', 'right') else w}" for w in words})

"""Loads the clinical words and rules (``knowledge/*.yaml``) and checks every entry as it does.

The entries are data: what a word means is decided in the YAML, never here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby, product
from typing import Any

import yaml

from lipcheck.errors import KnowledgeError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A way to say a concept. ``sites`` empty: matches anywhere; ``("*",)``: with any site; else only at these sites."""

    words: str
    sites: tuple[str, ...] = ()
    implies: str | None = None
    plural: bool = False
    denies: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A concept with the phrases that name it; ``attributes`` holds what is particular to its kind."""

    id: str
    source: str
    lexicon: tuple[Phrase, ...]
    code: str | None = None
    attributes: Mapping[str, Any] | None = None

    @property
    def phrases(self) -> tuple[str, ...]:
        """The words alone, sorted."""
        return tuple(sorted({p.words for p in self.lexicon}))

    def get(self, name: str, default: Any = None) -> Any:
        """An attribute of the entry, or the default."""
        return (self.attributes or {}).get(name, default)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Every concept that lipcheck knows, by kind."""

    symptoms: tuple[Entry, ...]
    sites: tuple[Entry, ...]
    sides: tuple[Entry, ...]
    triggers: tuple[Entry, ...]
    conditions: tuple[Entry, ...]
    false_friends: tuple[Entry, ...]

    def by_id(self, kind: str) -> dict[str, Entry]:
        """The entries of a kind (``"symptoms"``, ...) by id."""
        return {e.id: e for e in getattr(self, kind)}


def read_yaml(name: str) -> Any:
    """The parsed content of ``knowledge/NAME.yaml``; raises KnowledgeError where it is missing or not YAML."""
    path = files("lipcheck") / "knowledge" / f"{name}.yaml"
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except FileNotFoundError as e:
        raise KnowledgeError(f"knowledge/{name}.yaml is missing", "reinstall lipcheck") from e
    except yaml.YAMLError as e:
        mark = getattr(e, "problem_mark", None)
        where = f" line {mark.line + 1}" if mark else ""
        raise KnowledgeError(f"knowledge/{name}.yaml{where}: not valid YAML") from e


_ID = re.compile(r"[a-z][a-z0-9_]*")


def check_entries(name: str, rows: Any, allowed: Iterable[str]) -> list[dict[str, Any]]:
    """The rows, once every one has an id, a source and only known fields; raises KnowledgeError that names the entry."""
    allowed = {"id", "source", *allowed}
    if not isinstance(rows, list):
        raise KnowledgeError(f"knowledge/{name}.yaml: must be a list of entries")
    seen: set[str] = set()
    for n, row in enumerate(rows, 1):
        if not isinstance(row, dict) or not isinstance(row.get("id"), str) or not _ID.fullmatch(row["id"]):
            raise KnowledgeError(f"knowledge/{name}.yaml: entry {n}: needs an id of lower-case letters, digits and _")
        where = f"knowledge/{name}.yaml: {row['id']}"
        if row["id"] in seen:
            raise KnowledgeError(f"{where}: id stands twice")
        seen.add(row["id"])
        if not isinstance(row.get("source"), str) or not row["source"].strip():
            raise KnowledgeError(f"{where}: needs a source (the article, a named public source, or own)")
        if unknown := set(row) - allowed:
            raise KnowledgeError(f"{where}: unknown field {sorted(unknown)[0]!r}")
        for field in ("words", "verbs", "sited", "sited_verbs", "plural", "phrases", "good", "bad"):
            for word in row.get(field) or []:
                if not isinstance(word, str) or not word.strip():
                    raise KnowledgeError(f"{where}: {field}: {word!r} is not a phrase (quote yes, no, on and numbers)")
    return rows


def _phrases(row: Mapping[str, Any]) -> tuple[Phrase, ...]:
    out = [Phrase(w) for w in row.get("words") or []]
    out += [Phrase(w, plural=True) for w in row.get("plural") or []]
    out += [Phrase(w, sites=("*",)) for w in row.get("sited") or []]
    out += [Phrase(w, sites=tuple(sites)) for w, sites in (row.get("at") or {}).items()]
    out += [Phrase(w, denies=True) for w in row.get("denies") or []]
    implied = {w: Phrase(w, implies=site) for w, site in (row.get("implies") or {}).items()}
    return tuple(v for p in (*(p for p in out if p.words not in implied), *implied.values()) for v in _variants(p))


_CAN_NOT = ("could not", "unable to", "not able to", "can no longer", "no longer able to", "could no longer")


_CHOICE = re.compile(r"\{([^{}]*)\}")


def _expanded(words: str) -> tuple[str, ...]:
    """The phrases that one with choices stands for: ``"lips {turn|look} blue"``."""
    parts = _CHOICE.split(words)
    choices = [part.split("|") if n % 2 else [part] for n, part in enumerate(parts)]
    return tuple(" ".join("".join(chosen).split()) for chosen in product(*choices))


def _variants(phrase: Phrase) -> tuple[Phrase, ...]:
    """What the phrase stands for: each of its choices, and where it says "can not", the other ways to say so."""
    if "{" in phrase.words:
        return tuple(v for words in _expanded(phrase.words) for v in _variants(replace(phrase, words=words)))
    if not phrase.words.startswith("can not "):
        return (phrase,)
    return (phrase, *(replace(phrase, words=f"{start} {phrase.words[8:]}") for start in _CAN_NOT))


_FIELDS = {
    "symptoms": ("code", "complaint", "words", "sited", "at", "implies", "denies"),
    "sites": ("region", "words", "plural", "paired", "part_of"),
    "sides": ("words",),
    "triggers": ("trigger", "words", "mg", "tags"),
    "conditions": ("words",),
    "false_friends": ("phrases",),
}


@lru_cache(maxsize=1)
def load_knowledge() -> Knowledge:
    """Every concept, read once a process; raises KnowledgeError on a broken entry.

    >>> [s.code for s in load_knowledge().symptoms if s.id == "numbness"]
    ['R20.0']
    """
    kinds: dict[str, tuple[Entry, ...]] = {}
    for name, fields in _FIELDS.items():
        entries = []
        for row in check_entries(name, read_yaml(name), fields):
            lexicon = _phrases(row) or tuple(Phrase(w) for w in row.get("phrases") or [])
            attributes = {
                k: v
                for k, v in row.items()
                if k in ("complaint", "region", "paired", "part_of", "trigger", "mg", "tags")
            }
            entries.append(Entry(row["id"], row["source"], lexicon, row.get("code"), attributes))
        kinds[name] = tuple(sorted(entries, key=lambda e: e.id))
    knowledge = Knowledge(**kinds)
    sites = {s.id for s in knowledge.sites}
    for symptom in knowledge.symptoms:
        for phrase in symptom.lexicon:
            named = {*phrase.sites, *([phrase.implies] if phrase.implies else [])} - {"*"}
            if unknown := named - sites:
                raise KnowledgeError(f"knowledge/symptoms.yaml: {symptom.id}: unknown site {sorted(unknown)[0]!r}")
    return knowledge


@cache
def patterns(name: str) -> Mapping[str, re.Pattern[str]]:
    """The compiled word lists of ``knowledge/<name>.yaml`` by id."""
    out = {}
    for row in check_entries(name, read_yaml(name), ("words",)):
        parts = [_bounded(w) for w in map(str, row["words"])]
        # the boundary stands once before all that begin with one, so that a place inside a word is passed over at once
        joined = ((opens, "|".join(p for _, p in group)) for opens, group in groupby(parts, key=lambda p: p[0]))
        out[row["id"]] = re.compile("|".join(rf"\b(?:{p})" if opens else p for opens, p in joined))
    return out


def _bounded(words: str) -> tuple[bool, str]:
    """Whether a boundary of words stands before a pattern, and the pattern without that boundary."""
    opens = words[0].isalpha() and words[-1].isalpha()
    closed = rf"{words}\b" if opens else words
    opens |= words.startswith("(?:")
    bare = re.sub(r"\\.|\[[^\]]*\]", "", words)
    while (outer := re.sub(r"\([^()]*\)", "", bare)) != bare:
        bare = outer
    if opens and "|" in bare:  # the boundary is the first alternative's alone
        return False, rf"(?:\b{closed})"
    return opens, f"(?:{closed})"


def context_patterns() -> Mapping[str, re.Pattern[str]]:
    """The compiled word lists of ``knowledge/context.yaml`` by id."""
    return patterns("context")

"""Loads the clinical words and rules (``knowledge/*.yaml``) and checks every entry as it does.

The entries are data: what a word means is decided in the YAML, never here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from importlib.resources import files
from itertools import product
from operator import attrgetter
from typing import Any, overload

from lipcheck.compiled import compiled, compiled_pages
from lipcheck.errors import KnowledgeError
from lipcheck.prefilter import Clause, Prefiltered, requirement


@dataclass(frozen=True, slots=True)
class Phrase:
    """A way to say a concept. ``sites`` empty: matches anywhere; ``("*",)``: with any site; else only at these sites.

    ``turned``: it says nothing, unless it is turned behind: "my arm works again. This morning it did not".
    """

    words: str
    sites: tuple[str, ...] = ()
    implies: str | None = None
    plural: bool = False
    denies: bool = False
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A concept with the phrases that name it; ``attributes`` holds what is particular to its kind."""

    id: str
    source: str
    lexicon: Sequence[Phrase]
    code: str | None = None
    attributes: Mapping[str, Any] | None = None

    @property
    def phrases(self) -> tuple[str, ...]:
        """The words alone, sorted."""
        return tuple(sorted(set(self.said())))

    def said(self) -> Iterator[str]:
        """The words of every phrase, in order, without making the phrases."""
        return self.lexicon.words() if isinstance(self.lexicon, _Lexicon) else (p.words for p in self.lexicon)

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


_PAGE = 256  # phrases

MEDICINES = frozenset({"steroid", "diuretic", "estrogen", "other_medicine", "ace_inhibitor"})
"""The triggers of ``data/LABELS.md`` that are medicines."""


class _Lexicon(Sequence[Phrase]):
    """Phrases as they are kept, each made when it is asked for: a message needs a few of the 540,000.

    A page holds ``_PAGE`` rows, parted by ``|``; a row is the phrase's words behind the number of what else is told of it.
    """

    def __init__(self, id_: str, count: int, pages: Mapping[str, str], told: Sequence[Sequence[Any]]) -> None:
        self._id, self._count, self._pages, self._told = id_, count, pages, told
        self._read: dict[int, list[str]] = {}

    def _page(self, number: int) -> list[str]:
        if number not in self._read:
            self._read[number] = self._pages[f"{self._id} {number}"].split("|")
        return self._read[number]

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Phrase]:
        told = [(tuple(sites), *rest) for sites, *rest in self._told]
        parted = (row.partition(" ") for row in self._rows())
        return (Phrase(words, *told[int(number)]) for number, _, words in parted)

    def words(self) -> Iterator[str]:
        """The words of every phrase, in order."""
        return (row.partition(" ")[2] for row in self._rows())

    def _rows(self) -> Iterator[str]:
        for number in range(-(-self._count // _PAGE)):
            yield from self._pages[f"{self._id} {number}"].split("|")

    @overload
    def __getitem__(self, at: int) -> Phrase: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Phrase, ...]: ...
    def __getitem__(self, at: int | slice) -> Phrase | tuple[Phrase, ...]:
        if isinstance(at, slice):
            return tuple(self[n] for n in range(self._count)[at])
        page, row = divmod(range(self._count)[at], _PAGE)
        number, _, words = self._page(page)[row].partition(" ")
        sites, *rest = self._told[int(number)]
        return Phrase(words, tuple(sites), *rest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def read_yaml(name: str) -> Any:
    """The parsed content of ``knowledge/NAME.yaml``; raises KnowledgeError where it is missing or not YAML."""
    documents = _documents()
    return json.loads(documents[name]) if name in documents else _parsed(name)


@cache
def _documents() -> Mapping[str, str]:
    """The content of the YAML files that are read at every start, as JSON by name."""
    told: Mapping[str, str] = compiled("documents", _parsed_documents)
    return told


def _parsed_documents() -> Mapping[str, str]:
    names = {path.name.removesuffix(".yaml") for path in (files("lipcheck") / "knowledge").iterdir()} - set(_FIELDS)
    documents = {name: _parsed(name) for name in sorted(names | set(_PATTERNS)) if "." not in name}
    for name in _PATTERNS:  # a pattern is compiled when it is first asked for: one that is none is told of here
        for id_ in (found := Patterns(name, documents[name])):
            _ = found[id_].pattern
    return {name: json.dumps(content, ensure_ascii=False) for name, content in documents.items()}


def _parsed(name: str) -> Any:
    import yaml  # here, because a start that finds all tables kept needs none of it

    path = files("lipcheck") / "knowledge" / f"{name}.yaml"
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
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
    out += [Phrase(w, implies=site, denies=True, turned=True) for w, site in (row.get("restored") or {}).items()]
    # what implies its site wins where other words of the list stand for the same phrase
    implied = {v.words: v for w, x in (row.get("implies") or {}).items() for v in _variants(Phrase(w, implies=x))}
    return (*(v for p in out for v in _variants(p) if v.words not in implied), *implied.values())


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
    "symptoms": ("code", "code_at", "complaint", "words", "sited", "at", "implies", "denies", "restored"),
    "sites": ("region", "words", "plural", "paired", "part_of", "whole_in"),
    "sides": ("words",),
    "triggers": ("trigger", "words", "mg", "tags"),
    "conditions": ("words", "lifelong"),
    "false_friends": ("phrases",),
}


@lru_cache(maxsize=1)
def load_knowledge() -> Knowledge:
    """Every concept, read once a process; raises KnowledgeError on a broken entry.

    >>> [s.code for s in load_knowledge().symptoms if s.id == "numbness"]
    ['R20.0']
    """
    table, pages = compiled_pages("concepts", lambda: _table_of(read_knowledge()))
    return Knowledge(
        **{
            kind: tuple(
                Entry(id_, source, _Lexicon(id_, count, pages[kind], table["told"]), code, attributes)
                for id_, source, count, code, attributes in entries
            )
            for kind, entries in table["kinds"].items()
        }
    )


def _table_of(knowledge: Knowledge) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """The concepts as plain data, and the pages of their phrases by kind."""
    numbers: dict[tuple[Any, ...], int] = {}
    kinds: dict[str, list[list[Any]]] = {}
    pages: dict[str, dict[str, str]] = {}
    for kind in _FIELDS:
        entries: Sequence[Entry] = getattr(knowledge, kind)
        kinds[kind] = [[e.id, e.source, len(e.lexicon), e.code, e.attributes] for e in entries]
        pages[kind] = {}
        for e in entries:
            rows = [f"{numbers.setdefault(p[1:], len(numbers))} {p[0]}" for p in map(_told, e.lexicon)]
            parts = (rows[at : at + _PAGE] for at in range(0, len(rows), _PAGE))
            pages[kind] |= {f"{e.id} {n}": "|".join(part) for n, part in enumerate(parts)}
    return {"kinds": kinds, "told": [*numbers]}, pages


_told = attrgetter("words", "sites", "implies", "plural", "denies", "turned")


def read_knowledge() -> Knowledge:
    """Every concept, from the YAML files; raises KnowledgeError on a broken entry."""
    kinds: dict[str, tuple[Entry, ...]] = {}
    for name, fields in _FIELDS.items():
        entries = []
        for row in check_entries(name, read_yaml(name), fields):
            lexicon = _phrases(row) or tuple(Phrase(v) for w in row.get("phrases") or [] for v in _expanded(w))
            attributes = {
                k: v
                for k, v in row.items()
                if k
                in (
                    "code_at",
                    "complaint",
                    "region",
                    "paired",
                    "part_of",
                    "whole_in",
                    "trigger",
                    "mg",
                    "tags",
                    "lifelong",
                )
            }
            if odd := next((p.words for p in lexicon if "|" in p.words), None):
                raise KnowledgeError(f"knowledge/{name}.yaml: {row['id']}: {odd!r} has a | outside of braces")
            entries.append(Entry(row["id"], row["source"], lexicon, row.get("code"), attributes))
        kinds[name] = tuple(sorted(entries, key=lambda e: e.id))
    knowledge = Knowledge(**kinds)
    sites = {s.id for s in knowledge.sites}
    regions = {s.get("region") for s in knowledge.sites}
    for symptom in knowledge.symptoms:
        complaint = symptom.get("complaint", False)
        if unknown := set(complaint if isinstance(complaint, list) else ()) - sites - {None}:
            raise KnowledgeError(f"knowledge/symptoms.yaml: {symptom.id}: complaint: unknown site {min(unknown)!r}")
        if unknown := set(symptom.get("code_at", {})) - regions:
            raise KnowledgeError(f"knowledge/symptoms.yaml: {symptom.id}: code_at: unknown region {min(unknown)!r}")
        for phrase in symptom.lexicon:
            named = {*phrase.sites, *([phrase.implies] if phrase.implies else [])} - {"*"}
            if unknown := named - sites:
                raise KnowledgeError(f"knowledge/symptoms.yaml: {symptom.id}: unknown site {sorted(unknown)[0]!r}")
    return knowledge


class WordLists(dict[str, frozenset[str]]):
    """The word lists of a YAML file by id; raises KnowledgeError where one that the code reads is not there."""

    def __init__(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        super().__init__({row["id"]: frozenset(row["words"]) for row in rows if row.get("words")})
        self._name = name

    def __missing__(self, id_: str) -> frozenset[str]:
        raise KnowledgeError(f"knowledge/{self._name}.yaml: no list of words has the id {id_!r}", "reinstall lipcheck")


def either(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=lambda w: (-len(w), w))))


@cache
def word_lists(name: str, *fields: str) -> WordLists:
    """The word lists of ``knowledge/<name>.yaml`` by id; ``fields`` are what its entries may have beside words.

    >>> "my" in word_lists("experiencer")["owner"]
    True
    """
    return WordLists(name, check_entries(name, read_yaml(name), ("words", *fields)))


_PATTERNS = ("context", "patient")


class Patterns(Mapping[str, Prefiltered]):
    """The word lists of a YAML file by id, each pattern compiled when a text may match; raises KnowledgeError then where it is none."""

    def __init__(self, name: str, rows: Any, requirements: Mapping[str, list[list[Clause]]] | None = None) -> None:
        self._name = name
        self._words = {row["id"]: tuple(map(str, row["words"])) for row in check_entries(name, rows, ("words",))}
        self._lists = {
            id_: Prefiltered(
                zip(map(_bounded, words), requirements[id_] if requirements else [[]] * len(words), strict=True),
                partial(self._compiled, id_),
            )
            for id_, words in self._words.items()
        }

    def __getitem__(self, id_: str) -> Prefiltered:
        return self._lists[id_]

    def _compiled(self, id_: str, source: str) -> re.Pattern[str]:
        try:
            return re.compile(source)
        except re.error as e:
            raise KnowledgeError(f"knowledge/{self._name}.yaml: {id_}: words: not a pattern ({e})") from e

    def requirements(self) -> dict[str, list[list[Clause]]]:
        """What each pattern of each list requires of a text."""
        return {id_: [requirement(w) for w in words] for id_, words in self._words.items()}

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)


@cache
def patterns(name: str) -> Patterns:
    """The word lists of ``knowledge/<name>.yaml`` by id."""
    return Patterns(name, read_yaml(name), _requirements()[name])


@cache
def _requirements() -> Mapping[str, dict[str, list[list[Clause]]]]:
    told: Mapping[str, dict[str, list[list[Clause]]]] = compiled(
        "requirements", lambda: {name: Patterns(name, read_yaml(name)).requirements() for name in _PATTERNS}
    )
    return told


def _bounded(words: str) -> str:
    """A pattern with the boundaries of words that its ends ask for."""
    opens = words[0].isalpha() and words[-1].isalpha()
    closed = rf"{words}\b" if opens else words
    if not opens and not words.startswith("(?:"):
        return f"(?:{closed})"
    bare = re.sub(r"\\.|\[[^\]]*\]", "", words)
    while (outer := re.sub(r"\([^()]*\)", "", bare)) != bare:
        bare = outer
    # the boundary is the first alternative's alone
    return rf"(?:\b{closed})" if "|" in bare else rf"\b(?:{closed})"


def context_patterns() -> Patterns:
    """The word lists of ``knowledge/context.yaml`` by id, compiled."""
    return patterns("context")

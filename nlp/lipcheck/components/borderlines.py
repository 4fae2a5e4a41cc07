"""What a symptom is once its sites and the words around it are known: the rules of ``knowledge/borderlines.yaml``.

"Cramp" of the belly is pain, "weak" of no muscle fatigue, shaking all over no twitching. Called by ``findings``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from spacy.tokens import Doc, Span

from lipcheck.components.clauses import Clauses, text_of
from lipcheck.components.questions import reply_at
from lipcheck.components.sites import Site
from lipcheck.errors import KnowledgeError
from lipcheck.prefilter import Prefiltered
from lipcheck.schema import STATUSES
from lipcheck.vocabulary import check_entries, context_patterns, load_knowledge, read_yaml, word_lists

_UNSITED: Final = word_lists("linking")["unsited"]
# words of a reply in which a figure may stand
_REPLY: Final = 4
SEVERITIES: Final = ("severe", "moderate", "mild")
"""The severities of a symptom, the worst first."""


@dataclass(frozen=True, slots=True)
class Message:
    """A document as rules read it."""

    doc: Doc
    norms: Sequence[str]
    clauses: Clauses
    _said: dict[str, bool] = field(default_factory=dict)

    def says(self, name: str) -> bool:
        """Whether the message holds a word of a context list; searched for once."""
        known = self._said.get(name)
        if known is None:
            known = self._said[name] = context_patterns()[name].search(text_of(self.doc).lower()) is not None
        return known


class Told(NamedTuple):
    """A symptom as a message tells it; ``own_part``: its words name a part or a function of the body themselves."""

    message: Message
    span: Span
    sites: tuple[Site, ...]
    status: str
    severity: str | None
    own_part: bool

    @property
    def places(self) -> frozenset[str | None]:
        """The ids of its sites; None where it has none."""
        return frozenset(s.id for s in self.sites) or _NOWHERE


_NOWHERE: Final[frozenset[str | None]] = frozenset({None})
Holds = Callable[[Told], bool]


class Rule(NamedTuple):
    """A rule: the conditions that all hold, the symptom it makes (None: no finding), the site, and in place of which."""

    holds: tuple[Holds, ...]
    becomes: str | None
    at: str | None
    moves: frozenset[str | None]

    def sites(self, told: Told) -> tuple[Site, ...]:
        """The sites of what the rule makes."""
        if self.becomes in _UNSITED:
            return ()
        if self.at is None:
            return told.sites
        moved = tuple(replace(s, id=self.at) for s in told.sites if s.id in self.moves)
        return moved or (Site(self.at, told.span.start, told.span.start),)


class Borderlines:
    """The rules, by the symptom that the words say; raises KnowledgeError on a broken one."""

    def __init__(self) -> None:
        rows = check_entries(
            "borderlines", read_yaml("borderlines"), ("symptom", "when", "becomes", "at", "fires", "not")
        )
        self._rules: dict[str, list[Rule]] = {}
        for row in rows:
            rule = _rule(row)
            self._rules.setdefault(row["symptom"], []).append(rule)

    def __reduce__(self) -> tuple[type[Borderlines], tuple[()]]:
        """Rules are functions, which cannot be pickled: they are read anew."""
        return Borderlines, ()

    def resolve(self, symptom: str, told: Told) -> tuple[str | None, tuple[Site, ...]]:
        """The symptom that it is (None: no finding), and its sites."""
        for rule in self._rules.get(symptom, ()):
            if all(holds(told) for holds in rule.holds):
                return rule.becomes, rule.sites(told)
        return symptom, told.sites


def _rule(row: Mapping[str, Any]) -> Rule:
    where, when = f"knowledge/borderlines.yaml: {row['id']}", row.get("when")
    if not isinstance(when, dict) or not when:
        raise KnowledgeError(f"{where}: when: needs a condition")
    if "becomes" not in row:
        raise KnowledgeError(f"{where}: becomes: needs a symptom, or null where it is no finding")
    known = load_knowledge()
    symptoms, sites = {s.id for s in known.symptoms}, {s.id for s in known.sites} | {None}
    for name, value, ids in (
        ("symptom", [row.get("symptom")], symptoms),
        ("becomes", [row["becomes"]], symptoms | {None}),
        ("at", [row.get("at")], sites),
        ("when: any_site", when.get("any_site", []), sites),
        ("when: only_sites", when.get("only_sites", []), sites),
        ("when: unsided", [when.get("unsided", True)], {True}),
        ("when: own_part", [when.get("own_part", True)], {True, False}),
        ("when: status", when.get("status", []), STATUSES),
        ("when: severity", when.get("severity", []), SEVERITIES),
    ):
        if not isinstance(value, list):
            raise KnowledgeError(f"{where}: {name}: needs a list")
        if odd := [x for x in value if x not in ids]:
            raise KnowledgeError(f"{where}: {name}: unknown value {odd[0]!r}")
    holds = []
    for name, value in when.items():
        if name not in _CONDITIONS:
            raise KnowledgeError(f"{where}: when: unknown condition {name!r}")
        try:
            holds.append(_CONDITIONS[name](**value) if isinstance(value, dict) else _CONDITIONS[name](value))
        except (KnowledgeError, TypeError) as e:
            raise KnowledgeError(f"{where}: when: {name}: {e}") from e
    return Rule(tuple(holds), row["becomes"], row.get("at"), frozenset(when.get("any_site", ())))


def _any_site(sites: Sequence[str | None]) -> Holds:
    return lambda told: not told.places.isdisjoint(sites)


def _only_sites(sites: Sequence[str | None]) -> Holds:
    return lambda told: told.places.issubset(sites)


def _unsided(_: bool) -> Holds:
    return lambda told: all(s.side is None for s in told.sites)


def _own_part(own: bool) -> Holds:
    return lambda told: told.own_part is own


def _status(statuses: Sequence[str]) -> Holds:
    return lambda told: told.status in statuses


def _severity(severities: Sequence[str]) -> Holds:
    return lambda told: told.severity in severities


def _context(name: str) -> Prefiltered:
    if name not in context_patterns():
        raise KnowledgeError(f"knowledge/context.yaml has no list {name!r}")
    return context_patterns()[name]


def _message(name: str) -> Holds:
    _context(name)
    return lambda told: told.message.says(name)


def _no_message(name: str) -> Holds:
    _context(name)
    return lambda told: not told.message.says(name)


def _said(name: str) -> Holds:
    pattern = _context(name)
    return lambda told: pattern.search(told.span.text.lower()) is not None


def _begins(words: Sequence[str]) -> Holds:
    is_one = _one_of(words)
    return lambda told: is_one(told.message.norms[told.span.start])


def _led_by(words: Sequence[str], reach: int) -> Holds:
    is_one = _one_of(words)

    def holds(told: Told) -> bool:
        start, _ = told.message.clauses.sentence(told.span.start)
        return any(map(is_one, told.message.norms[max(start, told.span.start - reach) : told.span.start]))

    return holds


def _near(before: int, behind: int, words: Sequence[str] = (), context: str | None = None) -> Holds:
    is_one = _one_of(words)
    pattern = _context(context) if context else None

    def holds(told: Told) -> bool:
        start, end = max(0, told.span.start - before), told.span.end + behind
        if pattern and pattern.search(told.message.doc[start:end].text.lower()):
            return True
        return any(map(is_one, told.message.norms[start:end]))

    return holds


def _not_near(before: int, behind: int, words: Sequence[str] = (), context: str | None = None) -> Holds:
    near = _near(before, behind, words, context)
    return lambda told: not near(told)


def _measured(context: str, reach: int, c: Sequence[float], f: Sequence[float]) -> Holds:
    pattern = _context(context)

    def holds(told: Told) -> bool:
        start, end = told.message.clauses.sentence(told.span.start)
        doc, norms = told.message.doc, told.message.norms
        around = doc[max(start, told.span.start - reach) : min(end, told.span.end + reach)].text
        if norms[end - 1] == "?":
            reply = reply_at(norms, end - 1)
            around += "\n" + doc[reply : reply + _REPLY].text
        for match in pattern.finditer(around.lower()):
            value, unit = float(match["value"].replace(",", ".")), (match["unit"] or "")[:1]
            if (unit != "f" and c[0] <= value <= c[1]) or (unit != "c" and f[0] <= value <= f[1]):
                return True
        return False

    return holds


def _one_of(words: Sequence[str]) -> Callable[[str], bool]:
    """Whether a word is one of these; ``musc*`` is any that begins so."""
    whole, stems = frozenset(words), tuple(w[:-1] for w in words if w.endswith("*"))
    return lambda word: word in whole or word.startswith(stems)


_CONDITIONS: Final[Mapping[str, Callable[..., Holds]]] = {
    "any_site": _any_site,
    "only_sites": _only_sites,
    "unsided": _unsided,
    "own_part": _own_part,
    "status": _status,
    "severity": _severity,
    "message": _message,
    "no_message": _no_message,
    "said": _said,
    "begins": _begins,
    "led_by": _led_by,
    "near": _near,
    "not_near": _not_near,
    "measured": _measured,
}

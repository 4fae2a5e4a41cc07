"""Whose finding is it: the writer's, or a relative's, and which of them is the patient?

The bearer of a mention is the nearest person before it in its clause ("my husband says my face droops": me).
The patient is the person who bears the most; where only one relative bears anything, that is the patient
("my son's lip is swollen"). Everybody else is ``other``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Final

from lipcheck.components.clauses import Clauses
from lipcheck.vocabulary import check_entries, read_yaml

_SELF: Final = "self"
_HISTORY: Final = ("family history", "runs in", "fhx", "fh")


class Bearers:
    """Tells the experiencer of each of a document's mentions."""

    def __init__(self) -> None:
        rows = {
            r["id"]: frozenset(r["words"]) for r in check_entries("experiencer", read_yaml("experiencer"), ("words",))
        }
        self._male, self._female, self._clients = rows["kin_male"], rows["kin_female"], rows["clients"]
        self._kin = self._male | self._female | self._clients | rows["kin"]
        self._self = rows["self"]
        self._he, self._she, self._people = rows["he"], rows["she"], rows["other_person"]
        self._reporters, self._patient = rows["reporter"], rows["patient_word"]

    def assign(self, norms: Sequence[str], clauses: Clauses, spans: Sequence[tuple[int, int]]) -> list[str]:
        """``patient`` or ``other`` for every mention, given as (start, end) tokens in order."""
        people = self._people_in(norms, clauses)
        if all(who == _SELF for _, who in people):
            return ["patient"] * len(spans)
        bearers = [self._bearer(norms, clauses, people, start) for start, _ in spans]
        patient = self._patient_of(norms, people, bearers)
        return ["patient" if b in (patient, None) else "other" for b in bearers]

    def _people_in(self, norms: Sequence[str], clauses: Clauses) -> list[tuple[int, str]]:
        """Every mention of a person: (token, who); pronouns stand for the last relative of their sex."""
        out: list[tuple[int, str]] = []
        seen: dict[str, Counter[str]] = {"he": Counter(), "she": Counter()}

        def meant(sex: str) -> str:
            """Whom a pronoun means: the relative of that sex who is spoken of most; else somebody unnamed."""
            best = seen[sex].most_common(1)
            return best[0][0] if best else sex

        for i, word in enumerate(norms):
            who: str | None = None
            if word == "old" and self._is_child(norms, i):
                who = "child"
                seen["he"][who] += 1
                seen["she"][who] += 1
            elif word in self._kin:
                if (
                    word in ("baby", "child", "kid", "family", "friends", "children", "kids")
                    and i
                    and norms[i - 1]
                    not in (
                        "my",
                        "our",
                        "his",
                        "her",
                        "the",
                        "old",
                        "year",
                        "month",
                        "week",
                        "a",
                        "of",
                        "family",
                        "mo",
                        "this",
                        "little",
                        "yo",
                        "y",
                        "young",
                        "and",
                    )
                ):
                    continue
                who = word
                for sex, words in (("he", self._female), ("she", self._male)):
                    if word not in words:
                        seen[sex][word] += 1
            elif word in self._self:
                who = _SELF
            elif word in self._he:
                who = meant("he")
                seen["he"][who] += 1
            elif word in self._she:
                who = meant("she")
                seen["she"][who] += 1
            elif word in self._patient:
                who = "patient"
            elif word in self._people:
                who = "people"
            if who:
                out.append((i, who))
        return out

    def _bearer(
        self, norms: Sequence[str], clauses: Clauses, people: Sequence[tuple[int, str]], token: int
    ) -> str | None:
        """The person whose finding a mention is; None where nobody is named."""
        s_start, s_end = clauses.sentence(token)
        c_start, _ = clauses.clause(token)
        at = bisect_left(people, (token, ""))
        first = bisect_left(people, (s_start, ""))
        near = people[first:at]
        for i, who in reversed(near):
            if who == "people" and i < c_start:
                continue
            if who != _SELF and self._reports(norms, i, token):
                continue
            if norms[i] in ("my", "our", "his", "her") and i + 1 < len(norms) and self._next_is_kin(norms, i):
                continue
            if i < c_start and who == _SELF and any(w != _SELF and c_start <= j < token for j, w in near):
                continue
            if norms[i] in ("me", "him", "her") and i + 1 < token and norms[i + 1] in ("that", "to"):
                continue
            return who
        behind = [(i, who) for i, who in people[at : at + 8] if token < i < min(s_end, token + 8)]
        for i, who in behind:
            if norms[i] in ("my", "our") and self._next_is_kin(norms, i):
                continue
            if any(w in ("in", "on", "of", "for", "with") for w in norms[token:i]):
                return who
        while first and people[first - 1][1] == "people":
            first -= 1
        if first:
            i, who = people[first - 1]
            if clauses.sentence_of[token] - clauses.sentence_of[i] <= 2 or who == _SELF:
                return who
        return None

    def _is_child(self, norms: Sequence[str], i: int) -> bool:
        """Whether "old" ends "my 6 year old" with no relative named behind it."""
        unit = {"year", "yr", "month", "week", "mo", "day", "years", "months", "-"} & set(norms[max(0, i - 2) : i])
        owner = {"my", "our"} & set(norms[max(0, i - 6) : i])
        return bool(unit and owner) and not any(w in self._kin for w in norms[i + 1 : i + 3])

    def _next_is_kin(self, norms: Sequence[str], i: int) -> bool:
        if "old" in norms[i + 1 : i + 7] and self._is_child(norms, i + 1 + list(norms[i + 1 : i + 7]).index("old")):
            return True
        if "old" in norms[i + 1 : i + 7] and self._is_child(norms, i + 1 + list(norms[i + 1 : i + 7]).index("old")):
            return True
        return any(w in self._kin for w in norms[i + 1 : i + 8 if "old" in norms[i + 1 : i + 8] else i + 3])

    def _reports(self, norms: Sequence[str], person: int, token: int) -> bool:
        """Whether a person only tells of it: "my wife says my mouth hangs"."""
        between = norms[person + 1 : token]
        for k, word in enumerate(between[:3]):
            if word in self._reporters:
                return any(w in self._self or w in self._he or w in self._she for w in between[k + 1 :])
        return False

    def _patient_of(
        self, norms: Sequence[str], people: Sequence[tuple[int, str]], bearers: Sequence[str | None]
    ) -> str:
        """The person whom the message asks about."""
        counts = Counter(b for b in bearers if b not in (None, "people"))
        if counts.get("patient"):
            return "patient"
        mentioned = Counter(who for _, who in people if who != "people")
        explicit = {
            w
            for i, w in people
            if w == _SELF
            and norms[i] in ("my", "i", "im", "ive", "me", "mine", "myself")
            and not self._next_is_kin(norms, i)
        }
        kin = [(n, mentioned[w], w) for w, n in counts.items() if w != _SELF]
        if not kin:
            return _SELF
        n, _, who = max(kin)
        if 2 * counts.get(_SELF, 0) >= n and explicit:
            return _SELF
        owned = who in self._clients or any(
            {"my", "our", "old", "dear", "the"} & set(norms[max(0, i - 3) : i]) for i, w in people if w == who and i
        )
        unsaid = any(b is None for b in bearers)
        told_by_pronoun = any(w == who and (norms[i] in self._he or norms[i] in self._she) for i, w in people)
        if who in ("he", "she"):
            return who
        return who if owned or (told_by_pronoun and not explicit) or not unsaid else _SELF

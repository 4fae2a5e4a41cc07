"""``python -m training words``: writes ``knowledge/real_words.txt`` and ``knowledge/common_words.txt``.

The first holds the English words and names that lie so near to our vocabulary that they would be respelled, the second the words
that a misspelling means more often than one of ours. Drawn from the SymSpell frequency dictionary, from the Web2 and GCIDE lists, and
from the names of the census of the United States (packages ``symspellpy``, ``english-words``, ``names``).
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import names
from english_words import get_english_words_set

import lipcheck
from lipcheck.components.spelling import by_beginning, clinical_words, nearest

KNOWLEDGE = Path(lipcheck.__file__).resolve().parent / "knowledge"


_COMMON = 10_000
# rarer surnames look too much like misspellings
_SURNAMES = 25_000
# names that a patient's message holds more often as a misspelling; each was judged by hand
_MISSPELT = frozenset(
    "athey chesnut cherrie dazey dulle fallin gaddy hurtt jelley lebow mcgrane parkison penix pullin rasberry ritch "
    "rippe sautter schock shives stelly strope sutter swaim tingey tingley trembley trumble weakley tighe".split()
)
_SHORTEST, _LONGEST = 5, 24


def _frequent() -> list[str]:
    """The words of the frequency dictionary, most frequent first."""
    path = files("symspellpy") / "frequency_dictionary_en_82_765.txt"
    rows = [line.split() for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    return [word.lower() for word, _ in sorted(rows, key=lambda row: -int(row[1]))]


def english_words() -> frozenset[str]:
    """Every word of the lists, lower case, letters only."""
    large = get_english_words_set(["web2", "gcide"], lower=True, alpha=True)
    return frozenset(w for w in (*_frequent(), *large) if w.isascii() and w.isalpha())


def people() -> frozenset[str]:
    """The given names and the frequent surnames of the census, lower case."""
    folder = Path(names.__file__).parent
    surnames = [line.split() for line in (folder / "dist.all.last").read_text(encoding="ascii").splitlines()]
    found = {name.lower() for name, _, _, rank in surnames if int(rank) <= _SURNAMES}
    for given in ("dist.female.first", "dist.male.first"):
        found |= {line.split()[0].lower() for line in (folder / given).read_text(encoding="ascii").splitlines()}
    return frozenset(found) - _MISSPELT


def common_words() -> list[str]:
    """The most frequent English words that are long enough to be meant by a misspelling, sorted."""
    return sorted(w for w in _frequent()[:_COMMON] if _SHORTEST <= len(w) <= _LONGEST and w.isalpha() and w.isascii())


def near_words() -> list[str]:
    """The English words and names that ``nearest`` would turn into one of ours, sorted."""
    known = clinical_words()
    ours = by_beginning(known)
    return sorted(
        w for w in (english_words() | people()) - known if _SHORTEST <= len(w) <= _LONGEST and nearest(w, ours)
    )


def write(folder: Path = KNOWLEDGE) -> dict[str, int]:
    """Write both lists; how many words each has, by name."""
    lists = {"real_words": near_words(), "common_words": common_words()}
    for name, words in lists.items():
        (folder / f"{name}.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    return {name: len(words) for name, words in lists.items()}

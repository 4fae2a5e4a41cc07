"""Simple ways to answer, to compare with: the commonest answer, a search for words, TF-IDF with logistic regression."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from lipcheck.cleaning import clean
from lipcheck.components.clauses import same_length_lower
from lipcheck.components.mentions import POORLY, WELL, phrase_of
from lipcheck.errors import InputError
from lipcheck.evaluation.gold import Gold
from lipcheck.evaluation.measures import Record
from lipcheck.evaluation.parts import ranked
from lipcheck.exports import optional
from lipcheck.report import Finding, Quote
from lipcheck.triage.case import Case
from lipcheck.triage.red_flags import red_flags
from lipcheck.vocabulary import check_entries, load_knowledge, read_yaml

if TYPE_CHECKING:
    from spacy.language import Language

Answerer = Callable[[str], Record]
"""A text's scope, cause (with probabilities, where it has them) and urgency."""

_NONE: Final = "none"


def majority(train: Sequence[Gold]) -> Answerer:
    """The commonest scope, and among messages in scope the commonest cause and urgency, whatever the text."""
    inside = [m.labels for m in train if m.labels["scope"] == "in"]
    scope = _commonest([m.labels["scope"] for m in train])
    record = {"scope": scope} | {key: _commonest([x.get(key) for x in inside]) for key in ("cause", "urgency")}
    return lambda _: record


def _commonest(values: Sequence[Any]) -> Any:
    """The commonest value that is one, the first by name on a tie."""
    counts = Counter(v for v in values if v is not None)
    return min(counts, key=lambda v: (-counts[v], v)) if counts else None


def keywords(nlp: Language) -> Answerer:
    """A search for words of the vocabulary, wherever and however they are said; ``nlp`` is lipcheck's pipeline.

    A word for a symptom that raises a red flag by itself makes an emergency, a complaint puts the message in scope and is for
    a doctor, and ``knowledge/keywords.yaml`` says which words make which cause.
    """
    entries = {s.id: s for s in load_knowledge().symptoms}
    complaints = frozenset(s for s, entry in entries.items() if entry.get("complaint"))

    def answer(text: str) -> Record:
        with nlp.select_pipes(enable=["lipcheck_normalise", "lipcheck_mentions"]):
            doc = nlp(same_length_lower(clean(text).text))
        # what is said of a function ("my speech is normal") is more than a word
        said = (s for s in doc.spans["symptoms"] if s.kb_id_ not in (WELL, POORLY))
        symptoms = {s.label_ for s in said if not phrase_of(s, entries[s.label_]).denies}
        named = symptoms | {s.label_ for group in ("exposures", "conditions") for s in doc.spans[group]}
        named |= {_kinds().get(label, label) for label in named}
        inside = bool(symptoms & complaints)
        cause = next((cause for cause, any_of in _causes() if named & any_of), "undetermined")
        urgency = "emergency" if symptoms & _alarming() else "doctor" if inside else None
        return {"scope": "in" if inside else "out", "cause": cause if inside else None, "urgency": urgency}

    return answer


@lru_cache(maxsize=1)
def _kinds() -> Mapping[str, str]:
    """The kind of trigger that an entry of the vocabulary is, by its id."""
    return {e.id: str(e.get("trigger") or e.id) for e in load_knowledge().triggers}


@lru_cache(maxsize=1)
def _causes() -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((r["id"], frozenset(r["any"])) for r in check_entries("keywords", read_yaml("keywords"), ("any",)))


@lru_cache(maxsize=1)
def _alarming() -> frozenset[str]:
    """The symptoms that raise a red flag by themselves, without site, side or company."""
    nowhere = Quote("", 0, 0)
    cases = {s.id: Case("", findings=(Finding(s.id, nowhere),)) for s in load_knowledge().symptoms}
    return frozenset(symptom for symptom, case in cases.items() if any(f.active for f in red_flags(case)))


def tfidf(train: Sequence[Gold]) -> Answerer:
    """Words and pairs of words by TF-IDF, and a logistic regression each for scope, cause and urgency.

    Raises InputError without scikit-learn, or where the labels do not differ.
    """
    feature_extraction = optional("sklearn.feature_extraction.text", "train", "the TF-IDF baseline")
    linear_model = optional("sklearn.linear_model", "train", "the TF-IDF baseline")
    pipeline = optional("sklearn.pipeline", "train", "the TF-IDF baseline")
    read = [m for m in train if m.text is not None]
    inside = [m for m in read if m.labels["scope"] == "in"]

    def fitted(messages: Sequence[Gold], key: str) -> Any:
        labels = [m.labels.get(key) or _NONE for m in messages]
        if len(set(labels)) < 2:
            raise InputError(f"nothing to train the TF-IDF baseline on: every {key} is the same", "give more messages")
        words = feature_extraction.TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
        # strong enough to use rare words, as TF-IDF values are small
        model = pipeline.make_pipeline(words, linear_model.LogisticRegression(C=10.0, max_iter=2000))
        return model.fit([m.text for m in messages], labels)

    scope, cause, urgency = fitted(read, "scope"), fitted(inside, "cause"), fitted(read, "urgency")

    def answer(text: str) -> Record:
        level = str(urgency.predict([text])[0])
        record: dict[str, Any] = {"scope": str(scope.predict([text])[0]), "urgency": None if level == _NONE else level}
        if record["scope"] == "in":
            shares = cause.predict_proba([text])[0].tolist()
            return record | dict(ranked(dict(zip(map(str, cause.classes_), shares, strict=True))))
        return record | {"cause": None}

    return answer

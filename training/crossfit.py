"""Answers by left-out writer: each writer's messages by a classifier and a net that have read only the others'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import joblib
from threadpoolctl import threadpool_limits

from lipcheck.evaluation import baselines
from lipcheck.evaluation.gold import Gold
from lipcheck.evaluation.labelled import Labelled
from lipcheck.evaluation.measures import Record
from lipcheck.evaluation.parts import Answers, Examined
from lipcheck.evaluation.study import MODEL_ONLY, Baseline, Study
from lipcheck.linear import LinearModel
from lipcheck.pipeline import build_nlp
from lipcheck.triage.alarm import Alarm
from lipcheck.triage.case import Case
from lipcheck.triage.classifier import Classifier
from training import alarm, dataset
from training.reading import cases
from training.table import Table
from training.train import examples, export, fit, table

# in how many groups the writers are left out
_GROUPS = 10
ANSWERED = "each answered by a model that has read none of its writer's"


@dataclass(frozen=True, slots=True)
class Settings:
    """What is not learned anew for each writer: how strongly to regularise, the temperature, the net's threshold; and of whom."""

    c: float
    temperature: float
    threshold: float
    writers: frozenset[str]

    @classmethod
    def of_model(cls) -> Settings:
        """Those of the model in place, and the writers that it has read; raises ModelError where it cannot be read."""
        card = Classifier.load().card
        threshold = LinearModel.load("alarm").threshold
        return cls(card["parameters"]["C"], card["temperature"], threshold, frozenset(card["writers"]))


@dataclass(frozen=True, slots=True)
class Read:
    """What is found in each labelled message, by id; and what the net sees in those of which no more is told than the urgency."""

    found: Mapping[str, Case]
    triaged: Sequence[alarm.Example] = ()

    @classmethod
    def of(cls, messages: Sequence[Labelled], triaged: Sequence[dataset.Triaged] = ()) -> Read:
        """By the tense and timing models in place."""
        return cls(cases(messages), alarm.triaged(triaged))


def answers(messages: Sequence[Labelled], settings: Settings, read: Read) -> Answers:
    """The answers of a model made with these settings, as it would answer each writer without having read them.

    Its net has read the triaged ones too, which are other writers'.
    """
    found, others = read.found, read.triaged
    rows = table(examples(messages, found))
    nets = alarm.table([*alarm.examples(messages, found), *others])
    out = Answers()
    for answered in joblib.Parallel(n_jobs=-1)(
        joblib.delayed(_of_group)(
            rows.only(settings.writers - group),
            nets.only((settings.writers - group) | {r.writer for r in others}),
            settings,
            [(m.id, m.text) for m in messages if m.writer in group],
            {m.id: found[m.id] for m in messages if m.writer in group},
        )
        for group in dataset.folds(messages, _GROUPS)
    ):
        out.add(answered)
    return out


def _of_group(
    rows: Table,
    nets: Table,
    settings: Settings,
    texts: Sequence[tuple[str, str]],
    found: Mapping[str, Case],
) -> Answers:
    """The answers to a group's messages, given as (id, text), and what was found in them by id, by a model of the others' rows."""
    fitted, net = fit(rows, settings.c), alarm.fit(nets)
    examined = Examined(
        Classifier.of_files(export(fitted, {"temperature": settings.temperature})),
        Alarm(LinearModel(net.weights, net.intercept, settings.threshold)),
    )
    return examined.answer(texts, found)


def study(messages: Sequence[Labelled], settings: Settings, read: Read) -> Study:
    """The messages with their answers and the baselines', which learn from the other writers alone as well."""
    given = answers(messages, settings, read)
    gold = [Gold(m.id, m.text, m.record(), {"writer": m.writer}) for m in messages]
    found = baselines.keywords(build_nlp())
    commonest: dict[str, Record] = {}
    words: dict[str, Record] = {}
    tfidf: dict[str, Record] = {}
    for writer in dataset.writers(messages):
        others = [g for g in gold if g.groups["writer"] != writer]
        most = baselines.majority(others)
        with threadpool_limits(limits=1):  # small sums are quicker on one core
            learnt = baselines.tfidf(others)
        for m in messages:
            if m.writer == writer:
                commonest[m.id], words[m.id], tfidf[m.id] = most(m.text), found(m.text), learnt(m.text)
    columns = [
        Baseline("rules", "the red flags and rules alone, no trained model", given.rules),
        Baseline("model", "the trained classifier and net alone", given.models, MODEL_ONLY),
        Baseline("major", "always the other writers' commonest answer", commonest),
        Baseline("words", "a search for words, whatever is said of them", words),
        Baseline("tfidf", "TF-IDF with logistic regression, trained on the other writers", tfidf),
    ]
    return Study(gold, given.whole, ANSWERED, columns, given.scores)

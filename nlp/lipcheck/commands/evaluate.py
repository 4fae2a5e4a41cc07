"""``lipcheck evaluate``: answers measured against labelled messages."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lipcheck.commands.options import Model

if TYPE_CHECKING:
    from lipcheck.evaluation.gold import Gold
    from lipcheck.evaluation.study import Study

_TFIDF = "TF-IDF with logistic regression is left out: it needs labelled messages to learn from (--train FILE)"


def evaluate(
    gold: Annotated[
        list[str],
        typer.Argument(metavar="GOLD...", help="Labelled messages: JSONL in the record's form, or marked up."),
    ],
    *,
    predictions: Annotated[
        str | None,
        typer.Option(help="Score these records, made earlier, instead of analysing.", show_default=False),
    ] = None,
    train: Annotated[
        list[str] | None,
        typer.Option(
            help="Labelled messages that baselines learn from, none of GOLD's; may be repeated.", show_default=False
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as one JSON object.")] = False,
    plots: Annotated[
        Path | None, typer.Option(help="Write PNG pictures into this folder (extra: plots).", show_default=False)
    ] = None,
    show_text: Annotated[
        bool, typer.Option("--show-text", help="Show the text of every missed emergency; else its id alone.")
    ] = False,
    samples: Annotated[int, typer.Option(min=1, help="How often messages are drawn anew for the intervals.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the intervals and simulations.")] = 0,
    model: Model = None,
) -> None:
    """Measure answers against labelled messages, with intervals, baselines, and every missed emergency by id."""
    from lipcheck.evaluation.gold import read_gold
    from lipcheck.evaluation.study import evaluate as figures_of

    messages = read_gold(gold)
    study = _study(messages, predictions, train or [], model, samples, seed)
    result = figures_of(study)
    if plots is not None:
        from lipcheck.evaluation.plots import write_plots

        for path in write_plots(result, plots):
            typer.echo(str(path), err=True)
    texts = {m.id: m.text for m in messages if m.text is not None} if show_text else {}
    if as_json:
        for missed in result["emergencies"]["missed"]:
            missed |= {"text": texts[missed["id"]]} if missed["id"] in texts else {}
        sys.stdout.buffer.write((json.dumps(result, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8"))
        sys.stdout.buffer.flush()
        return

    from lipcheck.evaluation.show import show
    from lipcheck.render import Terminal

    show(result, Terminal(), texts)


def _study(
    messages: list[Gold], predictions: str | None, train: list[str], model: str | None, samples: int, seed: int
) -> Study:
    """The answers to the messages, lipcheck's and those to compare with; raises InputError where they cannot be had."""
    from lipcheck.errors import InputError
    from lipcheck.evaluation import baselines
    from lipcheck.evaluation.gold import read_gold, read_predictions
    from lipcheck.evaluation.parts import Examined
    from lipcheck.evaluation.study import MODEL_ONLY, Baseline, Study
    from lipcheck.pipeline import build_nlp

    if predictions is not None and model is not None:
        raise InputError("--predictions and --model given", "a model answers only where there are no records yet")
    learnt = read_gold(train) if train else []
    if known := {m.id for m in learnt} & {m.id for m in messages}:
        raise InputError(f"message {min(known)} is both in GOLD and in --train", "train on other messages")
    texts = {m.id: m.text for m in messages if m.text is not None}
    columns: list[Baseline] = []
    notes = [] if learnt else [_TFIDF]
    if predictions is not None:
        records, scores, answered = read_predictions(predictions), {}, f"records of {predictions}"
        notes.append("rules and models alone, and the threshold curve, are left out: records do not tell them")
    else:
        if lacking := [m.id for m in messages if m.id not in texts]:
            raise InputError(f"message {lacking[0]} has no text to analyse", "add text, or give --predictions FILE")
        answers = Examined.load(model).answer(texts.items())
        records, scores = answers.whole, answers.scores
        answered = f"answered by lipcheck with {'the shipped model' if model is None else model}"
        columns = [
            Baseline("rules", "the red flags and rules alone, no trained model", answers.rules),
            Baseline("model", "the trained classifier and net alone", answers.models, MODEL_ONLY),
        ]
    commonest = baselines.majority(learnt or messages)
    of_whom = "of --train" if learnt else "of GOLD itself"
    columns.append(Baseline("major", f"always the commonest answer {of_whom}", {m.id: commonest("") for m in messages}))
    if texts:
        found = baselines.keywords(build_nlp())
        what = "a search for words, whatever is said of them"
        columns.append(Baseline("words", what, {i: found(t) for i, t in texts.items()}))
    if texts and learnt:
        tfidf = baselines.tfidf(learnt)
        what = f"TF-IDF with logistic regression, trained on {len(learnt):,} messages"
        columns.append(Baseline("tfidf", what, {i: tfidf(t) for i, t in texts.items()}))
    return Study(messages, records, answered, columns, scores, notes, samples, seed)

"""``python -m training``: rebuild the models and keep them if they are good enough; ``lint`` checks the data.

``score`` runs the analyzer over the data, ``reports`` the assertion component over sentences of reports, ``baselines`` compares the
analyzer with simpler ways to answer, ``compare`` the classifier with other kinds. ``words`` draws the word lists of the speller anew.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lipcheck.errors import LipcheckError
from lipcheck.evaluation.labelled import Labelled
from lipcheck.evaluation.measures import Record, differences, score, table
from training import dataset
from training.lint import counts, lint

if TYPE_CHECKING:
    from training.crossfit import Read

LOOKS = "held_out_looks.jsonl"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0, 1 where the data has problems, 2 for what cannot be read, 3 for a refused model."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument(
        "--held-out", action="store_true", help="score the held-out writers too; every look is written down and counted"
    )
    commands = parser.add_subparsers(dest="command", metavar="{lint,score,reports,baselines,compare,words}")
    linting = commands.add_parser("lint", help="check the labelled data")
    linting.add_argument("--counts", action="store_true", help="print how many messages there are of each kind")
    scoring = commands.add_parser("score", help="run the analyzer over the gold sentences and the training messages")
    scoring.add_argument("--errors", action="store_true", help="list every message that differs from its labels")
    commands.add_parser("reports", help="run the assertion component alone over the sentences of reports")
    commands.add_parser("baselines", help="compare the analyzer with simpler ways to answer, by left-out writer")
    commands.add_parser(
        "compare", help="compare kinds of classifiers by cross-validation over writers, as a table in Markdown"
    )
    commands.add_parser("words", help="draw the speller's word lists from large ones")
    given = parser.parse_args(arguments)
    if given.held_out and given.command:
        parser.error("--held-out goes with no other command")
    try:
        if given.command == "lint":
            return _lint(with_counts=given.counts)
        if given.command == "words":
            return _words()
        if given.command == "reports":
            return _reports()
        if given.command == "baselines":
            return _baselines()
        if given.command == "compare":
            return _compare()
        if given.command == "score":
            return _score(with_errors=given.errors)
        return _train(with_held_out=given.held_out)
    except LipcheckError as error:
        print(f"{error}{': ' if error.hint else ''}{error.hint}", file=sys.stderr)
        return 3 if type(error).__name__ == "ModelError" else 2


def _lint(*, with_counts: bool) -> int:
    if problems := lint():
        print("\n".join(problems))
        print(f"{len(problems)} problems", file=sys.stderr)
        return 1
    print(counts() if with_counts else "no problems")
    return 0


def _words() -> int:
    from training.words import write

    for name, number in write().items():
        print(f"{name}: {number} words")
    return 0


def _train(*, with_held_out: bool) -> int:
    from training import gate
    from training.train import MODEL

    floors = gate.read_floors()
    gate.replace(MODEL, _build, gate.measure, floors)
    print(f"above all {len(floors.floors)} floors, and no emergency lost: the new model is in place")
    if with_held_out:
        _held_out(json.loads((MODEL / "card.json").read_text(encoding="utf-8")))
    return 0


def _build() -> Read:
    """Train every model and write it in place of the old one; what was found in the messages on the way."""
    from training import alarm, reports, tense, timing
    from training.crossfit import Read
    from training.halfway import Halfway
    from training.train import MODEL, build, write

    messages = dataset.training_messages()
    about = tense.rebuild(messages, reports.read())
    print(
        f"tense: {about['features']} features, {about['mentions']} mentions, accuracy by left-out writer {about['accuracy']:.3f}"
    )
    about = tense.rebuild_taking(messages)
    print(
        f"taking: {about['features']} features, {about['mentions']} medicines, accuracy by left-out writer {about['accuracy']:.3f}"
    )
    with Halfway(messages) as half:
        times = timing.rebuild(half.each(timing.rows))
        print("timing, by left-out writer: " + ", ".join(f"{k} {v:.3f}" for k, v in times["accuracy"].items()))
        found = half.finish()
    read = Read(found, alarm.triaged(dataset.net_messages()))
    net = alarm.rebuild([*alarm.examples(messages, found), *read.triaged])
    print("the net under the rules, by left-out writer: " + ", ".join(f"{k} {v:.4g}" for k, v in net.items()))
    files = build(found)
    card = json.loads(files["card.json"])
    write(files)
    print(f"{MODEL}: {card['features']} features, {card['messages']} messages, C {card['parameters']['C']:g}")
    print(f"{card['scores']['how']}; in brackets without them:")
    for name, value in card["scores"].items():
        if isinstance(value, float):
            print(f"{name:26} {value:7.3f} ({card['scores_without_rules'][name]:.3f})")
    print("accuracy by writer: " + ", ".join(f"{w} {x:.2f}" for w, x in card["accuracy_by_writer"].items()))
    return read


def _held_out(card: dict[str, Any], data: Path = dataset.DATA) -> None:
    """Score the held-out writers with the new model, and write down that somebody looked."""
    messages = dataset.held_out_messages(data)
    gold, records = _gold(messages), _analyzed(messages)
    n = record_look(score(gold, records).to_dict(), card, data)
    print(f"\nthe held-out writers, look {n}; nothing may be chosen or tuned by these:")
    print(table(gold, records))
    for writer in dataset.writers(messages):
        own = {m.id: gold[m.id] for m in messages if m.writer == writer}
        print(f"\nwriter {writer} alone:\n{table(own, records)}")


def record_look(scores: dict[str, Any], card: dict[str, Any], data: Path = dataset.DATA) -> int:
    """Add a look at the held-out scores to the list of looks; how many there are now."""
    path = data / LOOKS
    seen = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    look = {
        "look": len(seen) + 1,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "model": card["files"]["weights.npz"][:12],
        "scores": {k: v for k, v in scores.items() if isinstance(v, (int, float))},
    }
    path.write_text("\n".join([*seen, json.dumps(look)]) + "\n", encoding="utf-8")
    return len(seen) + 1


def _score(*, with_errors: bool) -> int:
    sentences, messages = dataset.gold_sentences(), dataset.training_messages()
    for title, rows, records in (
        ("gold sentences", sentences, _analyzed(sentences)),
        ("training messages, each by a model that has read none of its writer's", messages, _cross_analyzed(messages)),
    ):
        gold = _gold(rows)
        print(f"{title}:\n{table(gold, records)}\n")
        if with_errors:
            for m in rows:
                if lines := differences(gold[m.id], records.get(m.id)):
                    print("\n  ".join([f"{m.place}: {m.text[:300]!r}", *lines]), end="\n\n")
    return 0


def _gold(messages: Iterable[Labelled]) -> dict[str, Record]:
    return {m.id: m.record() for m in messages}


def _analyzed(messages: Iterable[Labelled]) -> dict[str, Record]:
    from lipcheck import load

    analyzer = load()
    return {m.id: analyzer.analyze(m.text).to_dict() for m in messages}


def _cross_analyzed(messages: Sequence[Labelled]) -> dict[str, Record]:
    """The records of the training messages, each writer's by a classifier and a net trained on the others'."""
    from training.crossfit import Read, Settings, answers

    return answers(messages, Settings.of_model(), Read.of(messages, dataset.net_messages())).whole


def _reports() -> int:
    from training import reports

    for title, file in (("learned from", dataset.REPORTS), ("held out", dataset.HELD_OUT_REPORTS)):
        print(f"{title}: " + ", ".join(f"{name} {x:.4g}" for name, x in reports.scores(reports.read(file)).items()))
    return 0


def _baselines() -> int:
    from lipcheck.evaluation.show import show
    from lipcheck.evaluation.study import evaluate
    from lipcheck.render import Terminal
    from training.crossfit import Read, Settings, study

    messages = dataset.training_messages()
    show(evaluate(study(messages, Settings.of_model(), Read.of(messages, dataset.net_messages()))), Terminal())
    return 0


def _compare() -> int:
    from training.compare import compare, table_of

    print(table_of(compare(dataset.training_messages())))
    return 0


if __name__ == "__main__":
    sys.exit(main())

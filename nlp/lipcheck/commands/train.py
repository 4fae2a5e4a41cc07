"""``lipcheck train``: a model of the user's own, from messages that a person labelled."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lipcheck.errors import InputError, LipcheckError, ModelError

if TYPE_CHECKING:
    from lipcheck.learning.labels import Labels
    from lipcheck.learning.train import Trained

_NAMED = 5


def train(
    data: Annotated[
        list[str], typer.Argument(metavar="DATA...", help="Labelled messages, JSONL, as lipcheck label writes them.")
    ],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder that the model becomes.")],
    keep_net: Annotated[
        bool, typer.Option("--keep-net", help="Learn the causes only; the net under the red flags stays as shipped.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Write it though it misses an emergency that the shipped model catches.")
    ] = False,
) -> None:
    """Train a model on your own labelled messages, starting from the shipped one; say how the two compare on them."""
    from lipcheck.exports import optional

    _check_output(output)
    for module in ("sklearn", "scipy"):
        optional(module, "train", "lipcheck train")

    from lipcheck.learning.labels import read_labels
    from lipcheck.learning.train import train as train_on

    labels = read_labels(data)
    trained = train_on(labels, keep_net=keep_net)
    _tell(labels, trained)
    if trained.missed and not force:
        raise ModelError(
            f"not written: it misses {_missed(trained.missed)} that the shipped model catches",
            "label more emergencies, or --keep-net to learn the causes only; --force writes it all the same",
        )
    try:
        _write(trained.files, output)
    except OSError as e:
        raise LipcheckError(f"stopped: {e.strerror or type(e).__name__}", f"{output} was not written") from e
    typer.echo(f"{output}: model {trained.version}; use it with --model {output}")


def _check_output(output: Path) -> None:
    if output.exists() and not (output.is_dir() and not any(output.iterdir())):
        raise InputError(f"{output}: exists already", "name another folder: a model that is in use stays as it is")
    if not output.absolute().parent.is_dir():
        raise InputError(f"{output}: the folder that it is to stand in does not exist")


def _tell(labels: Labels, trained: Trained) -> None:
    left_out = [(labels.unchecked, "not checked"), (labels.repeated, "said again")]
    aside = ", ".join(f"{n:,} {what}" for n, what in left_out if n)
    typer.echo(f"{len(labels.messages):,} messages{f' (left out: {aside})' if aside else ''}")
    typer.echo("Measured on them, each by a new model that has not read it:")
    typer.echo(f"{'':20}{'of':>6}{'shipped':>9}{'new':>6}")
    for c in trained.comparisons:
        typer.echo(f"{c.what:20}{c.messages:6,}{c.shipped:9,}{c.new:6,}  {c.verdict}")
    if trained.kept_net:
        typer.echo(f"The net under the red flags is {trained.kept_net}")


def _missed(ids: tuple[str, ...]) -> str:
    named = ", ".join(ids[:_NAMED])
    more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
    return f"{'an emergency' if len(ids) == 1 else f'{len(ids)} emergencies'} ({named}{more})"


def _write(files: Mapping[str, bytes], output: Path) -> None:
    """Write the folder beside its name and give it that name when it is whole; only its owner can read it."""
    with tempfile.TemporaryDirectory(dir=output.absolute().parent, prefix=f".{output.name}.") as folder:
        whole = Path(folder) / "model"
        whole.mkdir(mode=0o700)
        for name, content in files.items():
            with open(os.open(whole / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                stream.write(content)
        os.replace(whole, output)

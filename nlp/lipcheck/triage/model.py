"""A whole model: the classifier of causes and the net under the red flags, shipped or from a folder that ``lipcheck train`` wrote.

The encoder beside the net is the shipped one in either case.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import lipcheck
from lipcheck.encoder import Settings
from lipcheck.errors import ModelError
from lipcheck.linear import LinearModel
from lipcheck.triage.alarm import Alarm
from lipcheck.triage.classifier import FILES as CLASSIFIER_FILES
from lipcheck.triage.classifier import Classifier

SHIPPED: Final = Path(lipcheck.__file__).resolve().parent / "model"
NET: Final = "alarm.json"
FILES: Final = (*CLASSIFIER_FILES, NET)
_HINT: Final = "give a folder as `lipcheck train` wrote it, or leave --model out to use the shipped model"


@dataclass(frozen=True, slots=True)
class Model:
    """What answers; ``version`` is what a record names as its model, and another one wherever classifier or net is."""

    classifier: Classifier
    alarm: Alarm
    version: str


def load_model(folder: str | Path | None = None) -> Model:
    """The model in a folder, by default the shipped one; raises ModelError where it is none, damaged or of another schema.

    >>> load_model().version == load_model().version
    True
    """
    place = SHIPPED if folder is None else Path(folder)
    try:
        return _model(place)
    except ModelError as error:
        if folder is None:
            raise
        raise ModelError(str(error), _HINT) from error


def model_files(folder: Path) -> dict[str, bytes]:
    """The content of a model's files, by name; raises ModelError where one cannot be read."""
    if not folder.is_dir():
        raise ModelError(f"{folder}: {'is a file, not the folder of a model' if folder.exists() else 'no such folder'}")
    out = {}
    for name in FILES:
        try:
            out[name] = (folder / name).read_bytes()
        except FileNotFoundError:
            raise ModelError(f"{folder / name}: is missing, so that this is no whole model") from None
        except OSError as error:
            raise ModelError(f"{folder / name}: cannot be read ({error.strerror})") from error
    return out


def _model(folder: Path) -> Model:
    files = model_files(folder)
    classifier = Classifier.of_files(files, folder)
    told = classifier.card["files"].get(NET)
    if told is not None and told != _sha256(files[NET]):
        raise ModelError(f"{folder / NET}: not the file that card.json describes")
    try:
        net = LinearModel.of_json(files[NET])
    except ValueError as error:
        raise ModelError(f"{folder / NET}: damaged ({error})") from error
    return Model(classifier, Alarm(net, Settings.load()), version_of_files(files))


def version_of_files(files: Mapping[str, bytes]) -> str:
    """The first 12 digits of the hash of what answers: the classifier's weights, the net, and the encoder beside it."""
    told = [_sha256(files[CLASSIFIER_FILES[0]]), _sha256(files[NET]), Settings.load().sha256]
    return _sha256(" ".join(told).encode())[:12]


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

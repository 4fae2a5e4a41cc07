"""The trained classifier, read with NumPy alone: features -> the probability of each cause.

A model is a folder of three files that cannot run code: ``weights.npz`` (float64 arrays ``weights``, features by
causes, and ``intercept``), ``vocabulary.json`` (the features in the order of the rows) and ``card.json``.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lipcheck.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

SCHEMA = 1
CAUSES = (
    "allergic_reaction",
    "bells_palsy",
    "caffeine",
    "medication",
    "potassium_deficiency",
    "stroke",
    "undetermined",
)
FILES = ("weights.npz", "vocabulary.json", "card.json")

_LARGEST = 256 * 1024 * 1024  # bytes of a file of a model
_HEADERS = 4096  # bytes beside the numbers, at most
_REBUILD = "rebuild it with: python -m training"

# What NumPy raises for bytes that are no archive of plain arrays: a pickle, a lone array, a cut or forged archive.
_DAMAGE = (
    AttributeError,
    EOFError,
    KeyError,
    MemoryError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


class Classifier:
    """Multinomial logistic regression over named features; ``card`` says what it was trained on and how well it does.

    ``weights`` are features by causes, ``intercept`` one a cause, in the order of ``CAUSES``.
    """

    def __init__(
        self,
        *,
        features: Sequence[str],
        weights: NDArray[np.float64],
        intercept: NDArray[np.float64],
        card: Mapping[str, Any],
    ) -> None:
        self.card = card
        self.weights = weights
        self.intercept = intercept
        self._row = {name: row for row, name in enumerate(features)}

    @classmethod
    def load(cls, path: Path | None = None) -> Classifier:
        """The model in the folder ``path``, by default the one that lipcheck ships. Raises ``ModelError``."""
        folder = Path(__file__).resolve().parent.parent / "model" if path is None else Path(path)
        return cls.of_files({name: _content(folder / name) for name in FILES}, folder)

    @classmethod
    def of_files(cls, files: Mapping[str, bytes], folder: Path = Path()) -> Classifier:
        """The model in the contents of its files; ``folder`` is where errors say they are. Raises ``ModelError``."""
        arrays, vocabulary, card_file = (files[name] for name in FILES)
        card = _json(card_file, folder / "card.json")
        if not isinstance(card, dict) or card.get("schema") != SCHEMA:
            raise ModelError(
                f"{folder / 'card.json'}: not a model of schema {SCHEMA}, which this lipcheck reads", _REBUILD
            )
        if card.get("classes") != list(CAUSES):
            raise ModelError(f"{folder / 'card.json'}: other causes than this lipcheck knows", _REBUILD)
        if not _positive(card.get("temperature")):
            raise ModelError(f"{folder / 'card.json'}: no temperature above 0", _REBUILD)
        hashes = card.get("files")
        for name, content in (("weights.npz", arrays), ("vocabulary.json", vocabulary)):
            if not isinstance(hashes, dict) or hashes.get(name) != hashlib.sha256(content).hexdigest():
                raise ModelError(f"{folder / name}: not the file that card.json describes", _REBUILD)
        features = _json(vocabulary, folder / "vocabulary.json")
        if not (isinstance(features, list) and features and all(isinstance(x, str) for x in features)):
            raise ModelError(f"{folder / 'vocabulary.json'}: not a list of features", _REBUILD)
        if len(set(features)) < len(features):
            raise ModelError(f"{folder / 'vocabulary.json'}: a feature stands twice", _REBUILD)
        weights, intercept = _arrays(arrays, folder / "weights.npz", len(features))
        return cls(features=features, weights=weights, intercept=intercept, card=card)

    @classmethod
    def untrained(cls) -> Classifier:
        """A model that holds every cause for equally likely: what training starts from."""
        nothing = np.zeros((0, len(CAUSES)))
        card = {"temperature": 1.0, "files": {"weights.npz": "untrained"}}
        return cls(features=(), weights=nothing, intercept=np.zeros(len(CAUSES)), card=card)

    @property
    def features(self) -> tuple[str, ...]:
        """The features that have weights, in the order of their rows."""
        return tuple(self._row)

    @property
    def temperature(self) -> float:
        """What the scores are divided by once the rules have voted, so that probabilities are calibrated; above 0."""
        return float(self.card["temperature"])

    @property
    def version(self) -> str:
        """The first 12 digits of the hash of the weights: what a record names as its model."""
        return str(self.card["files"]["weights.npz"])[:12]

    def predict_proba(self, features: Mapping[str, float]) -> dict[str, float]:
        """The probability of each of the seven causes; they sum to 1. Unknown features count for nothing."""
        row = self._row
        known = {at: value for name, value in features.items() if (at := row.get(name)) is not None}
        scores = self.intercept
        if known:
            scores = scores + np.array([*known.values()], dtype=np.float64) @ self.weights[[*known]]
        powers = np.exp(scores - scores.max())
        return dict(zip(CAUSES, (powers / powers.sum()).tolist(), strict=True))

    def contributions(self, features: Mapping[str, float], cause: str) -> list[tuple[str, float]]:
        """What each known feature adds to the cause's score, against the mean of all causes; the weightiest first.

        Raises ``KeyError`` for a cause that is none of the seven.
        """
        if cause not in CAUSES:
            raise KeyError(cause)
        column = CAUSES.index(cause)
        out = []
        for name, value in features.items():
            row = self._row.get(name)
            if row is not None:
                out.append((name, float(value * (self.weights[row, column] - self.weights[row].mean()))))
        return sorted(out, key=lambda item: (-abs(item[1]), item[0]))


def classifier_files(
    features: Sequence[str], weights: NDArray[np.float64], intercept: NDArray[np.float64], about: Mapping[str, Any]
) -> dict[str, bytes]:
    """The files of a classifier, by name; ``about`` goes into the card. The same weights give the same bytes."""
    arrays = io.BytesIO()
    np.savez(
        arrays, weights=np.ascontiguousarray(weights, dtype=np.float64), intercept=np.asarray(intercept, np.float64)
    )
    vocabulary = (json.dumps(list(features), ensure_ascii=False, indent=0) + "\n").encode()
    hashes = {
        "weights.npz": hashlib.sha256(arrays.getvalue()).hexdigest(),
        "vocabulary.json": hashlib.sha256(vocabulary).hexdigest(),
    }
    card = {
        "schema": SCHEMA,
        "classes": list(CAUSES),
        "features": len(features),
        **about,
        "files": hashes | about.get("files", {}),
    }
    card_file = (json.dumps(card, ensure_ascii=False, indent=2) + "\n").encode()
    return dict(zip(FILES, (arrays.getvalue(), vocabulary, card_file), strict=True))


def _positive(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < math.inf


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise ModelError(f"{path}: larger than any model", _REBUILD)
        return path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({type(error).__name__})", _REBUILD) from error


def _json(content: bytes, path: Path) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path}: damaged, not JSON", _REBUILD) from error


def _arrays(content: bytes, path: Path, features: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights and intercept; never unpickles. Raises ``ModelError``."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:  # which reads no more of an entry than is declared here
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > (features + 1) * len(CAUSES) * np.dtype(np.float64).itemsize + _HEADERS:
            raise ModelError(f"{path}: the arrays do not fit the vocabulary", _REBUILD)
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            weights, intercept = stored["weights"], stored["intercept"]
    except _DAMAGE as error:
        raise ModelError(f"{path}: damaged, or not arrays of numbers", _REBUILD) from error
    if weights.dtype != np.float64 or intercept.dtype != np.float64:
        raise ModelError(f"{path}: the arrays are not float64", _REBUILD)
    if weights.shape != (features, len(CAUSES)) or intercept.shape != (len(CAUSES),):
        raise ModelError(f"{path}: the arrays do not fit the vocabulary", _REBUILD)
    if not (np.isfinite(weights).all() and np.isfinite(intercept).all()):
        raise ModelError(f"{path}: the weights are not all finite", _REBUILD)
    return weights, intercept

"""A small transformer that reads a message as a whole and tells one number: the log-odds of an emergency.

It is a BERT (Devlin et al. 2019, https://arxiv.org/abs/1810.04805) of six layers, in numpy; ``training/encoder.py`` says what it
was made of. Its weights are 8-bit integers with a scale a row or column (``model/encoder.npz``).
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

import lipcheck
from lipcheck.errors import ModelError

_FOLDER: Final = Path(lipcheck.__file__).resolve().parent / "model"
MODEL: Final = _FOLDER / "encoder.npz"
SETTINGS: Final = _FOLDER / "encoder.json"
WINDOW: Final = 256
"""The word pieces that are read at once, the two that mark the ends included."""
MOST_WINDOWS: Final = 16
"""Of a longer message the encoder reads this many windows; the rules and the net read it to its end."""
_HEADS: Final = 12
_LONGEST_WORD: Final = 100
_TINY: Final = 1e-12
_PART: Final = re.compile(r"[^\W_]+|[^\w\s]|_")
# left and right weigh the same
_SIDE: Final = {"right": "left"}
_ROWS: Final = ("pieces",)
_REINSTALL: Final = "reinstall lipcheck, or run: python -m training.encoder"

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Settings:
    """What is told beside the weights: the hash of their file, and the log-odds above which they add to the net's."""

    sha256: str
    least: float

    @classmethod
    def load(cls) -> Settings:
        """Those of the shipped encoder; raises ModelError where they cannot be read."""
        try:
            row = json.loads(SETTINGS.read_bytes())
            out = cls(str(row["sha256"]), float(row["least"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"model/{SETTINGS.name} cannot be read ({type(error).__name__})", _REINSTALL) from error
        if not math.isfinite(out.least):
            raise ModelError(f"model/{SETTINGS.name}: the log-odds are no number", _REINSTALL)
        return out


class Encoder:
    """The encoder, with its weights as they were before they were packed, but for the table of word pieces."""

    def __init__(self, pieces: Mapping[str, int], weights: Mapping[str, Any]) -> None:
        self._pieces, self._weights = pieces, weights
        self._layers = sum(name.endswith("attention") for name in weights)
        self._of_word = lru_cache(maxsize=1 << 14)(self._split)

    @classmethod
    def load(cls, settings: Settings) -> Encoder:
        """The shipped one; raises ModelError where its file cannot be read or is not the one that the settings describe."""
        try:
            content = MODEL.read_bytes()
        except OSError as error:
            raise ModelError(f"model/{MODEL.name} cannot be read ({error.strerror})", _REINSTALL) from error
        if digest(content) != settings.sha256:
            raise ModelError(f"model/{MODEL.name}: not the file that {SETTINGS.name} describes", _REINSTALL)
        return cls.of_npz(content)

    @classmethod
    def of_npz(cls, content: bytes) -> Encoder:
        """The encoder in the content of its file; raises ModelError where that is none."""
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as stored:
                told = {name: stored[name] for name in stored.files}
            names = told.pop("names").tobytes().decode().split("\n")
            weights = {
                name: (value, told[f"{name} scale"]) if name in _ROWS else _whole(name, value, told)
                for name, value in told.items()
                if not name.endswith(" scale")
            }
        except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise ModelError(f"model/{MODEL.name}: damaged ({type(error).__name__})", _REINSTALL) from error
        return cls({piece: n for n, piece in enumerate(names)}, weights)

    def odds(self, words: Sequence[str]) -> float:
        """The log-odds of an emergency in a message of these words, as the pipeline reads them; of its most urgent window."""
        return max(self._window(ids) for ids in self._windows(words))

    def _windows(self, words: Sequence[str]) -> Iterator[list[int]]:
        """The word pieces, in windows that begin and end with their marks."""
        ids = [n for word in seen(words) for n in self._of_word(word)]
        start, end = self._pieces["[CLS]"], self._pieces["[SEP]"]
        step = WINDOW - 2
        for n in range(0, max(1, min(len(ids), MOST_WINDOWS * step)), step):
            yield [start, *ids[n : n + step], end]

    def _split(self, word: str) -> tuple[int, ...]:
        """The pieces of a word, each the longest that the vocabulary has: "twitchy" is "twitch", "##y"."""
        return tuple(n for part in _parts(word) for n in self._longest(part))

    def _longest(self, part: str) -> list[int]:
        out: list[int] = []
        start = 0
        while start < len(part):
            for end in range(len(part), start, -1):
                piece = self._pieces.get(f"##{part[start:end]}" if start else part[start:end])
                if piece is not None:
                    out.append(piece)
                    start = end
                    break
            else:
                return [self._pieces["[UNK]"]]
        return out

    def _window(self, ids: Sequence[int]) -> float:
        own = self._weights
        table, scale = own["pieces"]
        x = table[ids].astype(np.float32) * scale[ids, None] + own["places"][: len(ids)]
        x = _normed(x, own["places norm"])
        for n in range(self._layers):
            mixed = _attended(x @ own[f"{n} attention"] + own[f"{n} attention bias"])
            x = _normed(x + mixed @ own[f"{n} mixed"] + own[f"{n} mixed bias"], own[f"{n} mixed norm"])
            wide = _gelu(x @ own[f"{n} wide"] + own[f"{n} wide bias"])
            x = _normed(x + wide @ own[f"{n} narrow"] + own[f"{n} narrow bias"], own[f"{n} narrow norm"])
        return float(x.mean(0) @ own["head"] + own["intercept"][0])


def seen(words: Sequence[str]) -> list[str]:
    """What the encoder sees of a message's words: left and right are one.

    >>> seen(["my", "right", "arm"])
    ['my', 'left', 'arm']
    """
    return [_SIDE.get(word, word) for word in words]


def packed(weights: Mapping[str, NDArray[Any]], names: Sequence[str]) -> bytes:
    """The content of the file: matrices as 8-bit integers with a scale, the names of the pieces beside them."""
    out: dict[str, NDArray[Any]] = {"names": np.frombuffer("\n".join(names).encode(), np.uint8)}
    for name, value in weights.items():
        if value.ndim == 2 and not name.startswith("places") and not name.endswith("norm"):
            axis = 1 if name in _ROWS else 0
            scale = (np.abs(value).max(axis) / 127).astype(np.float32)
            out[name] = np.round(value / np.expand_dims(np.maximum(scale, _TINY), axis)).astype(np.int8)
            out[f"{name} scale"] = scale
        else:
            out[name] = value.astype(np.float32)
    content = io.BytesIO()
    np.savez_compressed(content, **out)  # type: ignore[arg-type]  # numpy's stubs take the names for its options
    return content.getvalue()


def digest(content: bytes) -> str:
    """The hash by which the settings know the file."""
    return hashlib.sha256(content).hexdigest()


def _whole(name: str, value: NDArray[Any], told: Mapping[str, NDArray[Any]]) -> Floats:
    """A matrix as it was before it was packed; raises ValueError where it has numbers that are not finite."""
    scale = told.get(f"{name} scale")
    whole: Floats = value.astype(np.float32) if scale is None else value.astype(np.float32) * scale
    if not np.isfinite(whole).all():
        raise ValueError("not all numbers are finite")
    return whole


def _parts(word: str) -> list[str]:
    """A word without accents, apart from its signs; a word too long for any vocabulary is one sign."""
    if word.isascii() and word.isalpha():
        plain = word
    else:
        plain = "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")
    return [part if len(part) <= _LONGEST_WORD else "�" for part in _PART.findall(plain.lower())]


def _attended(asked: Floats) -> Floats:
    """Each piece's mix of what all pieces say: queries, keys and values side by side in, (pieces, width) out."""
    pieces, width = len(asked), asked.shape[1] // 3
    heads = asked.reshape(pieces, 3, _HEADS, width // _HEADS).transpose(1, 2, 0, 3)
    scores = heads[0] @ heads[1].transpose(0, 2, 1) / np.float32(math.sqrt(width // _HEADS))
    scores = np.exp(scores - scores.max(-1, keepdims=True))
    mixed: Floats = (scores / scores.sum(-1, keepdims=True)) @ heads[2]
    return mixed.transpose(1, 0, 2).reshape(pieces, width)


def _normed(x: Floats, norm: Floats) -> Floats:
    centred = x - x.mean(1, keepdims=True)
    out: Floats = centred / np.sqrt((centred * centred).mean(1, keepdims=True) + np.float32(_TINY)) * norm[0] + norm[1]
    return out


def _gelu(x: Floats) -> Floats:
    """The activation, by its usual formula with tanh (Hendrycks & Gimpel 2016)."""
    out: Floats = 0.5 * x * (1 + np.tanh(np.float32(math.sqrt(2 / math.pi)) * (x + np.float32(0.044715) * x * x * x)))
    return out

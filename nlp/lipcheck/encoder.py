"""A small transformer that reads a message as a whole and tells the log-odds of an emergency, and how likely a mention in it is over.

It is a BERT (Devlin et al. 2019, https://arxiv.org/abs/1810.04805) of six layers, in numpy; ``training/encoder.py`` says what it
was made of. Its weights are 8-bit integers with a scale a row or column (``model/encoder.npz``).
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import re
import threading
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

import lipcheck
from lipcheck.errors import ModelError

_FOLDER: Final = Path(lipcheck.__file__).resolve().parent / "model"
MODEL: Final = _FOLDER / "encoder.npz"
SETTINGS: Final = _FOLDER / "encoder.json"
WINDOW: Final = 256
"""The word pieces that are read at once, the two that mark the ends included."""
_STEP: Final = WINDOW - 2
MOST_WINDOWS: Final = 16
"""Of a longer message the encoder reads this many windows; the rules and the net read it to its end."""
WORDS_READ: Final = MOST_WINDOWS * _STEP
"""Behind so many words it reads none, for each has a piece or more."""
_HEADS: Final = 12
_LONGEST_WORD: Final = 100
_TINY: Final = 1e-12
_PART: Final = re.compile(r"[^\W_]+|[^\w\s]|_")
# after how many layers a mention is looked at, and the pieces beside it that are looked at with it
_HALFWAY: Final = 4
_BESIDE: Final = 6
# the windows of which that is kept: a message that is asked about again is read once
_KEPT: Final = 32
# left and right weigh the same
_SIDE: Final = {"right": "left"}
_ROWS: Final = ("pieces",)
_REINSTALL: Final = "reinstall lipcheck, or run: python -m training.encoder"

# Products as small as these take longer on two threads than on one, and one adds up the same on any number of cores. The limit is
# the process's: readers side by side would undo each other's.
_THREADS: Final = ThreadpoolController().select(user_api="blas")
_ONE_READS: Final = threading.Lock()

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
        self._halfway = lru_cache(maxsize=_KEPT)(self._read_halfway)
        self._pieces_of = lru_cache(maxsize=1)(self._read_pieces)

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
            stored, names = _stored(content)
            weights = {
                name: (value, stored[f"{name} scale"]) if name in _ROWS else _whole(name, value, stored)
                for name, value in stored.items()
                if not name.endswith(" scale")
            }
        except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise ModelError(f"model/{MODEL.name}: damaged ({type(error).__name__})", _REINSTALL) from error
        return cls({piece: n for n, piece in enumerate(names)}, weights)

    def odds(self, words: Sequence[str]) -> float:
        """The log-odds of an emergency in a message of these words, as the pipeline reads them; of its most urgent window."""
        ids, _ = self._pieces_of(tuple(words))
        windows = range(max(1, min(-(-len(ids) // _STEP), MOST_WINDOWS)))
        return max(self._odds(self._window(ids, n)) for n in windows)

    def over(self, words: Sequence[str], mention: tuple[int, int], sentence: tuple[int, int]) -> float:
        """How a mention's surroundings change the log-odds that it is over; mention and sentence are words, first and one past the last.

        0.0 for one that is too far down in a long message to be read.
        """
        around = self.around(words, mention, sentence)
        return 0.0 if around is None else float(around @ self._weights["over"] + self._weights["over intercept"][0])

    def around(self, words: Sequence[str], mention: tuple[int, int], sentence: tuple[int, int]) -> Floats | None:
        """What is seen of a mention, five times the width: itself, its sentence, the pieces before and behind, and its window."""
        ids, starts = self._pieces_of(tuple(words))
        n, first = divmod(starts[mention[0]], _STEP)
        if n >= MOST_WINDOWS or not ids:
            return None
        x = self._halfway(self._window(ids, n))
        # a window begins and ends with its mark
        first, end, s_start, s_end = (
            min(max(starts[at] - n * _STEP, 0), len(x) - 2) + 1
            for at in (mention[0], mention[1], sentence[0], sentence[1])
        )
        end = max(end, first + 1)
        looked_at = (
            (first, end),
            (s_start, max(s_end, s_start + 1)),
            (max(0, first - _BESIDE), first),
            (end, end + _BESIDE),
        )
        out: Floats = np.concatenate([*(x[a:b].mean(0) if a < len(x) else x[-1] for a, b in looked_at), x.mean(0)])
        return out

    def _read_pieces(self, words: tuple[str, ...]) -> tuple[list[int], list[int]]:
        """The word pieces of a message, and where each word begins in them; the last number is where they end."""
        ids: list[int] = []
        starts = [0]
        for word in seen(words):
            ids += self._of_word(word)
            starts.append(len(ids))
        return ids, starts

    def _window(self, ids: Sequence[int], n: int) -> tuple[int, ...]:
        """The pieces of the window of that number, between their marks."""
        return (self._pieces["[CLS]"], *ids[n * _STEP : (n + 1) * _STEP], self._pieces["[SEP]"])

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

    def _read_halfway(self, window: tuple[int, ...]) -> Floats:
        """What the first layers make of each piece of a window."""
        table, scale = self._weights["pieces"]
        ids = list(window)
        x = table[ids].astype(np.float32) * scale[ids, None] + self._weights["places"][: len(ids)]
        return self._read(_normed(x, self._weights["places norm"]), range(min(_HALFWAY, self._layers)))

    def _odds(self, window: tuple[int, ...]) -> float:
        x = self._read(self._halfway(window), range(_HALFWAY, self._layers))
        return float(x.mean(0) @ self._weights["head"] + self._weights["intercept"][0])

    def _read(self, x: Floats, layers: range) -> Floats:
        own = self._weights
        with _ONE_READS, _THREADS.limit(limits=1):
            for n in layers:
                mixed = _attended(x @ own[f"{n} attention"] + own[f"{n} attention bias"])
                x = _normed(x + mixed @ own[f"{n} mixed"] + own[f"{n} mixed bias"], own[f"{n} mixed norm"])
                wide = _gelu(x @ own[f"{n} wide"] + own[f"{n} wide bias"])
                x = _normed(x + wide @ own[f"{n} narrow"] + own[f"{n} narrow bias"], own[f"{n} narrow norm"])
        return x


@lru_cache(maxsize=1)
def shipped_encoder(settings: Settings) -> Encoder:
    """The shipped encoder, read when it is first asked: most messages need none."""
    return Encoder.load(settings)


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


def unpacked(content: bytes) -> tuple[dict[str, Floats], list[str]]:
    """What was packed, nearly: packed again it is the same."""
    stored, names = _stored(content)
    weights = {name: _whole(name, value, stored) for name, value in stored.items() if not name.endswith(" scale")}
    return weights, names


def digest(content: bytes) -> str:
    """The hash by which the settings know the file."""
    return hashlib.sha256(content).hexdigest()


def _stored(content: bytes) -> tuple[dict[str, NDArray[Any]], list[str]]:
    """The arrays of a file as they stand there, and the names of the word pieces."""
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        told = {name: stored[name] for name in stored.files}
    return told, told.pop("names").tobytes().decode().split("\n")


def _whole(name: str, value: NDArray[Any], stored: Mapping[str, NDArray[Any]]) -> Floats:
    """A matrix as it was before it was packed; raises ValueError where it has numbers that are not finite."""
    scale = stored.get(f"{name} scale")
    whole: Floats = value.astype(np.float32)
    if scale is not None:
        whole *= np.expand_dims(scale, 1 if name in _ROWS else 0)
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

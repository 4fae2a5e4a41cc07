"""Which lipcheck answers: its version, its model, and the words and rules that it reads."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path

from lipcheck import __version__
from lipcheck.triage.model import load_model, model_files


def version_of(model: str | Path | None = None) -> str:
    """A text that changes whenever the answers may; raises ModelError where the model cannot be read.

    >>> version_of() == version_of()
    True
    """
    loaded = load_model(model)
    content = hashlib.sha256()
    for folder in ("knowledge", "model"):
        for file in sorted(files("lipcheck").joinpath(folder).iterdir(), key=lambda f: f.name):
            if file.is_file():
                content.update(file.name.encode() + hashlib.sha256(file.read_bytes()).digest())
    if model is not None:
        for own in model_files(Path(model)).values():
            content.update(hashlib.sha256(own).digest())
    return f"{loaded.version}, lipcheck {__version__} ({content.hexdigest()[:12]})"

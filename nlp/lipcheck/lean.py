"""``import spacy`` without spaCy's own command line, for the one command that answers once and ends.

spaCy imports that command line for its ``spacy.info``: a web client, a project runner, a fifth of the time to a first answer.
None of it is used here. Only a process that is lipcheck's own may do this: others may want ``spacy.cli``.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from types import ModuleType
from typing import Final

_LEFT_OUT: Final = ("spacy.cli", "spacy.cli.info")


def import_spacy() -> None:
    """Import spaCy with stand-ins for its command line, which are then taken away: ``import spacy.cli`` brings the real one."""
    if "spacy" in sys.modules:
        return
    package, info = (ModuleType(name) for name in _LEFT_OUT)
    info.__dict__["info"] = _info
    stand_ins = dict(zip(_LEFT_OUT, (package, info), strict=True))
    sys.modules.update(stand_ins)
    with suppress(ImportError):  # a spaCy that wants more of it is imported whole, by whoever needs it first
        import spacy  # noqa: F401
    for name, stand_in in stand_ins.items():
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]


def _info(*args: object, **kwargs: object) -> object:
    """What ``spacy.info`` is, from the real command line."""
    from importlib import import_module

    return import_module("spacy.cli.info").info(*args, **kwargs)

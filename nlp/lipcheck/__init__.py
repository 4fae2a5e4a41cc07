"""lipcheck: findings, likely causes and urgency from a patient's message about lip and face, offline.

What is named here is imported when it is first asked for (PEP 562), so that the command line starts without spaCy.

>>> import lipcheck
>>> lipcheck.load().analyze("my upper lip twitches").scope
'in'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["Analyzer", "LipcheckError", "Report", "load"]

if TYPE_CHECKING:
    from lipcheck.analyzer import Analyzer, load
    from lipcheck.errors import LipcheckError
    from lipcheck.report import Report

    __version__: str
else:  # hidden from type checkers, for whom it would make every name one of ours
    _HOMES = {"Analyzer": "analyzer", "LipcheckError": "errors", "Report": "report", "load": "analyzer"}

    def __getattr__(name: str) -> object:
        from importlib import import_module, metadata

        if name == "__version__":
            try:
                return metadata.version("lipcheck")
            except metadata.PackageNotFoundError:
                return "0+unknown"  # a source tree that is not installed
        if name in _HOMES:
            return getattr(import_module(f"lipcheck.{_HOMES[name]}"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})

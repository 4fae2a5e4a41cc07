"""The inbox page: one file that holds a batch, its style and its script, and reaches for nothing else.

What comes from a message enters the page as JSON, in elements that no browser runs; the script makes text nodes of it.
The page's content security policy allows the one script and the one style sheet, by their hashes.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lipcheck.highlight import MARKS
from lipcheck.page.rows import Strings, row
from lipcheck.results import Unread
from lipcheck.schema import CAUSES, FLAGS
from lipcheck.wording import URGENCIES, WHAT_IT_IS_NOT, words

HERE: Final = Path(__file__).parent
# What ends a script element or starts a comment in it, and what older scripts read as line ends.
_ESCAPES: Final = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


@dataclass(frozen=True, slots=True)
class Heading:
    """What the page says of itself: where its records came from, and when it was made."""

    source: str
    made: datetime
    redact: bool = False


def script_json(value: Any) -> str:
    r"""JSON that stays data wherever it stands in a page.

    >>> print(script_json("</script>"))
    "\u003c/script\u003e"
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_ESCAPES)  # the signs escaped stand in strings only, where \u means the same


@cache
def asset(name: str) -> str:
    """A file of this package that goes into a page as it is."""
    return (HERE / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def policy(script: str, style: str) -> str:
    """The content security policy: this script, this style sheet, nothing from anywhere, no markup made of text."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(script)}",
            f"style-src {_hash(style)}",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


@cache
def environment() -> Environment:
    """The templates of this package, with autoescape."""
    templates = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    templates.filters["words"] = words
    return templates


class _Body:
    """The records on their way into the page, and what is known once all have passed."""

    def __init__(self, records: Iterable[dict[str, Any] | Unread], *, redact: bool) -> None:
        self._records, self._redact = records, redact
        self._strings = Strings()
        self._versions: dict[str, None] = {}
        self.shown = self.unread = 0

    def __iter__(self) -> Iterator[str]:
        for record in self._records:
            if isinstance(record, Unread):
                self.unread += 1
                continue
            try:
                line = script_json(row(record, self._strings, redact=self._redact))
                version = ", ".join(f"{name} {version}" for name, version in record["versions"].items())
            except (
                KeyError,
                TypeError,
                ValueError,
                AttributeError,
                RecursionError,
                OverflowError,
            ):  # a record of another program
                self.unread += 1
                continue
            if version:
                self._versions[version] = None
            yield line if not self.shown else ",\n" + line
            self.shown += 1

    def known(self) -> str:
        return script_json({"strings": self._strings.all(), "unread": self.unread, "versions": list(self._versions)})


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records a page shows, and how many lines held none."""

    shown: int
    unread: int


def write_inbox(records: Iterable[dict[str, Any] | Unread], stream: BinaryIO, heading: Heading) -> Counts:
    """Write the page of all records, as they come."""
    body = _Body(records, redact=heading.redact)
    script, style = asset("inbox.js"), asset("marks.css") + asset("inbox.css")
    values = {
        "heading": heading,
        "policy": policy(script, style),
        "style": style,
        "script": script,
        "body": body,
        "urgencies": URGENCIES,
        "causes": CAUSES,
        "flags": FLAGS,
        "marks": MARKS,
        "what_it_is_not": WHAT_IT_IS_NOT,
    }
    for piece in environment().get_template("inbox.html").generate(values):
        stream.write(piece.encode("utf-8", "replace"))  # a lone surrogate, which UTF-8 cannot hold, becomes ?
    return Counts(body.shown, body.unread)

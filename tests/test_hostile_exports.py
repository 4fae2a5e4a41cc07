"""One file with every kind of damage that we could think of: good rows come out, bad ones are told by their true number."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from lipcheck.analyzer import load
from lipcheck.batch import MAX_TEXT, Job, run
from lipcheck.exports.csv import BROKEN
from lipcheck.staging import rejects_path

NUMBER = "broken JSON: a number that is not finite or too long"

# Damage in JSON Lines: the line, and how its reason begins.
JSONL = {
    "cut off in a string": (b'{"id": "x", "text": "my secret', "broken JSON: Unterminated string"),
    "cut off after a key": (b'{"id": "x", "text":', "broken JSON: Expecting value"),
    "cut off after a comma": (b'{"id": "x",', "broken JSON: Expecting property name"),
    "cut off in a number": (b'{"text": "secret", "n": -', "broken JSON: Expecting value"),
    "cut off in an escape": (b'{"text": "secret \\u12', "broken JSON: Invalid \\uXXXX escape"),
    "a wrong escape": (b'{"text": "secret \\x41"}', "broken JSON: Invalid \\escape"),
    "single quotes": (b"{'text': 'secret'}", "broken JSON: Expecting property name"),
    "names without quotes": (b'{text: "secret"}', "broken JSON: Expecting property name"),
    "a comma too many": (b'{"text": "secret",}', "broken JSON: "),
    "a comma too few": (b'{"id": "x" "text": "secret"}', "broken JSON: Expecting ',' delimiter"),
    "a colon too few": (b'{"text" "secret"}', "broken JSON: Expecting ':' delimiter"),
    "two objects": (b'{"text": "secret"}{"text": "secret"}', "broken JSON: Extra data"),
    "words after the object": (b'{"text": "secret"} secret', "broken JSON: Extra data"),
    "words alone": (b"my secret lip", "broken JSON: Expecting value"),
    "a header of CSV": (b"id,text", "broken JSON: Expecting value"),
    "an array": (b'["secret"]', "not a JSON object"),
    "a string": (b'"secret"', "not a JSON object"),
    "a number": (b"42", "not a JSON object"),
    "null": (b"null", "not a JSON object"),
    "true": (b"true", "not a JSON object"),
    "no text": (b'{"id": "x"}', "no text field"),
    "an empty object": (b"{}", "no text field"),
    "text under a strange name": (b'{"id": "x", "txet": "secret"}', "no text field"),
    "null text": (b'{"text": null}', "the text is null"),
    "a number as text": (b'{"text": 42}', "the text is not a string"),
    "a list as text": (b'{"text": ["secret"]}', "the text is not a string"),
    "an object as text": (b'{"text": {"body": "secret"}}', "the text is not a string"),
    "true as text": (b'{"text": true}', "the text is not a string"),
    "a list as id": (b'{"id": ["x"], "text": "secret"}', "the id is neither a string nor a number"),
    "true as id": (b'{"id": true, "text": "secret"}', "the id is neither a string nor a number"),
    "NaN": (b'{"text": "secret", "n": NaN}', NUMBER),
    "infinity": (b'{"text": "secret", "n": -Infinity}', NUMBER),
    "an exponent too large": (b'{"text": "secret", "n": 1e999}', NUMBER),
    "a number of 5000 digits": (b'{"text": "secret", "n": ' + b"9" * 5000 + b"}", NUMBER),
    "a broken byte": (b'{"text": "secret \xff"}', "not UTF-8"),
    "a cut off character": (b'{"text": "secret \xe2\x80"}', "not UTF-8"),
    "a character in Windows-1252": (b'{"text": "secret caf\xe9"}', "not UTF-8"),
    "an overlong slash": (b'{"text": "secret \xc0\xaf"}', "not UTF-8"),
    "an encoded surrogate": (b'{"text": "secret \xed\xa0\x80"}', "not UTF-8"),
    "UTF-16": ('{"text": "secret"}'.encode("utf-16-le"), "broken JSON: "),
    "zero bytes": (b"\0\0\0\0", "broken JSON: Expecting value"),
    "random bytes": (bytes(range(128, 256)), "not UTF-8"),
    "nested too deeply": (b'{"text": ' + b"[" * 100_000, "broken JSON: nested too deeply"),
    "an id that was there": (b'{"id": "g0", "text": "secret"}', "duplicate id: row 1 has it too"),
    "too long": (json.dumps({"text": "secret " * (MAX_TEXT // 7 + 1)}).encode(), "too long: 1,000,006 characters"),
}
# What looks like damage and is none.
GOOD = {
    "a byte order mark in the text": '\ufeffmy lip',
    "no words": "",
    "white space": " \n\t ",
    "line breaks": "my\r\nlip\rtwitches\u2028now\u2029\x85",
    "a zero character": "my \0 lip",
    "half a character": "my \ud83d lip",
    "terminal codes": "\x1b[31mmy lip\x1b]0;x\x07",
    "right to left": "\u202emy lip\u202c",
    "JSON in the text": '{"id": "g0", "text": "lip"}',
    "quotes": '"my" \'lip\' “twitches”',
    "a formula": '=HYPERLINK("http://x.example";"lip")',
    "many marks": "l" + "\u0301" * 500 + "ip",
    "one long word": "lip" * 20_000,
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467 lip",
}  # fmt: skip


def told(output: Path) -> list[tuple[int, str]]:
    rejects = Path(rejects_path(str(output)))
    assert "secret" not in rejects.read_text()
    return [(r["row"], r["reason"]) for r in map(json.loads, rejects.read_text().splitlines())]


@pytest.mark.parametrize("workers", [1, 2])
def test_json_lines(workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lipcheck.batch.FEW", 10)
    lines: list[bytes] = []
    bad: list[tuple[int, str]] = []
    good: list[tuple[str, str]] = []
    texts = [*GOOD.values()]
    for n, (line, reason) in enumerate(JSONL.values()):
        text = texts[n] if n < len(texts) else f"my lip is numb {n}"
        good.append((f"g{n}", text))
        lines.append(json.dumps({"id": f"g{n}", "text": text}).encode())
        bad.append((len(lines) + 1, reason))
        lines += [line, b""]  # an empty line counts, and is no row
    assert len(JSONL) >= 40
    inbox, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    inbox.write_bytes(b"\n".join(lines))
    summary = run(Job((str(inbox),), str(out), workers=workers), load)
    assert (summary.messages, summary.rejected) == (len(good), len(bad))
    assert [(r["id"], r["text"]) for r in map(json.loads, out.read_bytes().splitlines())] == good
    assert [(row, reason[: len(b)]) for (row, reason), (_, b) in zip(told(out), bad, strict=True)] == bad


CSV = {
    "a quote never closed": (b'x,"my secret', BROKEN),
    "a quote in the middle": (b'x,"my" secret', BROKEN),
    "a quote after a quote": (b'x,"my secret"x', BROKEN),
    "a stray carriage return": (b"x,my\rsecret", BROKEN),
    "a cell too many": (b"x,my,secret", "3 cells under 2 columns"),
    "many cells too many": (b"x" + b",secret" * 50, "51 cells under 2 columns"),
    "a cell too few": (b"x", "no text: 1 cells under 2 columns"),
    "words without a comma": (b"my secret lip", "no text: 1 cells under 2 columns"),
    "a broken byte": (b"x,secret \xff", "not UTF-8"),
    "a broken byte in the id": (b"\xfe,secret", "not UTF-8"),
    "a cut off character": (b"x,secret \xe2\x80", "not UTF-8"),
    "random bytes": (bytes(range(128, 256)), "not UTF-8"),
    "an id that was there": (b"g0,secret", "duplicate id: row 2 has it too"),
    "too long": (b"x," + b"secret " * (MAX_TEXT // 7 + 1), "too long: 1,000,006 characters"),
}


def test_csv(tmp_path: Path) -> None:
    lines, bad = [b"id,text"], []
    for n, (line, reason) in enumerate(CSV.values()):
        lines.append(f'g{n},"I’m numb, {n}"'.encode())
        bad.append((len(lines) + 1, reason))
        lines += [line, b""]
    lines.append(b"last,my lip")
    inbox, out = tmp_path / "in.csv", tmp_path / "out.jsonl"
    inbox.write_bytes(b"\r\n".join(lines))
    run(Job((str(inbox),), str(out)), partial(load, None))
    ids = [json.loads(line)["id"] for line in out.read_bytes().splitlines()]
    assert ids == [*(f"g{n}" for n in range(len(CSV))), "last"]
    assert [(row, reason[: len(b)]) for (row, reason), (_, b) in zip(told(out), bad, strict=True)] == bad

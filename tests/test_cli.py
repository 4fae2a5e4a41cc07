from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

import lipcheck.analyzer
from lipcheck.cli import app
from lipcheck.errors import ModelError
from lipcheck.wording import WHAT_IT_IS_NOT

ARTICLE = "I'm 19. My left upper lip feels cramped and stiff and numb. It lasts 3-5 seconds at most, 2-3 times a day."


def run(*args: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, list(args), input=stdin, prog_name="lipcheck")


def process(*args: str, env: dict[str, str] | None = None, **options: Any) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, **(env or {})}
    return subprocess.run(
        [sys.executable, "-m", "lipcheck.cli", *args], capture_output=True, env=env, timeout=120, **options
    )


def failing(error: BaseException) -> Any:
    class Failing:
        def analyze(self, text: str, **_: Any) -> None:
            raise error

    return lambda model=None: Failing()


# classify


def test_classify_answers_a_message() -> None:
    result = run("classify", ARTICLE)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(" SEE A DOCTOR: within days")
    assert "[numb]" in result.stdout
    assert WHAT_IT_IS_NOT[:60] in result.stdout


def test_classify_json_is_the_record() -> None:
    result = run("classify", "--json", ARTICLE)
    record = json.loads(result.stdout)
    assert (result.exit_code, result.stdout.count("\n")) == (0, 1)
    assert record == lipcheck.load().analyze(ARTICLE).to_dict()
    assert record["text"] == ARTICLE


def test_classify_reads_standard_input_and_files(tmp_path: Path) -> None:
    file = tmp_path / "message.txt"
    file.write_bytes(b"\xef\xbb\xbf" + ARTICLE.encode())
    given = run("classify", "--json", ARTICLE).stdout
    assert run("classify", "--json", "-", stdin=ARTICLE).stdout == given
    assert run("classify", "--json", "--file", str(file)).stdout == given


@pytest.mark.parametrize("options", [["--json"], []])
def test_redacted_answers_hold_no_word_of_the_message(options: list[str]) -> None:
    result = run("classify", "--redact", *options, "My lip is numb since Xylophone Tuesday")
    assert result.exit_code == 0
    assert "Xylophone" not in result.stdout


@pytest.mark.parametrize("text", ["", " \n ", "😀", "?"])
def test_a_message_without_words_is_a_record_out_of_scope(text: str) -> None:
    result = run("classify", "--json", text)
    assert (result.exit_code, json.loads(result.stdout)["scope"]) == (0, "out")


@pytest.mark.parametrize(
    ("args", "stdin", "what"),
    [
        (["classify"], None, "no message given"),
        (["classify", "secret", "--file", "x"], None, "a message and a file given"),
        (["classify", "--file", "absent.txt"], None, "absent.txt: no such file"),
        (["classify", "--file", "."], None, ".: is a folder, not a file"),
        (["classify", "-"], b"secret \xff", "standard input: is not UTF-8 text"),
        (["classify", "-"], b"\x00\x01secret", "standard input: is a binary file, not text"),
        (["classify", "secret", "words"], None, "too many arguments: put the message in quotes"),
        (["classify", "--secret"], None, "no such option; put -- before a message that begins with a dash"),
        (["secret"], None, "no such command"),
        (["batch", "absent.csv"], None, "absent.csv: no such file"),
        (["batch", "-", "--format", "secret"], None, "no format of that name for --format"),
    ],
)
def test_wrong_use_is_one_line_with_a_hint(args: list[str], stdin: bytes | None, what: str) -> None:
    result = run(*args, stdin=stdin)
    lines = result.stderr.splitlines()
    assert (result.exit_code, result.stdout, lines[0]) == (2, "", f"lipcheck: {what}")
    assert len(lines) == 1 or (len(lines) == 2 and lines[1].startswith("hint: "))
    assert "secret" not in result.output


def test_no_command_shows_the_help() -> None:
    result = run()
    assert result.exit_code == 2
    assert "classify" in result.output


def test_a_fault_of_ours_is_one_line_without_the_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lipcheck.analyzer, "load", failing(RuntimeError("secret")))
    result = run("classify", "secret")
    assert (result.exit_code, result.stdout) == (70, "")
    assert result.stderr.splitlines()[0] == "lipcheck: a fault in lipcheck (RuntimeError)"
    assert "--debug" in result.stderr.splitlines()[1]
    assert "secret" not in result.output


def test_debug_shows_types_and_lines_but_not_the_message(monkeypatch: pytest.MonkeyPatch) -> None:
    error = RuntimeError("secret")
    error.__cause__ = KeyError("secret")
    monkeypatch.setattr(lipcheck.analyzer, "load", failing(error))
    result = run("--debug", "classify", "secret")
    assert result.exit_code == 70
    assert "RuntimeError\n" in result.stderr
    assert "KeyError\n" in result.stderr
    assert f"{__file__}:" in result.stderr
    assert "secret" not in result.output


def test_a_refused_model_is_3(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lipcheck.analyzer, "load", failing(ModelError("model of another schema", "python -m training")))
    result = run("classify", "lip")
    assert (result.exit_code, result.stderr) == (3, "lipcheck: model of another schema\nhint: python -m training\n")


def test_an_interrupt_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lipcheck.analyzer, "load", failing(KeyboardInterrupt()))
    result = run("classify", "lip")
    assert (result.exit_code, result.stderr) == (130, "lipcheck: interrupted\n")


# batch


def test_batch_answers_a_csv(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(f'id,message\nm-1,"{ARTICLE}"\nm-2,thanks\n')
    result = run("batch", str(tmp_path / "in.csv"), "-o", str(tmp_path / "out.jsonl"))
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert (result.exit_code, result.stdout) == (0, "")
    assert [(r["id"], r["scope"], r["urgency"]) for r in records] == [("m-1", "in", "doctor"), ("m-2", "out", None)]
    assert result.stderr == "2 messages: 0 emergency, 1 doctor, 0 self care, 1 for a person to read\n"


def test_batch_with_bad_rows_is_1_and_says_where_they_are(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    result = run("batch", "-", "-o", str(out), stdin=b'{"text": "lip"}\n{"text": "secret\n')
    assert result.exit_code == 1
    assert result.stderr.splitlines()[1] == f"1 row could not be read: see {out}.rejects.jsonl"
    assert "secret" not in result.output
    assert len(out.read_text().splitlines()) == 2


def heed_ctrl_c() -> None:
    """For a child: whoever runs the tests in the background has them, and what they start, ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_in_a_batch_with_workers_is_130_and_can_be_resumed(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(
        "".join(json.dumps({"id": n, "text": f"{ARTICLE} {n}"}) + "\n" for n in range(20_000))
    )
    command = [sys.executable, "-m", "lipcheck.cli", "batch", str(tmp_path / "in.jsonl"), "--workers", "2", "-o"]
    command.append(str(tmp_path / "out.jsonl"))
    journal = tmp_path / "out.jsonl.journal"
    with subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True, preexec_fn=heed_ctrl_c) as batch:
        for _ in range(600):
            if journal.exists() and journal.read_bytes().count(b"\n") > 1:
                break
            time.sleep(0.1)
        os.killpg(batch.pid, signal.SIGINT)  # as the terminal does: parent and workers
        _, err = batch.communicate(timeout=60)
    assert (batch.returncode, err) == (130, b"lipcheck: interrupted\n")
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "in.jsonl",
        "out.jsonl.journal",
        "out.jsonl.part",
        "out.jsonl.rejects.jsonl.part",
    ]


def test_quiet_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "lip"}\n{"text": "secret\n')
    result = run("batch", str(tmp_path / "in.jsonl"), "--quiet", "-o", str(tmp_path / "out.jsonl"))
    assert (result.exit_code, result.stderr) == (1, "")


def test_strict_is_3(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "lip"}\n{"text": "secret\n')
    result = run("batch", str(tmp_path / "in.jsonl"), "--strict", "-o", str(tmp_path / "out.jsonl"))
    assert result.exit_code == 3
    assert "in.jsonl, row 2: broken JSON" in result.stderr
    assert "secret" not in result.stderr


def test_a_batch_of_another_model_is_not_resumed(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "lip"}\n')
    begun = {"model": "another", "options": {}, "inputs": {}}
    (tmp_path / "out.jsonl.journal").write_text(json.dumps(begun) + "\n")
    result = run("batch", str(tmp_path / "in.jsonl"), "--resume", "-o", str(tmp_path / "out.jsonl"))
    assert result.exit_code == 3
    assert result.stderr.startswith("lipcheck: cannot resume: it began with model another, and this is ")
    assert result.stderr.endswith("hint: start again without --resume\n")


def test_ids_are_hashed_with_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text("0123456789abcdef\n")
    given = json.dumps({"id": "Anna", "text": "lip"})
    by_file = run("batch", "-", "--hash-ids", "--key-file", str(tmp_path / "key"), stdin=given)
    monkeypatch.setenv("LIPCHECK_KEY", "0123456789abcdef")
    by_variable = run("batch", "-", "--hash-ids", stdin=given)
    assert by_file.stdout == by_variable.stdout
    assert "Anna" not in by_file.stdout


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (["--hash-ids"], "--hash-ids needs a key"),
        (["--hash-ids", "--key-file", "absent"], "absent: cannot be read (No such file or directory)"),
        (["--resume"], "standard input cannot be resumed: what was read of it is gone"),
        (["--encoding", "klingon"], "no encoding of that name for --encoding"),
        (["--to", "secret"], "no format of that name for --to"),
    ],
)
def test_wrong_options_of_batch_are_one_line(options: list[str], what: str) -> None:
    result = run("batch", "-", *options, stdin='{"text": "secret"}')
    assert (result.exit_code, result.stderr.splitlines()[0]) == (2, f"lipcheck: {what}")
    assert "secret" not in result.stderr.replace("--to", "")


def test_batch_equals_classify(tmp_path: Path) -> None:
    result = run("batch", "-", stdin=json.dumps({"id": "1", "text": ARTICLE}))
    assert result.stdout == run("classify", "--json", ARTICLE).stdout


# schema, vocabulary, the whole


def test_schema_is_a_json_schema() -> None:
    result = run("schema")
    assert result.exit_code == 0
    Draft202012Validator.check_schema(json.loads(result.stdout))


def test_vocabulary_names_concepts_words_and_codes() -> None:
    result = run("vocabulary", "--json")
    known = json.loads(result.stdout)
    assert list(known) == ["symptoms", "sites", "sides", "triggers", "conditions"]
    [numbness] = [e for e in known["symptoms"] if e["id"] == "numbness"]
    assert (numbness["code"], "numb" in numbness["words"]) == ("R20.0", True)
    lines = run("vocabulary").stdout.splitlines()
    assert "symptoms\tnumbness\tR20.0\tnumb" in lines
    assert len(lines) == sum(len(entry["words"]) for entries in known.values() for entry in entries)


def test_version() -> None:
    assert run("--version").stdout == f"lipcheck {lipcheck.__version__}\n"


@pytest.mark.parametrize("args", ["--help", "--version", "classify --help", "batch --help", "schema --help"])
def test_help_imports_nothing_heavy(args: str) -> None:
    code = (
        "import sys; sys.argv = sys.argv[1:]\n"
        "from lipcheck.cli import main\n"
        "try: main()\n"
        "except SystemExit as e: assert not e.code, e.code\n"
        "print(sorted({'spacy', 'numpy', 'sklearn', 'ftfy', 'thinc'} & set(sys.modules)), file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code, "lipcheck", *args.split()], capture_output=True, timeout=120)
    assert (result.returncode, result.stderr.decode()) == (0, "[]\n")


@pytest.mark.parametrize(
    "env", [{"NO_COLOR": "1"}, {"COLUMNS": "40"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}]
)
def test_a_pipe_gets_plain_text(env: dict[str, str]) -> None:
    result = process("classify", "my lip is numb \N{SNOWMAN} \x1b[31m", env=env)
    assert (result.returncode, result.stderr) == (0, b"")
    assert b"\x1b" not in result.stdout
    assert max(map(len, result.stdout.decode().splitlines())) <= int(env.get("COLUMNS", 80))


def test_undecodable_arguments_are_a_record() -> None:
    result = process("classify", "--json", os.fsdecode(b"lip \xff numb"))
    assert (result.returncode, json.loads(result.stdout)["text"]) == (0, "lip \udcff numb")


@pytest.mark.parametrize(
    "args", [["schema"], ["vocabulary"], ["vocabulary", "--json"], ["classify", "--json", "lip"], ["classify", "lip"]]
)
def test_a_closed_pipe_is_3_and_silent(args: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        result = subprocess.run(
            [sys.executable, "-m", "lipcheck.cli", *args], stdout=writing, stderr=subprocess.PIPE, timeout=120
        )
    finally:
        os.close(writing)
    assert (result.returncode, result.stderr) == (3, b"")


def test_ctrl_c_in_a_batch_is_130_and_leaves_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "lipcheck.cli", "batch", "-", "-o", str(tmp_path / "out.jsonl")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=heed_ctrl_c) as batch:
        for _ in range(600):
            if len(list(tmp_path.iterdir())) == 3:
                break
            time.sleep(0.1)
        batch.send_signal(signal.SIGINT)
        _, err = batch.communicate(timeout=60)
    assert (batch.returncode, err, list(tmp_path.iterdir())) == (130, b"lipcheck: interrupted\n", [])


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full on this system")
def test_a_full_disk_is_3(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"text": "lip " * 5000}))
    result = process("batch", str(tmp_path / "in.jsonl"), "-o", "/dev/full", "--to", "jsonl")
    assert (result.returncode, result.stderr.decode()) == (
        3,
        "lipcheck: stopped: No space left on device\nhint: /dev/full was not written\n",
    )

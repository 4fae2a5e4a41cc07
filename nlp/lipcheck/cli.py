"""The command line: parses, calls, prints, exits. What is slow to import is imported inside the commands."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from lipcheck.commands.batch import batch
from lipcheck.commands.classify import classify
from lipcheck.commands.evaluate import evaluate
from lipcheck.commands.label import label
from lipcheck.commands.report import report
from lipcheck.commands.schema import schema
from lipcheck.commands.train import train
from lipcheck.commands.vocabulary import vocabulary
from lipcheck.errors import InputError, LipcheckError

OK, WITH_REJECTS, USAGE, STOPPED, UNFORESEEN, INTERRUPTED = 0, 1, 2, 3, 70, 130


class _OutputClosedError(Exception):
    """The reader of our output went away."""


def _report(message: str, hint: str = "") -> None:
    """One line on standard error, and one for the hint."""
    from lipcheck.highlight import visible

    typer.echo(f"lipcheck: {visible(message)}", err=True)
    if hint:
        typer.echo(f"hint: {visible(hint)}", err=True)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _trace(error: BaseException) -> str:
    """Types and lines of an error and of what led to it: no words of it, for they may be the message's."""
    lines = []
    for one in _chain(error):
        lines.append(type(one).__qualname__)
        lines += [f"  {f.filename}:{f.lineno} in {f.name}" for f in traceback.extract_tb(one.__traceback__)]
    return "\n".join(lines)


def _usage(error: Any, prog_name: str) -> None:
    """One line for wrong usage; arguments are not repeated, for they may be the message."""
    name = type(error).__name__
    words = " ".join(str(error.format_message()).split())
    if "unexpected extra argument" in words:
        words = "too many arguments: put the message in quotes"
    elif name == "NoSuchOption":
        words = "no such option; put -- before a message that begins with a dash"
    elif "No such command" in words:
        words = "no such command"
    elif name == "NoArgsIsHelpError":  # newer Typer has shown the help already
        typer.echo(error.format_message(), err=True)
        return
    ctx = getattr(error, "ctx", None)
    _report(words, f"{ctx.command_path if ctx else prog_name} --help")


class _Group(TyperGroup):
    """Turns every error into one line and its exit code, for the console script and for tests alike."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> NoReturn:
        """Run a command and leave the process with its exit code."""
        name = prog_name or "lipcheck"
        given = list(sys.argv[1:] if args is None else args)
        try:
            code = super().main(given, name, complete_var, False, windows_expand_args, **extra)
        except _OutputClosedError:
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains at exit
            sys.exit(STOPPED)
        except InputError as e:
            self._explain(e, given)
            sys.exit(USAGE)
        except LipcheckError as e:
            self._explain(e, given)
            sys.exit(STOPPED)
        except (KeyboardInterrupt, typer.Abort):
            _report("interrupted")
            sys.exit(INTERRUPTED)
        except Exception as e:  # the last resort: a fault of ours, told by its type alone
            if hasattr(e, "format_message"):  # Typer's own, which has moved between modules over its versions
                _usage(e, name)
                sys.exit(USAGE)
            self._explain(
                LipcheckError(f"a fault in lipcheck ({type(e).__name__})", self._how_to_report(given)), given, e
            )
            sys.exit(UNFORESEEN)
        if code == INTERRUPTED:
            _report("interrupted")
        sys.exit(code if isinstance(code, int) else OK)

    def invoke(self, ctx: Any) -> Any:
        """Run a command; a closed output is told apart from other faults here, before Typer maps it to 1."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError as e:
            raise _OutputClosedError from e
        return result

    @staticmethod
    def _wants_trace(args: Sequence[str]) -> bool:
        return "--debug" in args[: args.index("--") if "--" in args else None]

    def _how_to_report(self, args: Sequence[str]) -> str:
        if self._wants_trace(args):
            return "please report the lines above, which hold nothing of the message"
        return "run `lipcheck --debug COMMAND ...` again and report the lines that it prints; they hold nothing of the message"

    def _explain(self, error: LipcheckError, args: Sequence[str], origin: BaseException | None = None) -> None:
        if self._wants_trace(args):
            typer.echo(_trace(origin or error), err=True)
        _report(str(error), error.hint)


app = typer.Typer(
    name="lipcheck",
    cls=_Group,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from lipcheck import __version__

        typer.echo(f"lipcheck {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where an error arose (never the message's text).")
    ] = False,
    show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Findings, likely causes and urgency from patients' messages about lip and face. Supports a person's triage; never replaces it."""


app.command()(classify)
app.command()(batch)
app.command()(report)
app.command()(evaluate)
app.command()(label)
app.command()(train)
app.command()(schema)
app.command()(vocabulary)


def main() -> None:
    """Run lipcheck; the console script."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that is not UTF-8 shows ?, not a fault
    try:
        app(prog_name="lipcheck")
    finally:
        gc.freeze()  # else Python looks through all that is left for garbage as it ends: a fifth of the time to one answer


if __name__ == "__main__":
    main()

"""The `havre` command: one entry point, each subcommand in a module of its own that is imported when it is
asked for.

Why lazily, when nothing else here is imported late: this is the loading that Click documents for large
command lines. `havre release` works on files and must not wait for a database library, `havre window close`
must not wait for a language model, and a parent process that only starts others should stay small. The
table below carries the line of each command that `havre --help` shows, so that even the help imports none
of them.

Exit codes: 0 done; 1 it could not be done and a sentence on the standard error says why and what to do; 2
the command was not written as it should be.
"""

from __future__ import annotations

import errno
import importlib
import os
import sys
from pathlib import Path

import click

COMMANDS: dict[str, str] = {
    "demo": "Start a simulated organisation: both apps and the worker, until Ctrl-C.",
    "init": "Create the stores and the keys of an installation.",
    "migrate": "Bring the stores to the version of this Havre, with what they hold.",
    "dossier": "Write the paper work before the first use: register, DPIA, notes, works council's file.",
    "employee": "Serve the employee app.",
    "staff": "Serve the staff app.",
    "worker": "Run the worker: release windows when they end, rotate keys, purge.",
    "account": "Add or disable the accounts of the staff app.",
    "roster": "Look at the changes of who is invited.",
    "invite": "Write the invitations of an approved change to a file.",
    "window": "Close the counting windows that are over.",
    "purge": "Delete what is past its retention.",
    "classify": "Read messages (JSON lines) and write what the encoder reads in them.",
    "converse": "Hold a conversation from a file (JSON lines).",
    "release": "Compile a safe release from two CSV files, without any store.",
}
"""Every subcommand and its line of help; each is `config.cli.<name>:command`."""

SENTENCES: dict[int, str] = {
    errno.ENOSPC: "The disk is full: make room, then run the same command again.",
    errno.EDQUOT: "The disk quota is used up: make room, then run the same command again.",
    errno.EROFS: "{place} is on a read-only disk: choose another data directory with --data-dir.",
    errno.EACCES: "{place} is not open to this account: change its owner, or choose another place.",
    errno.EPERM: "{place} is not open to this account: change its owner, or choose another place.",
    errno.EMFILE: "Too many files are open: raise the limit (ulimit -n), then run the same command again.",
    errno.ENOMEM: "There is not enough memory: stop something else, then run the same command again.",
}


class CommandsOnDemand(click.Group):
    """A group whose commands are imported by name, when one is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command of that name; None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"config.cli.{cmd_name}").command
        if not isinstance(command, click.Command):
            raise TypeError(f"config.cli.{cmd_name} has no click command named 'command'.")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=CommandsOnDemand, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the stores, keys and organisation file are (default: HAVRE_DATA_DIR, else var).",
)
@click.pass_context
def havre(ctx: click.Context, data_dir: Path | None) -> None:
    """A place to talk after a hard day, and safe trends of psychosocial risk."""
    ctx.obj = data_dir


def main() -> None:
    """Run the command line; when the machine refuses something, end with a sentence, not a traceback."""
    if sys.version_info < (3, 11):  # noqa: UP036 - run from a copy of the code, nothing else checks it
        sys.exit("Error: Havre needs Python 3.11 or newer: run it with that one.")
    try:
        havre.main(prog_name="havre")
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        click.echo(f"Error: {os_sentence(error)}", err=True)
        sys.exit(1)


def os_sentence(error: OSError) -> str:
    """What a person can do about a refusal of the operating system."""
    place = str(error.filename) if error.filename else "A file or folder"
    known = SENTENCES.get(error.errno or 0)
    if known is not None:
        return known.format(place=place)
    return f"{place}: {error.strerror or error}."


if __name__ == "__main__":
    main()

"""The commands, each with its options: `python -m train --help` lists them."""

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from chalicelib.errors import ServiceError
from chalicelib.settings import read_settings
from train import commands

Command = Callable[[str, Callable[[Any], None], str], ArgumentParser]
"""Adds a command by its name, what it runs, and an example of its arguments."""

USER_MISTAKE = 2
BROKEN_PIPE = 141  # what a shell reports of a process that SIGPIPE has ended
INTERRUPTED = 130
RECIPES = ("default", "tutorial")
MODEL_DIRECTORY = Path("build/model")
SMS_FILE = Path("build/sms-spam.csv")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, or 2 for what the user can put right."""
    try:
        parser = _parser(read_settings(os.environ).model_uri)
        args = parser.parse_args(arguments)
        args.run(args)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has read enough; Python must not flush again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as exc:
        commands.note(f"error: {exc}")
        return USER_MISTAKE
    except ServiceError as exc:
        commands.note(f"error: {exc}")
        return USER_MISTAKE
    except KeyboardInterrupt:
        commands.note("interrupted")
        return INTERRUPTED
    return 0


def _local_path(value: str) -> Path:
    """Read a path on this machine; an empty one would be the current directory."""
    if not value.strip() or "://" in value:
        raise ArgumentTypeError(f"{value!r} is no path on this machine")
    return Path(value)


def _parser(model_uri: str) -> ArgumentParser:
    parser = ArgumentParser("python -m train", description="Train and publish a text classifier.")
    add = parser.add_subparsers(metavar="COMMAND", required=True).add_parser

    def command(name: str, run: Callable[[Any], None], example: str) -> ArgumentParser:
        made = add(
            name,
            help=run.__doc__,
            description=run.__doc__,
            epilog=f"example:\n  python -m train {name} {example}",
            formatter_class=RawDescriptionHelpFormatter,
        )
        made.set_defaults(run=run)
        return made

    _add_making(command)
    _add_registry(command, model_uri)
    predict = command("predict", commands.predict, "'WINNER!! claim your prize' 'see you at 8'")
    predict.add_argument("texts", nargs="+", metavar="TEXT")
    predict.add_argument(
        "--from", dest="source", metavar="URI", default=model_uri, help="default: %(default)s"
    )
    return parser


def _add_making(command: Command) -> None:
    """Add the commands that make a model's directory."""
    corpus = command("corpus", commands.corpus, "--out build/sms-spam.csv")
    corpus.add_argument("--out", type=_local_path, default=SMS_FILE, help="default: %(default)s")
    fit = command("fit", commands.fit, "--data train/sample.csv --recipe tutorial")
    _add_fit(fit)
    export = command("export", commands.export, "pipeline.joblib --out build/model")
    export.add_argument(
        "files",
        nargs="+",
        type=_local_path,
        metavar="FILE",
        help="a fitted Pipeline, or a fitted vectorizer and a fitted classifier; "
        "unpickled, so only from a source that may run code here",
    )
    for maker in (fit, export):
        maker.add_argument(
            "--out", type=_local_path, default=MODEL_DIRECTORY, help="default: %(default)s"
        )


def _add_registry(command: Command, model_uri: str) -> None:
    """Add the commands that work on a store."""
    publish = command("publish", commands.publish, "build/model --to s3://my-models/spam --promote")
    publish.add_argument("directory", nargs="?", type=_local_path, default=MODEL_DIRECTORY)
    publish.add_argument("--promote", action="store_true", help="let the service use it at once")
    promote = command("promote", commands.promote, "20260131T093000Z-0123456789ab")
    rollback = command("rollback", commands.rollback, "--to s3://my-models/spam")
    listing = command("list", commands.list_, "--to s3://my-models/spam")
    listing.add_argument("--json", action="store_true", help="as JSON")
    show = command("show", commands.show, "20260131T093000Z-0123456789ab")
    verify = command("verify", commands.verify, "20260131T093000Z-0123456789ab")
    for named in (promote, show, verify):
        named.add_argument("version", metavar="VERSION")
    for writer in (publish, promote, rollback):
        writer.add_argument("--dry-run", action="store_true", help="say what would be done")
    for user in (publish, promote, rollback, listing, show, verify):
        user.add_argument("--to", metavar="URI", default=model_uri, help="default: %(default)s")


def _add_fit(fit: ArgumentParser) -> None:
    fit.add_argument(
        "--data",
        nargs="+",
        type=_local_path,
        required=True,
        metavar="FILE",
        help="labelled texts: .csv, .tsv, .jsonl or .ndjson, plain or .gz",
    )
    fit.add_argument(
        "--test",
        nargs="+",
        type=_local_path,
        metavar="FILE",
        help="measure on these texts and train on all of --data; "
        "without it a tenth of --data is held out",
    )
    fit.add_argument("--recipe", choices=RECIPES, default="default", help="default: %(default)s")
    fit.add_argument("--text-column", metavar="NAME", help="default: v2 or text")
    fit.add_argument("--label-column", metavar="NAME", help="default: v1 or label")
    fit.add_argument("--json", action="store_true", help="print the figures as JSON")


if __name__ == "__main__":
    sys.exit(main())

"""The commands that work on a store, with their options."""

from argparse import ArgumentParser

from train.cli import predict_command
from train.cli.argument_types import local_path, processes
from train.cli.command import AddCommand, add_read_store, add_written_store
from train.cli.corpus.options import address, encoding
from train.cli.model_options import MODEL_DIRECTORY
from train.cli.output_files import printed_or_written
from train.cli.registry import commands
from train.cli.registry.check_options import add_checks
from train.cli.trials.trial_options import add_trial_options
from train.defaults import OUTPUT_FORMATS as FORMATS

EXAMPLE_VERSION = "20260131T093000Z-0123456789ab"
LATER_VERSION = "20260214T093000Z-ba9876543210"
S3_EXAMPLE = "--to s3://my-models/spam"


def add_registry_commands(add: AddCommand, model_uri: str) -> None:
    """Add `publish`, `promote`, `rollback`, `list`, `show`, `verify`, `compare` and `predict`."""
    writing = (_add_publish(add), _add_promote(add), _add_rollback(add))
    for command in writing:
        command.add_argument(
            "--dry-run", action="store_true", help="only print what the command would do"
        )
        add_written_store(command, model_uri)
    for add_command in (_add_list, _add_show, _add_verify, _add_compare, _add_predict):
        add_read_store(add_command(add), model_uri)


def _add_publish(add: AddCommand) -> ArgumentParser:
    publish = add("publish", commands.publish, f"build/model {S3_EXAMPLE} --promote")
    publish.add_argument(
        "directory",
        nargs="?",
        type=local_path,
        default=MODEL_DIRECTORY,
        metavar="DIRECTORY",
        help="the directory of the model; default: %(default)s",
    )
    publish.add_argument("--promote", action="store_true", help="also promote the version")
    publish.add_argument(
        "--sign",
        metavar="KEY",
        help="sign the version with the private key in a PEM file or in AWS KMS, as "
        "awskms:///KEY; default: unsigned",
    )
    _add_checks(publish)
    return publish


def _add_promote(add: AddCommand) -> ArgumentParser:
    promote = add("promote", commands.promote, EXAMPLE_VERSION)
    promote.add_argument(
        "version",
        nargs="?",
        metavar="VERSION",
        help="default: the promoted version with --policy, the version on trial with --canary",
    )
    promote.add_argument(
        "--policy",
        metavar="POLICY",
        help="put this policy in force with the version; none: no policy; default: keep the policy "
        "in force",
    )
    add_trial_options(promote)
    _add_checks(promote)
    return promote


def _add_checks(parser: ArgumentParser) -> None:
    add_checks(
        parser,
        "promote the version only if it labels each text of this file as the file does",
        "promote the version even if it is worse than the current one, cannot be compared "
        "with it or has other classes",
    )


def _add_rollback(add: AddCommand) -> ArgumentParser:
    rollback = add("rollback", commands.rollback, S3_EXAMPLE)
    rollback.add_argument(
        "--past-policies",
        action="store_true",
        help="return to the version before the current one, even if policies were promoted since",
    )
    return rollback


def _add_list(add: AddCommand) -> ArgumentParser:
    list_ = add("list", commands.list_, S3_EXAMPLE.replace("--to", "--from"))
    list_.add_argument("--json", action="store_true", help="print the versions as JSON")
    return list_


def _add_show(add: AddCommand) -> ArgumentParser:
    show = add("show", commands.show, EXAMPLE_VERSION)
    show.add_argument("version", nargs="?", metavar="VERSION", help="default: the promoted version")
    show.add_argument(
        "--policy",
        nargs="?",
        const="",
        metavar="POLICY",
        help="print a policy instead, by default the one in force",
    )
    return show


def _add_verify(add: AddCommand) -> ArgumentParser:
    verify = add("verify", commands.verify, EXAMPLE_VERSION)
    verify.add_argument("version", metavar="VERSION")
    return verify


def _add_compare(add: AddCommand) -> ArgumentParser:
    example = f"{EXAMPLE_VERSION} {LATER_VERSION} --report compare.html"
    compare = add("compare", commands.compare, example)
    for name in ("first", "second"):
        compare.add_argument(name, metavar="VERSION")
    compare.add_argument("--json", action="store_true", help="print the comparison as JSON")
    compare.add_argument(
        "--report", type=local_path, metavar="FILE", help="also write the comparison as HTML"
    )
    return compare


def _add_predict(add: AddCommand) -> ArgumentParser:
    predict = add("predict", predict_command.predict, "--data new.csv --out labelled.csv")
    predict.add_argument(
        "texts",
        nargs="*",
        metavar="TEXT",
        help="the texts to label; without TEXT, or with -, each line of standard input is a text",
    )
    predict.add_argument(
        "--data",
        nargs="+",
        type=address,
        metavar="FILE",
        help="label the texts of these: files in any usual format (docs/data.md), directories, "
        "http(s):// or s3:// addresses, or - for a file on standard input; no labels needed",
    )
    predict.add_argument(
        "--text-column", nargs="+", metavar="NAME", help="the column of the texts, as for 'fit'"
    )
    predict.add_argument(
        "--encoding",
        type=encoding,
        metavar="NAME",
        help="the encoding of text files, such as cp1252; default: detected",
    )
    _add_output(predict)
    return predict


def _add_output(predict: ArgumentParser) -> None:
    predict.add_argument(
        "--format",
        choices=FORMATS,
        help="write rows of CSV or JSON lines; default: what the name of --out says, else csv",
    )
    predict.add_argument("--with-text", action="store_true", help="also write the text")
    predict.add_argument(
        "--explain", action="store_true", help="also write the words of the text with their weights"
    )
    predict.add_argument(
        "--keep",
        nargs="+",
        default=[],
        metavar="NAME",
        help="also write these columns of the file, such as an identifier",
    )
    predict.add_argument(
        "--out",
        type=printed_or_written,
        metavar="FILE",
        help="the file to write, or -; default: standard output",
    )
    predict.add_argument(
        "--processes",
        type=processes,
        metavar="N",
        help="how many processes score a large file; default: one for each processor",
    )

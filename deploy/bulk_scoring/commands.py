"""The command `bulk`, which scores files in S3, and two that make runs to deploy and to package."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chalicelib.bulk.options import LEAST_PART_BYTES, MOST_PART_BYTES, USUAL_PARTS, read_options
from chalicelib.store.boto3_client import configured_region
from deploy.aws import configured_partition
from deploy.bulk_scoring.buckets import check_buckets
from deploy.bulk_scoring.conclusion import conclude
from deploy.bulk_scoring.deployment import bulk_names, delete_bulk, put_bulk
from deploy.bulk_scoring.execution import Ended, Progress, follow, start
from deploy.bulk_scoring.job import (
    CONCURRENCY,
    MOST_CONCURRENCY,
    Job,
    check_allowed,
    check_source,
    output_location,
    source_location,
)
from deploy.bulk_scoring.locations import read_setting
from deploy.bulk_scoring.output import check_output
from deploy.configuration.configure import stage_resources
from deploy.configuration.stages import CHALICE, CONFIG, read_stage
from deploy.console import note
from deploy.errors import DeployError
from deploy.log_group import delete_log
from deploy.stage_commands import stage_client

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_bulk(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Add the commands to the parser."""
    added = {}
    for run in (bulk_machine, bulk_template, bulk):
        name = run.__name__.replace("_", "-")
        parser = added[name] = commands.add_parser(name, help=run.__doc__, description=run.__doc__)
        parser.set_defaults(run=run)
        parser.add_argument("--stage", required=True, metavar="NAME", help="dev, prod or another")
    deleting = "delete them instead"
    added["bulk-machine"].add_argument("--delete", action="store_true", help=deleting)
    checking = "only check that the buckets of READ and WRITE exist, in the stage's region"
    added["bulk-machine"].add_argument("--check", action="store_true", help=checking)
    added["bulk-template"].add_argument("file", type=Path, metavar="FILE")
    _add_job(added["bulk"])


def _add_job(parser: ArgumentParser) -> None:
    parser.epilog = "example: python -m deploy bulk s3://texts/a.csv s3://labels/a/ --stage prod"
    add = parser.add_argument
    add("input", metavar="INPUT", help="s3://bucket/file, or s3://bucket/prefix/ for all below it")
    add("output", metavar="OUTPUT", help="s3://bucket/prefix/, a different one for each job")
    add("--text-column", type=_name, metavar="NAME", help="the column of texts; default: text")
    copying = "copy this column to the output; repeatable"
    add("--keep", action="append", type=_name, metavar="NAME", help=copying)
    add("--probabilities", action="store_true", help="also write the probability of each label")
    add("--gzip", action="store_true", help="compress the parts with gzip")
    _add_pace(parser)
    add("--no-wait", action="store_true", help="start the job without waiting for its end")


def _add_pace(parser: ArgumentParser) -> None:
    """Add how large the parts are, how many run at once, and how many may fail."""
    add = parser.add_argument
    add(
        "--part-bytes",
        type=partial(_number, low=LEAST_PART_BYTES, high=MOST_PART_BYTES),
        metavar="N",
        help=f"input bytes per part; default: 1 to 8 MiB, for at most {USUAL_PARTS} parts",
    )
    add(
        "--concurrency",
        type=partial(_number, low=1, high=MOST_CONCURRENCY),
        default=CONCURRENCY,
        metavar="N",
        help="how many parts to score at once; default: %(default)s",
    )
    add(
        "--tolerated",
        type=partial(_number, low=0, high=100),
        default=0,
        metavar="PERCENT",
        help="stop the job if more than this share of the parts fails; default: %(default)s",
    )


def _number(value: str, low: int, high: int) -> int:
    if not (value.isascii() and value.isdigit() and low <= int(value[:20]) <= high):
        raise ArgumentTypeError(f"found {value!r}; expected an integer from {low} to {high}")
    return int(value)


def _name(value: str) -> str:
    if not value:
        raise ArgumentTypeError("found an empty name; expected that of a column")
    return value


def bulk_machine(args: Namespace) -> None:
    """Create the state machine, the inbox and their roles for a stage that scores in bulk."""
    stage = read_stage(CHALICE, args.stage)
    clients = partial(stage_client, stage=stage)
    if args.delete:
        deleted = delete_bulk(stage.function, clients)
        if group := delete_log(clients("logs"), f"{stage.function}-bulk"):
            deleted.append(f"log group {group}")
        for each in deleted:
            note(f"removed {each}")
    elif stage.bulk is not None:
        resources = stage_resources(stage, configured_partition())
        if args.check:
            check_buckets(clients("s3"), resources.bulk_places(), configured_region())
        else:
            for line in put_bulk(resources, clients):
                note(line)


def bulk_template(args: Namespace) -> None:
    """Complete the CloudFormation template of a stage that scores in bulk."""
    stage = read_stage(CHALICE, args.stage)
    if stage.bulk is not None:
        from deploy.bulk_scoring.template import EXTRAS, merge_file  # chalice.package is slow

        merge_file(args.file, CHALICE / EXTRAS, stage_resources(stage, configured_partition()))


def bulk(args: Namespace) -> None:
    """Score files in S3 in parallel; print the manifest's URI, exit with 3 if parts are missing."""
    stage = read_stage(CHALICE, args.stage)
    allowed = read_setting(stage.bulk, f"{CHALICE / CONFIG}: stage {stage.name!r}")
    if allowed is None:
        raise DeployError(
            f"stage {stage.name!r} does not score in bulk; run make deploy BULK=on "
            f"STAGE={stage.name}"
        )
    job = _job(args)
    kept = stage_resources(stage, configured_partition()).kept()
    check_allowed(job, allowed, stage.name, kept)
    s3 = stage_client("s3", stage)
    check_buckets(s3, (job.source, job.output), configured_region())
    check_source(s3, job.source)
    check_output(s3, job)
    states = stage_client("stepfunctions", stage)
    execution = start(states, bulk_names(stage.function, partial(stage_client, stage=stage)), job)
    note(f"execution {execution.rpartition(':')[2]}")
    if args.no_wait:
        print(job.manifest.uri)
        return
    ended = _follow(states, execution)
    code = conclude(job, ended, s3)
    if ended.has_manifest:
        print(job.manifest.uri)
    if code:
        sys.exit(code)


def _job(args: Namespace) -> Job:
    names = ("text_column", "keep", "probabilities", "gzip", "part_bytes")
    options = {name: value for name in names if (value := getattr(args, name))}
    read_options(options)
    source, output = source_location(args.input), output_location(args.output)
    return Job(source, output, options, args.concurrency, args.tolerated)


def _follow(states: Any, execution: str) -> Ended:
    """Show the progress until the execution ends: on a terminal, one line that changes."""
    end = "\r" if sys.stderr.isatty() else "\n"
    try:
        for seen in follow(states, execution):
            if isinstance(seen, Ended):
                return seen
            print(_shown(seen), end=end, file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        note("the job continues; the same command follows it again")
        raise
    raise AssertionError("what is followed ends")


def _shown(progress: Progress) -> str:
    failed = f", {progress.failed:,} failed" if progress.failed else ""
    return f"scored {progress.scored:,} of {progress.parts:,} parts{failed}"

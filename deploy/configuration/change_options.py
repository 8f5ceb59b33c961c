"""The options of `configure` that say what changes about a stage."""

from argparse import ArgumentParser, Namespace

from deploy.bulk_scoring.setting import NO_LAYER, BulkChange
from deploy.configuration.change import StageChange
from deploy.configuration.configure import NO_KEY
from deploy.configuration.given import SWITCHES
from deploy.doors.choice import CONCURRENCY, NOT_RESERVED
from deploy.doors.setting import AUTHS, DOORS


def add_change(parser: ArgumentParser) -> None:
    """Add the options that `read_change` reads."""
    add = parser.add_argument
    add(
        "--models",
        metavar="URI",
        help="the store of the models, s3://bucket/prefix; default: unchanged",
    )
    about = "require an API key for POST; default: unchanged"
    add("--api-key", choices=SWITCHES, help=about)
    about = f"the KMS key that encrypts the bucket, or {NO_KEY}; default: unchanged"
    add("--kms-key", metavar="ARN", help=about)
    about = "accept reports of users; default: unchanged"
    add("--reports", choices=SWITCHES, help=about)
    about = "a REST API, a function URL or an HTTP API; default: unchanged"
    add("--url", choices=DOORS, help=about)
    about = "who may use a function URL or an HTTP API; default: unchanged"
    add("--auth", choices=AUTHS, help=about)
    about = f"the most copies of the function at once, or {NOT_RESERVED}; default: unchanged, "
    about += f"{CONCURRENCY} for a new function URL or HTTP API"
    add("--concurrency", metavar="N", help=about)
    add("--bulk", choices=SWITCHES, help="score files in S3; default: unchanged")
    for option, verb in (("--read", "read"), ("--write", "write to")):
        about = f"where bulk jobs may {verb}; default: unchanged"
        add(option, nargs="+", default=(), metavar="URI", help=about)
    add("--bulk-layer", metavar="ARN", help=f"a Lambda layer with pyarrow, or {NO_LAYER}")


def read_change(args: Namespace) -> StageChange:
    """Return what the options change about a stage."""
    return StageChange(
        args.models,
        api_key=SWITCHES.get(args.api_key),
        kms_key=args.kms_key,
        reports=SWITCHES.get(args.reports),
        bulk=BulkChange(SWITCHES.get(args.bulk), args.read, args.write, args.bulk_layer),
        url=args.url,
        auth=args.auth,
        concurrency=args.concurrency,
    )

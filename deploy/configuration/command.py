"""The command `configure`, which `make deploy` and `make package` run first."""

import json
import os
from argparse import Namespace
from functools import partial
from typing import Any

from chalicelib.store.boto3_client import configured_region
from deploy.aws import configured_partition
from deploy.bulk_scoring.locations import BULK
from deploy.bulk_scoring.setting import as_options, forget_files
from deploy.configuration.change_options import read_change
from deploy.configuration.configure import EXPIRY_HINT, plan_stage, stage_resources
from deploy.configuration.given import PREFIX, given_change, unused
from deploy.configuration.stages import CHALICE, CONFIG, configured_stage, read_config
from deploy.console import note
from deploy.preflight import check_deployment
from deploy.stage_commands import stage_client


def configure(args: Namespace) -> None:
    """Write a stage's settings to Chalice's configuration, and its IAM policies."""
    before = read_config(CHALICE)["stages"].get(args.stage, {}).get(BULK)
    change = given_change(os.environ, args.stage) if args.given else read_change(args)
    planned = plan_stage(
        CHALICE,
        args.stage,
        change,
        allow_pickle=args.allow_pickle,
        partition=configured_partition(),
        environ=os.environ,
    )
    _check(json.loads(planned[CHALICE / CONFIG]), args)
    for path, content in planned.items():
        if not path.exists() or path.read_text() != content:
            path.write_text(content)
            note(f"wrote {path}")
    if change.reports:
        note(EXPIRY_HINT)
    if change.bulk.on is False:
        _forget_bulk(args.stage, before)


def _check(config: dict[str, Any], args: Namespace) -> None:
    """Check the planned stage: the rest of the deployment would find the same too late."""
    stage, region = configured_stage(CHALICE, config, args.stage), configured_region()
    if region is not None:
        stage.check_region(region)
    if args.given and (names := unused(os.environ, stage.environ)):
        note(f"ignored, because make reads them from its command line only: {', '.join(names)}")
    if args.deploying:
        check_deployment(
            stage,
            stage_resources(stage, configured_partition(), allow_pickle=args.allow_pickle),
            partial(stage_client, stage=stage),
            region,
            sets_bucket=bool(os.environ.get(f"{PREFIX}BUCKET")),
        )


def _forget_bulk(stage: str, setting: Any) -> None:
    """Delete the policies of bulk scoring, and print how to restore it at the same locations."""
    for path in forget_files(CHALICE, stage):
        note(f"removed {path}")
    if options := as_options(setting):
        note(f"removed where bulk jobs read and write; to restore it: BULK=on {options}")

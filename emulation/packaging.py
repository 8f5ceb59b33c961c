"""Package the application with Chalice, from a copy: Chalice writes what it builds into it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from deploy.bulk_scoring.setting import UNCHANGED, BulkChange
from deploy.configuration.change import StageChange
from deploy.configuration.configure import plan_stage
from deploy.live_version import complete_template
from deploy.packaging.source_copy import copy_source
from deploy.terraform import complete_file
from emulation.servers import ROOT

STAGE = "dev"
ENVIRON = {"AWS_DEFAULT_REGION": "us-east-1", "PYTHONDONTWRITEBYTECODE": "1"}


def package(
    directory: Path, *options: str, api_key: bool = False, bulk: BulkChange = UNCHANGED
) -> Path:
    """Package a configured copy of the application as `make package` does; return the directory.

    The copy leaves out what Chalice recorded about deployments, as in a fresh clone.
    """
    _copy_project(directory)
    models = f"s3://my-models/{STAGE}"
    planned = plan_stage(
        directory / ".chalice", STAGE, StageChange(models, api_key=api_key, bulk=bulk)
    )
    for path, content in planned.items():
        path.write_text(content)
    copy = directory / "copy"
    copy_source(directory, copy, bulk=bulk.on is True)
    chalice = Path(sys.executable).with_name("chalice")
    subprocess.run(  # noqa: S603 - Chalice
        [chalice, "package", "--stage", STAGE, *options, "../out"],
        cwd=copy,
        env=os.environ | ENVIRON,
        check=True,
        capture_output=True,
    )
    if ".chalice/extras.yaml" in options:
        complete_template(directory / "out" / "sam.yaml")
    if "terraform" in options:
        complete_file(directory / "out" / "chalice.tf.json")
    return directory / "out"


def _copy_project(directory: Path) -> None:
    for name in ("app.py", "requirements.txt"):
        shutil.copy(ROOT / name, directory)
    for name in ("chalicelib", ".chalice"):
        ignored = shutil.ignore_patterns("__pycache__", "deploy*")
        shutil.copytree(ROOT / name, directory / name, ignore=ignored)

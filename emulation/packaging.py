"""The application packaged by Chalice, from a copy: Chalice keeps what it builds beside it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from deploy.configure import plan
from deploy.staging import stage
from emulation.servers import ROOT

STAGE = "dev"
ENVIRON = {"AWS_DEFAULT_REGION": "us-east-1", "PYTHONDONTWRITEBYTECODE": "1"}


def package(directory: Path, *options: str, api_key: bool = False) -> Path:
    """Package a configured copy of the application as `make package` does; return the directory.

    What Chalice has deployed here stays behind, as in a fresh clone.
    """
    for name in ("app.py", "requirements.txt"):
        shutil.copy(ROOT / name, directory)
    for name in ("chalicelib", ".chalice"):
        ignored = shutil.ignore_patterns("__pycache__", "deploy*")
        shutil.copytree(ROOT / name, directory / name, ignore=ignored)
    files = plan(directory / ".chalice", STAGE, f"s3://my-models/{STAGE}", api_key=api_key)
    for path, content in files.items():
        path.write_text(content)
    staged = directory / "staged"
    stage(directory, staged)
    chalice = Path(sys.executable).with_name("chalice")
    subprocess.run(  # noqa: S603 - Chalice
        [chalice, "package", "--stage", STAGE, *options, "../out"],
        cwd=staged,
        env=os.environ | ENVIRON,
        check=True,
        capture_output=True,
    )
    return directory / "out"

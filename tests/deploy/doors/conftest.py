"""An emulated account that has a stage's function, and a project whose stage is deployed there."""

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, cast

import boto3
import pytest

from deploy.__main__ import main
from deploy.configuration.stages import CHALICE
from tests.support.commands import Run, runner
from tests.support.door_stage import FUNCTION, Client, configure

TRUSTED = {
    "Effect": "Allow",
    "Principal": {"Service": "lambda.amazonaws.com"},
    "Action": "sts:AssumeRole",
}


@pytest.fixture
def client(s3: str) -> Iterator[Client]:
    """Return a function that makes clients of an account that has the stage's function."""
    del s3
    with ExitStack() as opened:

        def make(service: str) -> Any:
            session = cast("Any", boto3)
            return opened.enter_context(closing(session.client(service)))

        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as package:
            package.writestr("app.py", "")
        trust = json.dumps({"Version": "2012-10-17", "Statement": [TRUSTED]})
        role = make("iam").create_role(RoleName="mine", AssumeRolePolicyDocument=trust)["Role"]
        make("lambda").create_function(
            FunctionName=FUNCTION,
            Runtime="python3.13",
            Role=role["Arn"],
            Handler="app.app",
            Code={"ZipFile": archive.getvalue()},
        )
        yield make


@pytest.fixture
def deploy(
    client: Client,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Run:
    """Return a function that runs a command in a project whose stage is deployed."""
    del client
    monkeypatch.chdir(tmp_path)
    (CHALICE / "deployed").mkdir(parents=True)
    configure()
    api = {"resource_type": "rest_api", "rest_api_id": "r1", "rest_api_url": "https://r1/api/"}
    (CHALICE / "deployed" / "prod.json").write_text(json.dumps({"resources": [api]}))
    return runner(main, capsys)

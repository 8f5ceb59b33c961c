"""A stage whose state machine calls a function that only does as it is told."""

import io
import zipfile
from contextlib import closing
from pathlib import Path

import boto3
import pytest

from deploy.__main__ import main
from deploy.bulk_scoring import execution
from deploy.configuration.stages import CHALICE
from tests.support.bulk_stage import FUNCTION, Deploy
from tests.support.stores import BUCKET


@pytest.fixture
def deploy(
    s3: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Deploy:
    """Return a function that runs a command for a stage that scores in bulk."""
    monkeypatch.setattr(execution, "LONGEST_WAIT_SECONDS", 0.02)
    monkeypatch.setattr(execution, "FIRST_WAIT_SECONDS", 0.02)
    monkeypatch.chdir(tmp_path)
    CHALICE.mkdir()
    (CHALICE / "config.json").write_text('{"app_name": "mine", "stages": {}}')

    def command(*arguments: str) -> tuple[int, str, str]:
        code = 0
        try:
            code = main([*arguments, "--stage", "prod"])
        except SystemExit as exc:
            code = int(str(exc.code))
        return code, *capsys.readouterr()

    assert command("configure", "--models", s3, "--bulk", "on")[0] == 0
    with closing(boto3.client("s3")) as client:
        client.put_object(Bucket=BUCKET, Key="inbox/a.jsonl", Body=b"{}")
    return command


@pytest.fixture
def deployed(deploy: Deploy) -> Deploy:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("app.py", FUNCTION)
    with closing(boto3.client("iam")) as iam, closing(boto3.client("lambda")) as functions:
        role = iam.create_role(RoleName="mine-prod-bulk", AssumeRolePolicyDocument="{}")["Role"]
        functions.create_function(
            FunctionName="mine-prod-bulk",
            Runtime="python3.11",
            Role=role["Arn"],
            Handler="app.run",
            Code={"ZipFile": package.getvalue()},
        )
    code, output, errors = deploy("bulk-machine")
    assert (code, output) == (0, "")
    assert errors.startswith("state machine mine-prod-bulk: created\n")
    return deploy

"""deploy/learn.yaml: it is valid, and its build's own commands run with its role's permissions.

Only AWS can show that CodeBuild unpacks the source, and that the schedule starts it.
"""

import csv
import io
import json
import os
import re
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from cfnlint.decode.cfn_yaml import load

from emulation.servers import ROOT
from tests.support.cloudformation import lint_messages
from tests.support.moto import ask_moto
from tests.support.reported import report
from tests.support.resolved_template import evaluate
from tests.support.stores import BUCKET, promote, publish
from train.corpus.first_corpus import SAMPLE
from train.corpus.reader import Corpus, read_corpus
from train.fit import fit
from train.recipes.catalog import RECIPES
from train.registry.writable_store import open_writer

TEMPLATE = ROOT / "deploy" / "learn.yaml"
KEY = "k" * 32
VALUES = {
    "AWS::Partition": "aws",
    "AWS::Region": "us-east-1",
    "AWS::AccountId": "123456789012",
    "ModelsBucket": BUCKET,
    "ModelsPrefix": "spam",
    "BaseKey": "base.csv",
    "SourceKey": "source.zip",
    "PredictionsKey": "/spam/key",
    "Results": "arn:aws:sns:us-east-1:123456789012:results",
    "Log.Arn": "arn:aws:logs:us-east-1:123456789012:log-group:learn",
    "Outcome": "--shadow",
    "TrustedReporters": f"{'0' * 16} {'1' * 16}",
}
TOLD = """#!/bin/bash
printf '%s\\n' "$@" >told.txt
cp result.json told.json
"""


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    found: dict[str, Any] = load(str(TEMPLATE))["Resources"]
    return found


def test_the_template_is_valid() -> None:
    assert lint_messages(TEMPLATE) == []


def test_every_parameter_is_documented_with_its_default() -> None:
    document = (ROOT / "docs" / "learning.md").read_text("utf-8")
    rows = re.findall(r"^\| `([A-Z]\w+)` \| `?([^|`]*?)`? \|", document, re.M)
    parameters = load(str(TEMPLATE))["Parameters"]
    assert dict(rows) == {
        name: str(parameter.get("Default") or "none") for name, parameter in parameters.items()
    }


def test_the_role_may_neither_change_nor_delete_versions_and_reports(
    resources: dict[str, Any],
) -> None:
    statements = policy(resources)["Statement"]
    allowed = {action for each in statements for action in as_list(each["Action"])}
    assert not [action for action in allowed if "Delete" in action or "*" in action]
    written = [each for each in statements if "s3:PutObject" in as_list(each["Action"])]
    assert [each["Sid"] for each in written] == ["AddVersionsAndPolicies", "MovePointer"]
    assert written[0]["Condition"] == {"Null": {"s3:if-none-match": "false"}}


def test_the_builds_commands_learn_with_the_roles_permissions(
    resources: dict[str, Any],
    s3: str,
    s3_endpoint: str,
    tmp_path: Path,
    warm_programs: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PREDICTIONS_KEY", KEY)
    store(s3)
    act_as_the_build(resources, s3_endpoint, monkeypatch)
    try:
        log = build(resources, tmp_path, warm_programs)
    finally:
        ask_moto(f"{s3_endpoint}/moto-api/reset-auth", b"inf")
    result = json.loads((tmp_path / "told.json").read_text("utf-8"))
    assert result["decision"] == "shadow"
    assert result["learned"]["counts"]["reports"] == 1
    assert "trusted: 2 reporters without any report" in log
    told = (tmp_path / "told.txt").read_text("utf-8").splitlines()
    assert told[told.index("--subject") + 1] == "Learned: shadow"
    assert told[told.index("--topic-arn") + 1] == VALUES["Results"]


def store(uri: str) -> None:
    """Put a base, a promoted version that was fitted to it, and a report into the bucket."""
    rows = [*csv.reader(SAMPLE.read_text("utf-8").splitlines())][:401]
    raw = io.StringIO()
    csv.writer(raw).writerows(rows)
    with closing(boto3.client("s3")) as client:
        client.put_object(Bucket=BUCKET, Key="base.csv", Body=raw.getvalue().encode())
    base = read_corpus([SAMPLE])
    base = Corpus(base.texts[:400], base.labels[:400], "0" * 64)
    writer = open_writer(uri)
    bundle = fit(RECIPES["tutorial"], base, folds=5).bundle(secret=KEY.encode())
    promote(publish(bundle, writer), writer)
    report(writer, base.texts[1] + " again", base.labels[1], "user", datetime.now(UTC))


def act_as_the_build(
    resources: dict[str, Any], endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(boto3.client("iam")) as iam:
        iam.create_user(UserName="build")
        document = json.dumps(policy(resources))
        iam.put_user_policy(UserName="build", PolicyName="learn", PolicyDocument=document)
        key = iam.create_access_key(UserName="build")["AccessKey"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
    ask_moto(f"{endpoint}/moto-api/reset-auth", b"0")


def build(resources: dict[str, Any], directory: Path, programs: Path) -> str:
    """Run the commands of the build phase, and return their log.

    `aws sns publish` writes down what it is told.
    """
    properties = resources["Build"]["Properties"]
    variables = {
        each["Name"]: evaluate(each["Value"], VALUES)
        for each in properties["Environment"]["EnvironmentVariables"]
        if "Type" not in each
    }
    [command] = load_text(properties["Source"]["BuildSpec"])["phases"]["build"]["commands"]
    (directory / "aws").write_text(TOLD)
    (directory / "aws").chmod(0o755)
    path = f"{directory}:{programs}:/usr/bin:/bin"
    environ = os.environ | variables | {"PATH": path, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(  # noqa: S603 - the template's own command
        ["/bin/bash", "-c", command],
        cwd=directory,
        env=environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def policy(resources: dict[str, Any]) -> dict[str, Any]:
    [found] = resources["BuildRole"]["Properties"]["Policies"]
    document: dict[str, Any] = evaluate(found["PolicyDocument"], VALUES)
    return document


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def load_text(text: str) -> Any:
    import yaml

    return yaml.safe_load(text)

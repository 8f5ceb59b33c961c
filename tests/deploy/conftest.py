"""What several tests of the deployment share: a project, and the packaged template."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import boto3
import pytest
from chalice.package import YAMLTemplateSerializer

from deploy.__main__ import main
from deploy.configuration.policies import StageResources, policy
from deploy.configuration.stages import CHALICE
from emulation.packaging import package
from tests.support.deployed_project import API, Deploy, configure, deployed
from tests.support.moto import ask_moto
from tests.support.resolved_template import Template
from tests.support.roles import RESOURCES, Act


@pytest.fixture
def deploy(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Deploy:
    """Return a function that runs a command in a project with one stage: (code, output, errors)."""
    monkeypatch.chdir(tmp_path)
    (CHALICE / "deployed").mkdir(parents=True)
    configure({})

    def command(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


@pytest.fixture
def gateway(s3: str, deploy: Deploy) -> Iterator[Any]:
    """Return a client of an API Gateway that has deployed the project's API as stage `api`."""
    del s3, deploy
    with closing(boto3.client("apigateway")) as client:
        api = client.import_rest_api(body=json.dumps(API).encode())["id"]
        client.create_deployment(restApiId=api, stageName="api")
        deployed([{"resource_type": "rest_api", "rest_api_id": api}])
        yield client


@pytest.fixture(scope="session")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("cloudformation")
    return package(directory, "--merge-template", ".chalice/extras.yaml", api_key=True) / "sam.yaml"


@pytest.fixture(scope="session")
def template(merged: Path) -> Template:
    return YAMLTemplateSerializer().load_template(merged.read_text())


@pytest.fixture
def act_as(s3_endpoint: str, s3: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Act]:
    """Return a function that makes boto3 act as a user with only a role's policy."""
    del s3

    def act(role: str, resources: StageResources = RESOURCES) -> None:
        with closing(boto3.client("iam")) as iam:
            iam.create_user(UserName=role)
            document = json.dumps(policy(role, resources))
            iam.put_user_policy(UserName=role, PolicyName=role, PolicyDocument=document)
            key = iam.create_access_key(UserName=role)["AccessKey"]
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
        ask_moto(f"{s3_endpoint}/moto-api/reset-auth", b"0")

    yield act
    ask_moto(f"{s3_endpoint}/moto-api/reset-auth", b"inf")

"""Run the commands of docs/deploy.md in an emulated account, from a copy of the project."""

import csv
import json
import shutil
import sys
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import boto3
import joblib
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from deploy.configuration.policies import StageResources, policy
from emulation.doors import Door
from emulation.gateway import Gateway
from emulation.runtime_api import LambdaFunction
from emulation.servers import ROOT
from tests.support.deployed_door import deployed_door
from tests.support.parity import LABELS, TRAINING
from tests.support.shell import Shell
from tests.support.warm_python import BIN, environment
from train.export.files.named_function import load_function
from train.export.functions.exporter import FunctionExporter

RESOURCES = StageResources("my-models", "prod", "spam-or-ham-prod")
REGION = "us-east-1"
CHALICE_URL = '"$(chalice url --stage prod)'
DOOR_URL = '"$(python -m deploy url --stage prod)'
REFRESH_SECONDS = 1
MADE_BY_MAKE = (".ready", ".ready-checks")
"""The files by which make knows that the environment is complete, in the order of its rules."""
COPIED = ("app.py", "chalicelib", "train", "deploy", "Makefile")
AUTHORS_MODULE = """import numpy as np

def words(text):
    return [word.strip(".!") for word in text.lower().split()]
"""
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


class Rehearsal:
    """An emulated account that enforces permissions, and the function as last deployed."""

    def __init__(
        self,
        directory: Path,
        aws: str,
        bin_folder: Path,
        resources: StageResources = RESOURCES,
    ) -> None:
        self.directory = directory
        self._aws = aws
        self._running = ExitStack()
        self._gateway: Gateway | None = None
        self._door: Door | None = None
        self._function: LambdaFunction | None = None
        self._starts = 0
        root = boto3.Session("testing", "testing", region_name=REGION)
        self._iam = root.client("iam", endpoint_url=aws)
        self.admin = self._user("admin", {"Version": "2012-10-17", "Statement": [EVERYTHING]})
        deployer = self._user(
            "deployer", policy("deployer", resources), policy("publisher", resources)
        )
        self.scorer = self._user(
            "scorer", *([policy("scorer", resources)] if resources.bulk else [])
        )
        self._enforce(True)
        copy_project(directory, bin_folder)
        self._shell = self.shell(deployer)

    def __enter__(self) -> "Rehearsal":
        """Return the rehearsal."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the function, its gateway and the shell."""
        self._running.close()

    def shell(self, credentials: dict[str, str]) -> Shell:
        """Return a shell in the project with a user's credentials."""
        shell = Shell(
            self.directory,
            PATH="/usr/bin:/bin",
            HOME=str(self.directory),
            PYTHONUNBUFFERED="1",
            DATA=FEW_TEXTS,
            FIT="--folds 0",
            AWS_ENDPOINT_URL=self._aws,
            AWS_DEFAULT_REGION=REGION,
            **credentials,
        )
        return self._running.enter_context(shell)

    def run(self, command: str) -> str:
        """Run a command of the document; the URLs of the deployment become URLs on loopback."""
        if CHALICE_URL in command:
            command = command.replace(CHALICE_URL, f'"{self.gateway().url}')
        if DOOR_URL in command:
            command = command.replace(DOOR_URL, f'"{self.door().url}')
        printed = self._shell.run(command)
        if command.startswith("make deploy"):
            self._gateway = self._door = self._function = None  # the deployment replaces them
        if "promote" in command or "rollback" in command:
            time.sleep(REFRESH_SECONDS)
        return printed

    def client(self, service: str) -> Any:
        """Return a client of an administrator."""
        key, secret = self.admin.values()
        session: Any = boto3.Session(key, secret, region_name=REGION)
        return session.client(service, endpoint_url=self._aws)

    def fetch(self, path: str, data: bytes | None = None) -> bytes:
        """Return a page that only the emulated AWS has."""
        headers = {"Content-Type": "text/plain"}
        request = urllib.request.Request(self._aws + path, data, headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310 - on loopback
            body: bytes = response.read()
        return body

    def document(self) -> dict[str, Any]:
        """Return the document that the API was created from."""
        api = self.client("apigateway").get_rest_apis()["items"][0]["id"]
        document: dict[str, Any] = json.loads(self.fetch(f"/received/api/{api}"))
        return document

    def gateway(self) -> Gateway:
        """Return API Gateway in front of the function, restarted after each deployment."""
        if self._gateway is None:
            gateway = Gateway(self.document(), self._running_function().invoke, self.keys)
            self._gateway = self._running.enter_context(gateway)
        return self._gateway

    def door(self) -> Door:
        """Return the function URL or the HTTP API in front of the function."""
        if self._door is None:
            functions, gateway = self.client("lambda"), self.client("apigatewayv2")
            invoke = self._running_function().invoke
            door = deployed_door(functions, gateway, RESOURCES.function, invoke)
            self._door = self._running.enter_context(door)
        return self._door

    def log(self) -> list[dict[str, Any]]:
        """Return the function's log lines."""
        assert self._function is not None
        return [json.loads(line) for line in self._function.log.read_text().splitlines()]

    def keys(self) -> set[str]:
        """Return the values of the account's API keys."""
        keys = self.client("apigateway").get_api_keys(includeValues=True)["items"]
        return {key["value"] for key in keys}

    def _enforce(self, enforced: bool) -> None:
        self.fetch("/moto-api/reset-auth", b"0" if enforced else b"inf")

    def _running_function(self) -> LambdaFunction:
        if self._function is None:
            self._function = self._start()
        return self._function

    def _start(self) -> LambdaFunction:
        configuration = self.client("lambda").get_function(FunctionName=RESOURCES.function)
        configuration = configuration["Configuration"]
        self._enforce(False)  # moto lets no service, such as Lambda, assume a role
        role = self.client("sts").assume_role(
            RoleArn=configuration["Role"], RoleSessionName=RESOURCES.function
        )["Credentials"]
        self._enforce(True)
        self._starts += 1
        directory = self.directory.parent / f"function-{self._starts}"
        directory.mkdir()
        function = LambdaFunction(
            self.fetch(f"/received/code/{RESOURCES.function}"),
            configuration,
            directory,
            MODEL_REFRESH_SECONDS=str(REFRESH_SECONDS),
            AWS_ENDPOINT_URL=self._aws,
            AWS_REGION=REGION,
            AWS_DEFAULT_REGION=REGION,
            AWS_ACCESS_KEY_ID=role["AccessKeyId"],
            AWS_SECRET_ACCESS_KEY=role["SecretAccessKey"],
            AWS_SESSION_TOKEN=role["SessionToken"],
        )
        return self._running.enter_context(function)

    def _user(self, name: str, *policies: dict[str, Any]) -> dict[str, str]:
        self._iam.create_user(UserName=name)
        for number, document in enumerate(policies):
            self._iam.put_user_policy(
                UserName=name, PolicyName=str(number), PolicyDocument=json.dumps(document)
            )
        key = self._iam.create_access_key(UserName=name)["AccessKey"]
        return {
            "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
        }


def add_own_model(directory: Path) -> None:
    """Write a model that calls a function, and the function where it is deployed from."""
    path = directory / "own_words.py"
    path.write_text(AUTHORS_MODULE)
    sys.modules.pop(path.stem, None)  # an earlier rehearsal in this process
    words = load_function(f"{path}:words")
    pipeline = make_pipeline(CountVectorizer(analyzer=words), LogisticRegression())
    joblib.dump(pipeline.fit(TRAINING, LABELS), directory / "own.joblib")
    functions = FunctionExporter()
    functions.reference(words)
    functions.write(directory)


FEW_TEXTS = "build/sms-spam.csv"
"""What the first model is fitted to: fewer texts than the corpora that `make` would fetch."""


def copy_project(directory: Path, bin_folder: Path = BIN) -> None:
    """Copy what a deployment needs; link the tests' environment as `.venv`, add a few texts.

    A `bin_folder` holds the programs of `.venv` (tests/support/warm_python.py).
    """
    directory.mkdir()
    for name in (*COPIED, *(path.name for path in ROOT.glob("requirements*"))):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, directory / name)
    (directory / ".chalice").mkdir()
    for template in (ROOT / ".chalice").glob("*.yaml"):  # and nothing that a deployment wrote
        shutil.copy(template, directory / ".chalice")
    config = json.loads((ROOT / ".chalice" / "config.json").read_text())
    config["stages"] = {}  # not configured yet
    (directory / ".chalice" / "config.json").write_text(json.dumps(config, indent=2))
    environment(directory / ".venv", bin_folder)
    for name in MADE_BY_MAKE:
        (directory / ".venv" / name).touch()
    (directory / "build").mkdir()
    for name, times in ((FEW_TEXTS, 12), ("texts.csv", 8)):
        with (directory / name).open("w", encoding="utf-8", newline="") as file:
            # Distinct texts: one that a model was fitted to measures nothing.
            texts = [f"{text} {number}" for number, text in enumerate(TRAINING * times)]
            rows = zip(["label", *LABELS * times], ["text", *texts], strict=True)
            csv.writer(file).writerows(rows)

"""The second function exists only with BULK=1, and the first one imports nothing of it."""

import os
import subprocess
import sys
from collections.abc import Callable
from types import ModuleType

import pytest
from chalice.test import Client

from chalicelib.bulk import deadline
from chalicelib.errors import SettingError
from chalicelib.settings import read_settings
from emulation.servers import ROOT
from tests.support.bulk import Job, json_lines

IMPORT_APP = """
import sys
import app
assert app.settings.bulk
LATE = ("chalicelib.bulk", "chalicelib.serving.pinned", "boto3", "pyarrow")
print(*(name for name in sys.modules if name.startswith(LATE)))
"""


def test_the_function_carries_out_the_steps(
    job: Job, load_app: Callable[..., ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "MARGIN_MILLISECONDS", 0)  # Chalice's client gives 3 s
    app = load_app(BULK="1", MODEL_URI=job.store_uri)
    uri = job.put("texts.jsonl", json_lines(["see you at eight"]))
    with Client(app.app) as client:

        def invoke(**event: object) -> object:
            return client.lambda_.invoke("bulk", {"output": job.output, **event}).payload

        invoke(step="plan", input=uri)
        (item,) = job.items()
        assert invoke(step="score", item=item) == {"part": 0}
        invoke(step="finish")
    assert job.manifest()["complete"] is True
    assert [row["label"] for row in job.rows()] == ["ham"]


def test_without_the_setting_there_is_no_such_function(
    load_app: Callable[..., ModuleType],
) -> None:
    assert load_app().app.pure_lambda_functions == []
    (function,) = load_app(BULK="1").app.pure_lambda_functions
    assert (function.name, function.handler_string) == ("bulk", "app.bulk")


def test_importing_the_app_imports_nothing_of_bulk_jobs() -> None:
    command = [sys.executable, "-c", IMPORT_APP]
    environ = os.environ | {"BULK": "1"}
    found = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == []


def test_the_setting_is_0_or_1() -> None:
    assert read_settings({"BULK": "1"}).bulk
    with pytest.raises(SettingError, match="BULK is '2'; expected an integer from 0 to 1"):
        read_settings({"BULK": "2"})

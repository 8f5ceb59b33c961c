"""Every fault of the store, those of transport by boto3 too: no model is 503, the old serves on."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest
from chalice.test import Client, HTTPResponse

from chalicelib.serving.model_cache import RETRY_SECONDS, ModelCache
from chalicelib.serving.model_loader import ModelLoader
from chalicelib.settings import read_settings
from chalicelib.store import boto3_reader, s3_reader
from emulation.servers import ROOT
from tests.support.faults import FAULTS, TRANSPORT, Break, documented
from tests.support.faulty_s3 import URI, Answer, FaultyS3, error
from train.registry.bundle import Bundle

REFRESH_SECONDS = 60
TEXT = b"win a free phone, txt WIN to 80001"


@dataclass
class Service:
    """The app before a faulty store, under a clock that the test owns."""

    bucket: FaultyS3
    client: Client
    predictor: ModelCache
    now: float = 0.0

    def ask(self) -> HTTPResponse:
        """Send a text."""
        headers = {"Content-Type": "text/plain"}
        return self.client.http.post("/spamorham", headers=headers, body=TEXT)


@pytest.fixture
def service(
    way: str,
    faulty_s3: FaultyS3,
    load_app: Callable[..., ModuleType],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Service]:
    settings = read_settings({"MODEL_URI": URI})
    for module in (boto3_reader, s3_reader):
        monkeypatch.setattr(module, "READ_SECONDS", 1.0)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    app_module = load_app(AWS_ENDPOINT_URL=faulty_s3.endpoint)
    with Client(app_module.app, project_dir=str(ROOT)) as client:
        fetch = ModelLoader(settings).fetch
        made = Service(faulty_s3, client, ModelCache(fetch, REFRESH_SECONDS, lambda: made.now))
        monkeypatch.setattr(app_module, "predictor", made.predictor)
        yield made
    by_boto3 = {heard.get("User-Agent", "").startswith("Boto3") for _, heard in faulty_s3.heard}
    assert by_boto3 <= {way == "boto3"}


every_fault = pytest.mark.parametrize(
    ("way", "name"),
    [("direct", name) for name in FAULTS] + [("boto3", name) for name in TRANSPORT],
    indirect=["way"],
)


@pytest.fixture
def fault(name: str, way: str) -> tuple[Break, str]:
    """Return how a fault comes about, and the pattern of what is seen of it."""
    break_it, reason = FAULTS[name]
    return break_it, re.escape(reason) if way == "boto3" else documented(name)


def line(captured: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Return the one line that a request has written; no text is in it."""
    (written,) = captured.readouterr().out.splitlines()
    assert TEXT.decode() not in written
    facts: dict[str, Any] = json.loads(written)
    return facts


@every_fault
def test_without_a_model_a_fault_is_503_and_the_store_is_left_alone_for_a_while(
    service: Service,
    fault: tuple[Break, str],
    tutorial_bundle: Bundle,
    capsys: pytest.CaptureFixture[str],
) -> None:
    break_it, reason = fault
    service.bucket.promote(tutorial_bundle)
    break_it(service.bucket, tutorial_bundle)
    first = service.ask()
    assert (first.status_code, first.headers["Retry-After"]) == (503, "5")
    facts = line(capsys)
    assert facts["FailedRefreshes"] == 1
    assert re.search(reason, facts["refresh_error"])
    asked = len(service.bucket.asked)
    service.now += RETRY_SECONDS - 0.1
    assert service.ask().status_code == 503
    assert len(service.bucket.asked) == asked
    service.bucket.heal()
    service.bucket.promote(tutorial_bundle)
    service.now += 0.1
    assert service.ask().json_body == ["spam"]


@every_fault
def test_with_a_model_a_fault_changes_nothing_until_the_store_is_well_again(
    service: Service,
    fault: tuple[Break, str],
    tutorial_bundle: Bundle,
    default_bundle: Bundle,
    capsys: pytest.CaptureFixture[str],
) -> None:
    break_it, reason = fault
    service.bucket.promote(tutorial_bundle)
    assert service.ask().json_body == ["spam"]
    service.bucket.promote(default_bundle)
    break_it(service.bucket, default_bundle)
    service.now += REFRESH_SECONDS
    capsys.readouterr()
    assert service.ask().json_body == ["spam"]
    facts = line(capsys)
    assert (facts["version"], facts["FailedRefreshes"]) == (tutorial_bundle.manifest.version, 1)
    assert re.search(reason, facts["refresh_error"])
    service.bucket.heal()
    service.bucket.promote(default_bundle)
    service.now += REFRESH_SECONDS
    service.ask()
    assert line(capsys)["version"] == default_bundle.manifest.version


def test_a_model_of_other_classes_does_not_take_over(
    service: Service,
    tutorial_bundle: Bundle,
    three_class_bundle: Bundle,
    capsys: pytest.CaptureFixture[str],
) -> None:
    service.bucket.promote(tutorial_bundle)
    service.ask()
    service.bucket.promote(three_class_bundle)
    service.now += REFRESH_SECONDS
    capsys.readouterr()
    assert service.ask().json_body == ["spam"]
    facts = line(capsys)
    assert facts["version"] == tutorial_bundle.manifest.version
    assert "deploy anew to change them" in facts["refresh_error"]


def test_a_brief_failure_of_s3_is_tried_again_at_once(
    service: Service, tutorial_bundle: Bundle
) -> None:
    service.bucket.promote(tutorial_bundle)
    answers = iter([Answer(503, error("SlowDown"))])
    service.bucket.fault = lambda _, right: next(answers, right)
    assert service.ask().json_body == ["spam"]
    assert service.bucket.asked[:2] == ["current.json", "current.json"]


def test_an_unchanged_pointer_costs_no_body(service: Service, tutorial_bundle: Bundle) -> None:
    service.bucket.promote(tutorial_bundle)
    service.ask()
    sent: list[Answer] = []

    def record(_: str, right: Answer) -> Answer:
        sent.append(right)
        return right

    service.bucket.fault = record
    service.now += REFRESH_SECONDS
    service.ask()
    assert sent == [Answer(304, b"")]


@pytest.mark.parametrize("name", [*FAULTS, "other classes"])
def test_every_fault_is_in_the_documents(name: str) -> None:
    assert f"| {name} |" in (ROOT / "docs" / "operating.md").read_text()

"""Every fault of the store, read with and without boto3: 503 without a model, else the old one.

Both ways report a fault in the same words, which docs/faults.md shows.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any

import pytest
from chalice.test import Client, HTTPResponse

from chalicelib.serving.model_cache import RETRY_SECONDS, ModelCache
from chalicelib.serving.model_loader import ModelLoader
from chalicelib.settings import read_settings
from chalicelib.store import http_exchange, s3_object
from chalicelib.store.base import ATTEMPTS
from emulation.s3.faults import FAULTS, ODDITIES
from emulation.s3.misbehaviour import LONG_SECONDS, moved
from emulation.s3.server import URI, FaultyS3, S3Response, error_body
from emulation.servers import ROOT
from train.registry.bundle import Bundle

REFRESH_SECONDS = 60
MOST_REQUESTS = 2 + ATTEMPTS + 1
"""For the pointer, one file, and the other file with a redirect; after an error nothing follows."""
TEXT = b"win a free phone, txt WIN to 80001"


@dataclass
class Service:
    """The app with a faulty store and a clock that the test sets."""

    bucket: FaultyS3
    client: Client
    model_cache: ModelCache
    wait_for_data: Callable[[float], None]
    now: float = 0.0

    def request(self) -> HTTPResponse:
        """Send a text to be classified."""
        headers = {"Content-Type": "text/plain"}
        return self.client.http.post("/spamorham", headers=headers, body=TEXT)

    def break_store(self, name: str, bundle: Bundle) -> None:
        """Cause a fault; wait no longer for data than it allows."""
        self.wait_for_data(FAULTS[name].read_seconds)
        self.bucket.requested_keys.clear()
        FAULTS[name].break_store(self.bucket, bundle)

    def heal_store(self, bundle: Bundle) -> None:
        """Repair the store and promote a model."""
        self.wait_for_data(LONG_SECONDS)
        self.bucket.heal()
        self.bucket.promote(bundle)


@pytest.fixture
def service(
    way: str,
    faulty_s3: FaultyS3,
    load_app: Callable[..., ModuleType],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Service]:
    settings = read_settings({"MODEL_URI": URI})
    for name in ("CONNECT_SECONDS", "READ_SECONDS"):
        monkeypatch.setattr(http_exchange, name, LONG_SECONDS)
    wait_for_data = partial(monkeypatch.setattr, http_exchange, "READ_SECONDS")
    monkeypatch.setattr(s3_object, "BACKOFF_SECONDS", 0.001)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    app_module = load_app(AWS_ENDPOINT_URL=faulty_s3.endpoint)
    with Client(app_module.app, project_dir=str(ROOT)) as client:
        fetch = ModelLoader(settings).fetch
        model_cache = ModelCache(fetch, REFRESH_SECONDS, lambda: under_test.now)
        under_test = Service(faulty_s3, client, model_cache, wait_for_data)
        monkeypatch.setattr(app_module, "model_cache", model_cache)
        yield under_test
    by_boto3 = {
        headers.get("User-Agent", "").startswith("Boto3") for _, headers in faulty_s3.requests
    }
    assert by_boto3 <= {way == "boto3"}
    assert faulty_s3.methods <= {"GET"}


every_fault = pytest.mark.parametrize("name", FAULTS)


def documented_pattern(name: str) -> str:
    """Return a pattern for the messages that the documents show; `…` matches anything."""
    table = (ROOT / "docs" / "faults.md").read_text()
    (cell,) = re.findall(rf"^\| {re.escape(name)} \| (.+) \|$", table, re.M)
    messages = re.findall(r"`(.+?)`", cell)
    return "|".join(".*".join(map(re.escape, message.split("…"))) for message in messages)


def log_line(captured: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Return the log line of the last request; it does not contain the text."""
    (written,) = captured.readouterr().out.splitlines()
    assert TEXT.decode() not in written
    fields: dict[str, Any] = json.loads(written)
    return fields


@every_fault
def test_a_fault_without_a_model_is_503_and_the_store_gets_a_pause(
    service: Service,
    name: str,
    tutorial_bundle: Bundle,
    capsys: pytest.CaptureFixture[str],
) -> None:
    service.bucket.promote(tutorial_bundle)
    service.break_store(name, tutorial_bundle)
    first = service.request()
    assert (first.status_code, first.headers["Retry-After"]) == (503, "5")
    fields = log_line(capsys)
    assert fields["FailedRefreshes"] == 1
    assert re.fullmatch(documented_pattern(name), fields["refresh_error"])
    request_count = len(service.bucket.requested_keys)
    assert request_count <= MOST_REQUESTS
    service.now += RETRY_SECONDS - 0.1
    assert service.request().status_code == 503
    assert len(service.bucket.requested_keys) == request_count
    service.heal_store(tutorial_bundle)
    service.now += 0.1
    assert service.request().json_body == ["spam"]


@pytest.mark.no_cover
@every_fault
def test_a_fault_with_a_model_changes_nothing_until_the_store_recovers(
    service: Service,
    name: str,
    tutorial_bundle: Bundle,
    default_bundle: Bundle,
    capsys: pytest.CaptureFixture[str],
) -> None:
    service.bucket.promote(tutorial_bundle)
    assert service.request().json_body == ["spam"]
    service.bucket.promote(default_bundle)
    service.break_store(name, default_bundle)
    service.now += REFRESH_SECONDS
    capsys.readouterr()
    assert service.request().json_body == ["spam"]
    fields = log_line(capsys)
    assert (fields["version"], fields["FailedRefreshes"]) == (tutorial_bundle.manifest.version, 1)
    assert re.fullmatch(documented_pattern(name), fields["refresh_error"])
    service.heal_store(default_bundle)
    service.now += REFRESH_SECONDS
    service.request()
    assert log_line(capsys)["version"] == default_bundle.manifest.version


def test_a_model_with_other_classes_is_refused(
    service: Service,
    tutorial_bundle: Bundle,
    three_class_bundle: Bundle,
    capsys: pytest.CaptureFixture[str],
) -> None:
    service.bucket.promote(tutorial_bundle)
    service.request()
    service.bucket.promote(three_class_bundle)
    service.now += REFRESH_SECONDS
    capsys.readouterr()
    assert service.request().json_body == ["spam"]
    fields = log_line(capsys)
    assert fields["version"] == tutorial_bundle.manifest.version
    assert "deploy again to change them" in fields["refresh_error"]


def test_a_brief_failure_of_s3_is_retried_at_once(
    service: Service, tutorial_bundle: Bundle
) -> None:
    service.bucket.promote(tutorial_bundle)
    responses = iter([S3Response(503, error_body("SlowDown"))])
    service.bucket.fault = lambda _, right: next(responses, right)
    assert service.request().json_body == ["spam"]
    assert service.bucket.requested_keys[:2] == ["current.json", "current.json"]


def test_an_unchanged_pointer_is_sent_without_a_body(
    service: Service, tutorial_bundle: Bundle
) -> None:
    service.bucket.promote(tutorial_bundle)
    service.request()
    sent: list[S3Response] = []

    def record(_: str, right: S3Response) -> S3Response:
        sent.append(right)
        return right

    service.bucket.fault = record
    service.now += REFRESH_SECONDS
    service.request()
    assert sent == [S3Response(304, b"")]


@pytest.mark.parametrize("name", ODDITIES)
def test_an_odd_response_is_served_and_read_once(
    service: Service, name: str, tutorial_bundle: Bundle, capsys: pytest.CaptureFixture[str]
) -> None:
    service.bucket.promote(tutorial_bundle)
    service.bucket.fault = ODDITIES[name]
    assert service.request().json_body == ["spam"]
    read = len(service.bucket.requested_keys)
    service.now += REFRESH_SECONDS
    capsys.readouterr()
    assert service.request().json_body == ["spam"]
    fields = log_line(capsys)
    assert {"Refreshes", "FailedRefreshes"}.isdisjoint(fields)
    assert service.bucket.requested_keys[read:] == ["current.json"]


def test_an_odd_tag_does_not_hide_a_new_model(
    service: Service,
    tutorial_bundle: Bundle,
    default_bundle: Bundle,
    capsys: pytest.CaptureFixture[str],
) -> None:
    service.bucket.fault = ODDITIES["no ETag"]
    for bundle in (tutorial_bundle, default_bundle):
        service.bucket.promote(bundle)
        service.now += REFRESH_SECONDS
        capsys.readouterr()
        service.request()
        assert log_line(capsys)["version"] == bundle.manifest.version


def test_a_bucket_in_another_region_is_found(service: Service, tutorial_bundle: Bundle) -> None:
    service.bucket.promote(tutorial_bundle)
    responses = iter([moved("eu-west-1")])
    service.bucket.fault = lambda _, right: next(responses, right)
    assert service.request().json_body == ["spam"]
    signed = [_lower(sent)["authorization"].split("/")[2] for _, sent in service.bucket.requests]
    assert signed == ["us-east-1", "eu-west-1", "eu-west-1", "eu-west-1"]


def _lower(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@pytest.mark.parametrize("name", [*FAULTS, *ODDITIES, "other classes"])
def test_every_fault_is_documented(name: str) -> None:
    assert f"| {name} |" in (ROOT / "docs" / "faults.md").read_text()

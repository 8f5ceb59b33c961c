"""Every fault of the store, through real boto3: no model yet is 503, afterwards the old one serves.

The same table, with what was seen, stands in docs/operating.md.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest
from chalice.test import Client, HTTPResponse

from chalicelib import store
from chalicelib.predictor import RETRY_SECONDS, Predictor
from chalicelib.settings import Settings
from chalicelib.source import ModelSource
from tests.faulty_s3 import URI, Answer, Fault, FaultyS3, error
from tests.servers import ROOT
from train.bundle import Bundle

REFRESH_SECONDS = 60
TEXT = b"win a free phone, txt WIN to 80001"


def always(status: int, code: str) -> Fault:
    return lambda _, __: Answer(status, error(code))


def on(part: str, fault: Fault) -> Fault:
    return lambda key, right: fault(key, right) if part in key else right


def late(_: str, right: Answer) -> Answer:
    return Answer(right.status, right.body, delay_seconds=1.5)


def cut_short(_: str, right: Answer) -> Answer:
    return Answer(right.status, right.body[: len(right.body) // 2], length=len(right.body))


def flipped(_: str, right: Answer) -> Answer:
    return Answer(right.status, right.body[:-3] + bytes([right.body[-3] ^ 1]) + right.body[-2:])


def longer(_: str, right: Answer) -> Answer:
    return Answer(right.status, right.body + b"\0")


def shorter(_: str, right: Answer) -> Answer:
    return Answer(right.status, right.body[:-1])


def behave(fault: Fault) -> Callable[[FaultyS3, Bundle], None]:
    def apply(bucket: FaultyS3, _: Bundle) -> None:
        bucket.fault = fault

    return apply


def no_server(bucket: FaultyS3, _: Bundle) -> None:
    bucket.stop()


def version_is_missing(bucket: FaultyS3, bundle: Bundle) -> None:
    bucket.point(bundle.manifest.document | {"created": "20990131T093000Z"})


def newer_pointer(bucket: FaultyS3, bundle: Bundle) -> None:
    bucket.promote(bundle, format=2)


def foreign_file(bucket: FaultyS3, bundle: Bundle) -> None:
    entry = {"../../secret": {"size": 1, "sha256": "0" * 64}}
    files: Any = bundle.manifest.document["files"]
    bucket.point(bundle.manifest.document | {"files": files | entry})


def foreign_manifest(bucket: FaultyS3, bundle: Bundle) -> None:
    bucket.promote(bundle, version="20260131T093000Z-0123456789ab")


FAULTS: dict[str, tuple[Callable[[FaultyS3, Bundle], None], str]] = {
    "connection refused": (no_server, "Could not connect"),
    "time-out": (behave(late), "Read timeout"),
    "403": (behave(always(403, "AccessDenied")), "access denied; s3:GetObject must be allowed"),
    "404 on the pointer": (
        behave(on("current", always(404, "NoSuchKey"))),
        "current.json: no such",
    ),
    "404 on a file": (behave(on("classifier", always(404, "NoSuchKey"))), "safetensors: no such"),
    "500": (behave(always(500, "InternalError")), "S3 answers InternalError"),
    "503": (behave(always(503, "SlowDown")), "S3 answers SlowDown"),
    "pointer cut short": (behave(on("current", cut_short)), "current.json: "),
    "file cut short": (behave(on("vectorizer", cut_short)), "vectorizer.safetensors: "),
    "bytes flipped": (behave(on("classifier", flipped)), "with sha256"),
    "file too long": (behave(on("classifier", longer)), "bytes; at most"),
    "file too short": (behave(on("vectorizer", shorter)), "the manifest says"),
    "pointer to a missing version": (version_is_missing, "no such object"),
    "pointer of a newer format": (newer_pointer, "format is 2; this runtime reads 1"),
    "manifest of another version": (foreign_manifest, "its digest says otherwise"),
    "file outside its version": (foreign_file, "'../../secret' is no file name of a version"),
    "bucket gone": (behave(always(404, "NoSuchBucket")), "bucket 'faulty' does not exist"),
}


@dataclass
class Service:
    """The app before a faulty store, under a clock that the test owns."""

    bucket: FaultyS3
    client: Client
    predictor: Predictor
    now: float = 0.0

    def ask(self) -> HTTPResponse:
        """Send a text."""
        headers = {"Content-Type": "text/plain"}
        return self.client.http.post("/spamorham", headers=headers, body=TEXT)


@pytest.fixture
def service(
    load_app: Callable[..., ModuleType], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Service]:
    bucket, settings = FaultyS3(), Settings(URI, None, REFRESH_SECONDS, 65536, 1000, False)
    monkeypatch.setattr(store, "READ_SECONDS", 1.0)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    app_module = load_app(AWS_ENDPOINT_URL=f"http://127.0.0.1:{bucket.port}")
    with Client(app_module.app, project_dir=str(ROOT)) as client:
        fetch = ModelSource(settings).fetch
        made = Service(bucket, client, Predictor(fetch, REFRESH_SECONDS, lambda: made.now))
        monkeypatch.setattr(app_module, "predictor", made.predictor)
        yield made
    bucket.stop()


@pytest.fixture(params=FAULTS)
def fault(request: pytest.FixtureRequest) -> tuple[Callable[[FaultyS3, Bundle], None], str]:
    return FAULTS[request.param]


Break = tuple[Callable[[FaultyS3, Bundle], None], str]


def line(captured: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Return the one line that a request has written; no text is in it."""
    (written,) = captured.readouterr().out.splitlines()
    assert TEXT.decode() not in written
    facts: dict[str, Any] = json.loads(written)
    return facts


def test_without_a_model_a_fault_is_503_and_the_store_is_left_alone_for_a_while(
    service: Service, fault: Break, tutorial_bundle: Bundle, capsys: pytest.CaptureFixture[str]
) -> None:
    break_it, reason = fault
    service.bucket.promote(tutorial_bundle)
    break_it(service.bucket, tutorial_bundle)
    first = service.ask()
    assert (first.status_code, first.headers["Retry-After"]) == (503, "5")
    facts = line(capsys)
    assert facts["FailedRefreshes"] == [1.0]
    assert reason in facts["refresh_error"]
    asked = len(service.bucket.asked)
    service.now += RETRY_SECONDS - 0.1
    assert service.ask().status_code == 503
    assert len(service.bucket.asked) == asked
    service.bucket.heal()
    service.bucket.promote(tutorial_bundle)
    service.now += 0.1
    assert service.ask().json_body == ["spam"]


def test_with_a_model_a_fault_changes_nothing_until_the_store_is_well_again(
    service: Service,
    fault: Break,
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
    assert (facts["version"], facts["FailedRefreshes"]) == (tutorial_bundle.manifest.version, [1.0])
    assert reason in facts["refresh_error"]
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

"""POST /report: what it stores, and what it tells."""

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from jsonschema_rs import validator_for
from openapi_spec_validator import OpenAPIV31SpecValidator

from chalicelib.api.report_view import what_is_served
from chalicelib.pointer import PublicPolicy
from chalicelib.reports.stored_report import Served
from chalicelib.scoring.model import Classification
from emulation.gateway import proxy_event
from emulation.servers import ROOT
from tests.support.policies import lists, put_in_force
from tests.support.requests import WAYS, call, send
from tests.support.responses import assert_error, request_to
from tests.support.stored_reports import REPORT, Load, reports
from tests.support.stores import publish
from tests.support.user_reports import JSON, TEXT, post_report, report_texts
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter, open_writer


@pytest.mark.parametrize("way", WAYS)
def test_a_report_is_stored_with_what_the_service_says(
    app: ModuleType, store: DirectoryWriter, way: str, default_bundle: Bundle
) -> None:
    response = send(app, way, json.dumps(REPORT).encode(), JSON, "/report")
    (report,) = reports(store)
    assert response.status_code == 200
    assert response.json_body == {"report": report.text_digest[:16], "label": "spam"}
    label, probabilities = default_bundle.model().classify(TEXT)
    classes = default_bundle.manifest.classes
    assert report.served is not None
    assert (report.text, report.label, report.served.label) == (TEXT, "spam", label)
    assert report.served.probability == (probabilities or ())[classes.index(str(label))]
    assert report.served.version == default_bundle.manifest.version


def test_reports_are_stored_on_s3(load_app: Load, published: DirectoryWriter, s3: str) -> None:
    app = load_app(MODEL_URI=published.uri, REPORTS_URI=s3)
    assert post_report(app, REPORT).status_code == 200
    assert [report.text for report in reports(open_writer(s3))] == [TEXT]


def test_a_policy_and_its_label_are_noted(default_bundle: Bundle) -> None:
    model = SimpleNamespace(
        manifest=default_bundle.manifest,
        policy=PublicPolicy("20260131T093000Z-0123456789ab", None, None),
        classify=lambda _: Classification("unsure", (0.5, 0.5)),
    )
    version = default_bundle.manifest.version
    served = what_is_served(model, TEXT)
    assert served == Served("unsure", None, version, "20260131T093000Z-0123456789ab")


def test_the_label_is_the_one_that_the_sender_of_the_text_got(
    load_app: Load, tmp_path: Path, store: DirectoryWriter, default_bundle: Bundle
) -> None:
    models = DirectoryWriter(tmp_path / "models")
    deny = lists(senders=["eve@evil.test"])
    policy = put_in_force(models, publish(default_bundle, models), deny=deny)
    app = load_app(MODEL_URI=models.uri, REPORTS_URI=store.uri)
    raw = json.dumps({"text": TEXT, "label": "ham"}).encode()
    assert send(app, "local", raw, JSON, "/report", x_sender="eve@evil.test").status_code == 200
    (report,) = reports(store)
    assert report.served is not None
    assert (report.served.label, report.disagrees) == ("spam", True)
    assert report.served.policy == policy.id
    too_long = send(app, "local", raw, JSON, "/report", x_sender="a" * 321)
    assert_error(too_long, 400, "BadRequestError")


def test_without_a_store_reports_are_off(load_app: Load) -> None:
    app = load_app(MODEL_URI="no-such-directory", REPORTS_URI="")
    response = post_report(app, REPORT)
    message = assert_error(response, 404, "NotFoundError")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert message == "reports are off: REPORTS_URI is not set"


def test_without_a_model_no_report_is_taken(load_app: Load, store: DirectoryWriter) -> None:
    app = load_app(MODEL_URI="no-such-directory", REPORTS_URI=store.uri)
    assert_error(post_report(app, REPORT), 503, "ServiceUnavailableError")
    assert not store.root.exists()


@pytest.mark.parametrize("on", [True, False])
def test_the_model_says_whether_reports_are_on(
    load_app: Load, published: DirectoryWriter, store: DirectoryWriter, on: bool
) -> None:
    app = load_app(MODEL_URI=published.uri, REPORTS_URI=store.uri if on else "")
    assert request_to(app, "GET /model").json_body["reports"] is on


def test_reporters_are_told_apart_by_their_key_and_their_name(
    app: ModuleType, store: DirectoryWriter
) -> None:
    for caller, name in [("a", "Kim"), ("a", "Lee"), ("b", "Kim"), ("a", "Kim")]:
        assert post_report(app, REPORT | {"reporter": name}, caller).status_code == 200
    assert post_report(app, REPORT, None).status_code == 200
    assert len(report_texts(store)) == 4
    everything = [path.read_text() for path in store.root.rglob("*.json")]
    assert not [raw for raw in everything if "Kim" in raw or "Lee" in raw]


@pytest.mark.parametrize("context", [{}, {"identity": None}, {"identity": {"apiKeyId": None}}])
def test_a_request_without_an_identity_is_accepted(
    app: ModuleType, context: dict[str, Any]
) -> None:
    event = proxy_event(json.dumps(REPORT), JSON, path="/report")
    del event["requestContext"]["identity"]
    event["requestContext"] |= context
    assert call(app, event).status_code == 200


def test_any_characters_are_stored(app: ModuleType, store: DirectoryWriter) -> None:
    text = "\x00\ud800\u202e\U0001f381"
    name = "\udfff\x00" * 128
    assert post_report(app, {"text": text, "label": "ham", "reporter": name}).status_code == 200
    assert [report.text for report in reports(store)] == [text]


def test_a_text_with_several_labels_is_reported_with_an_array(
    several_app: ModuleType, store: DirectoryWriter
) -> None:
    response = post_report(several_app, {"text": TEXT, "label": ["spam", "number"]})
    assert response.json_body["label"] == ["number", "spam"]  # in the order of the classes
    (report,) = reports(store)
    assert report.label == ("number", "spam")
    assert report.served is not None
    assert report.served.probability is None
    assert post_report(several_app, {"text": "none", "label": []}).json_body["label"] == []


def test_the_case_of_a_label_does_not_matter(
    app: ModuleType, several_app: ModuleType, store: DirectoryWriter
) -> None:
    assert post_report(app, REPORT | {"label": "SPAM"}).json_body["label"] == "spam"
    assert [each.label for each in reports(store)] == ["spam"]
    several = {"text": TEXT, "label": ["Spam", "number"]}
    assert post_report(several_app, several).json_body["label"] == ["number", "spam"]


@pytest.mark.parametrize(("reports_uri", "required"), [("", False), ("models", True)])
def test_a_report_needs_an_api_key_wherever_reports_are_on(
    load_app: Load, reports_uri: str, required: bool
) -> None:
    routes = load_app(REPORTS_URI=reports_uri, REQUIRE_API_KEY="0").app.routes
    assert routes["/report"]["POST"].api_key_required is required
    assert routes["/spamorham"]["POST"].api_key_required is False


def test_the_document_lists_the_route_where_it_is_on(app: ModuleType) -> None:
    document = request_to(app, "GET /openapi.json").json_body
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    operation = document["paths"]["/report"]["post"]
    assert operation["security"] == [{"api_key": []}]
    with_key = [path for path, each in document["paths"].items() if "security" in str(each)]
    assert with_key == ["/report"]
    body = validator_for(operation["requestBody"]["content"][JSON]["schema"])
    assert body.is_valid(REPORT | {"reporter": "Kim"})
    missing: list[object] = [{}, {"text": "x"}, {"label": "x"}, REPORT | {"more": "1"}, [REPORT]]
    wrong: list[dict[str, object]] = [
        {"text": 1},
        {"text": ""},
        {"label": 1},
        {"reporter": ""},
        {"reporter": "x" * 257},
    ]
    assert not any(map(body.is_valid, missing + [{**REPORT, **each} for each in wrong]))
    answer = operation["responses"]["200"]["content"][JSON]["schema"]
    validator_for(answer).validate(post_report(app, REPORT).json_body)
    error = document["components"]["schemas"]["Error"]
    validator_for(error).validate(post_report(app, {}).json_body)


LIST_MODULES = """
import sys
import app
from chalice.test import Client
with Client(app.app) as client:
    body = b'{"text": "hello", "label": "ham"}'
    headers = {"Content-Type": "application/json"}
    for path in sys.argv[1:]:
        client.http.post(path, headers=headers, body=body if path == "/report" else b'"hello"')
print(*sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize("paths", [["/spamorham", "/explain"], ["/report"]])
def test_only_a_report_imports_what_reports_need(
    published: DirectoryWriter, tmp_path: Path, paths: list[str]
) -> None:
    environ = {"MODEL_URI": published.uri, "REPORTS_URI": str(tmp_path / "reports")}
    done = subprocess.run(  # noqa: S603 - this interpreter, code from above
        [sys.executable, "-c", LIST_MODULES, *paths],
        cwd=ROOT, env=environ, capture_output=True, text=True, check=True,
    )  # fmt: skip
    modules = set(done.stderr.split())
    needed = {"chalicelib.reports", "chalicelib.store.writing", "chalicelib.api.report_view"}
    assert modules & needed == (needed if paths == ["/report"] else set())
    assert modules & {"boto3", "numpy", "train"} == set()

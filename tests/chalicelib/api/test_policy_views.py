"""The routes under a policy: labels, rules, senders, and what clients may know of it."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.support.policies import lists, put_in_force
from tests.support.requests import SPAM, WAYS, send
from tests.support.responses import assert_error, request_to
from tests.support.stores import publish
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter

HAM = "ok lor, going home now"
JSON = "application/json"
MAIL = "message/rfc822"
INFER = "/v2/models/spam-or-ham/infer"
POLICY: dict[str, Any] = {
    "unsure": {"from": 0.2, "to": 0.75},
    "allow": lists(senders=["ann@bank.test"], domains=["bank.test"]),
    "deny": lists(phrases=["going home"], domains=["evil.test"]),
}
UNSURE = {"unsure": {"from": 0.0, "to": 1.0}}

Start = Callable[..., ModuleType]


@pytest.fixture
def start(load_app: Start, tmp_path: Path, default_bundle: Bundle) -> Start:
    """Return a function that starts the app over a model under a policy."""

    def start(**changes: Any) -> ModuleType:
        store = DirectoryWriter(tmp_path / "models")
        put_in_force(store, publish(default_bundle, store), **changes)
        return load_app(MODEL_URI=store.uri, MAX_TEXT_BYTES="2000")

    return start


@pytest.mark.parametrize("way", WAYS)
def test_the_label_is_the_policys(start: Start, way: str) -> None:
    app = start(**POLICY)
    assert send(app, way, HAM.encode()).json_body == ["spam"]
    assert send(app, way, SPAM.encode()).json_body == ["spam"]
    sent = send(app, way, json.dumps([SPAM, HAM]).encode(), JSON, x_sender="Ann@Bank.test")
    assert sent.json_body == ["ham", "ham"]


def test_unsure_is_a_label_only_where_the_policy_has_a_band(start: Start) -> None:
    app = start(**UNSURE)
    assert send(app, "local", SPAM.encode()).json_body == ["unsure"]
    found = send(app, "local", SPAM.encode(), path="/spamorham?probabilities=1").json_body
    assert (found[0]["label"], found[0]["rule"]) == ("unsure", "unsure")
    assert set(found[0]["probabilities"]) == {"ham", "spam"}


def test_an_explanation_names_the_rule_and_the_entry(start: Start, app_module: ModuleType) -> None:
    found = send(start(**POLICY), "local", HAM.encode(), path="/explain").json_body
    assert (found["label"], found["rule"]) == ("spam", "deny phrase")
    assert found["matched"] == "going home"


def test_without_a_policy_the_model_decides(app_module: ModuleType) -> None:
    found = send(app_module, "local", HAM.encode(), path="/explain").json_body
    assert (found["label"], found["rule"], found["matched"]) == ("ham", "model", None)
    found = send(app_module, "local", HAM.encode(), path="/spamorham?probabilities=1").json_body
    assert found[0]["rule"] == "model"
    assert request_to(app_module, "GET /model").json_body["policy"] is None


@pytest.mark.parametrize("way", WAYS)
def test_the_sender_of_a_mail_is_the_one_that_it_names(start: Start, way: str) -> None:
    app = start(**POLICY)
    mail = f"From: Ann <ann@bank.test>\n\n{SPAM} evil.test".encode()
    assert send(app, way, mail, MAIL).json_body == ["ham"]
    mail = mail.replace(b"ann@bank.test", b"eve@evil.test")
    assert send(app, way, mail, MAIL, x_sender="ann@bank.test").json_body == ["spam"]
    nobody = f"Subject: hi\n\n{SPAM}".encode()
    assert send(app, way, nobody, MAIL, x_sender="ann@bank.test").json_body == ["ham"]


def test_all_from_fields_of_a_mail_count(start: Start) -> None:
    app = start(**POLICY)
    mail = f"From: ann@bank.test\nFrom: eve@{{}}\n\n{SPAM} evil.test"
    assert send(app, "local", mail.format("bank.test").encode(), MAIL).json_body == ["ham"]
    found = send(app, "local", mail.format("evil.test").encode(), MAIL, "/explain").json_body
    assert (found["rule"], found["matched"]) == ("deny domain", "evil.test")


def test_a_link_behind_other_words_counts(start: Start) -> None:
    mail = b"From: a@x.test\nContent-Type: text/html\n\n<a href='https://evil.test'>see you</a>"
    found = send(start(**POLICY), "local", mail, MAIL, "/explain").json_body
    assert (found["rule"], found["matched"]) == ("deny domain", "evil.test")


def test_a_sender_that_is_too_long_is_refused(start: Start) -> None:
    response = send(start(**POLICY), "local", SPAM.encode(), x_sender="a" * 321)
    assert_too_long(response)


@pytest.mark.parametrize("route", ["/spamorham", "/explain"])
def test_a_sender_that_is_too_long_is_refused_without_a_policy(
    load_app: Start, published: DirectoryWriter, route: str
) -> None:
    app = load_app(MODEL_URI=published.uri)
    assert_too_long(send(app, "local", SPAM.encode(), path=route, x_sender="a" * 321))
    assert send(app, "local", SPAM.encode(), x_sender="a" * 320).status_code == 200


def assert_too_long(response: Any) -> None:
    message = assert_error(response, 400, "BadRequestError")
    assert message == "found 321 characters in X-Sender; expected at most 320"


def infer(app: ModuleType, *outputs: str, **headers: str) -> dict[str, Any]:
    tensor = {"name": "text", "datatype": "BYTES", "shape": [2], "data": [SPAM, HAM]}
    body = json.dumps({"inputs": [tensor], "outputs": [{"name": name} for name in outputs]})
    document = send(app, "local", body.encode(), JSON, INFER, **headers).json_body
    return {each["name"]: each["data"] for each in document["outputs"]}


def test_the_protocol_has_an_output_for_the_rule(start: Start) -> None:
    app = start(**POLICY)
    assert infer(app)["rule"] == ["model", "deny phrase"]
    assert infer(app, "rule") == {"rule": ["model", "deny phrase"]}
    assert infer(app, "label", x_sender="ann@bank.test") == {"label": ["ham", "ham"]}
    outputs = request_to(app, "GET /v2/models/spam-or-ham").json_body["outputs"]
    assert {"name": "rule", "datatype": "BYTES", "shape": [-1]} in outputs


def test_without_a_policy_the_protocol_has_no_such_output(app_module: ModuleType) -> None:
    assert "rule" not in infer(app_module)
    body = {"inputs": [{"name": "text", "datatype": "BYTES", "shape": [1], "data": [SPAM]}]}
    raw = json.dumps(body | {"outputs": [{"name": "rule"}]}).encode()
    response = send(app_module, "local", raw, JSON, INFER)
    assert response.status_code == 400
    assert (
        response.json_body["error"]
        == "the model has no 'rule'; expected 'label' or 'probabilities'"
    )


def test_the_lists_are_told_to_nobody(start: Start) -> None:
    policy = request_to(start(**POLICY), "GET /model").json_body["policy"]
    assert policy.pop("id").startswith("20260131T093000Z-")
    assert policy == {"threshold": None, "unsure": POLICY["unsure"]}


def test_the_log_counts_rules_beside_the_policys_labels(
    start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    app = start(**POLICY)
    send(app, "local", json.dumps([SPAM, HAM, HAM]).encode(), JSON)
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (line["Predictions.spam"], line["Rules.deny phrase"]) == (3, 2)
    assert "Rules.model" not in line
    send(app, "local", HAM.encode(), path="/explain")
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["Rules.deny phrase"] == 1


def test_browsers_may_send_the_header(app_module: ModuleType) -> None:
    assert "X-Sender" in app_module.CORS.allow_headers

"""A function of the model that fails on a text: 500, and no trace of the text anywhere."""

import json
from types import ModuleType
from typing import Any

import pytest

from chalicelib.errors import FunctionError
from chalicelib.scoring.author_function import AuthorFunction
from tests.support.requests import SPAM, send

INFER = "/v2/models/spam-or-ham/infer"
TENSOR = {"name": "text", "datatype": "BYTES", "shape": [1], "data": [SPAM]}
REASON = "split_0123456789ab.split: raised KeyError in line 0"


class Failing:
    """A served model whose function fails on each text."""

    def __init__(self, served: Any) -> None:
        self.manifest = served.manifest
        self.has_probabilities = True
        self.policy = None

    def predict(self, text: str) -> str:
        """Fail as an author's function does."""

        def fail(text: str) -> object:
            raise KeyError(text)

        return AuthorFunction("split_0123456789ab", "split", fail).text(text)

    classify = explain = predict


@pytest.fixture
def failing(app_module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    model = Failing(app_module.model_cache.model())
    monkeypatch.setattr(app_module.model_cache, "model", lambda: model)
    return app_module


@pytest.mark.parametrize("path", ["/spamorham", "/explain", INFER])
def test_the_response_is_500_and_only_the_log_names_the_function(
    failing: ModuleType, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    protocol = path == INFER
    body = json.dumps({"inputs": [TENSOR]}) if protocol else SPAM
    content_type = "application/json" if protocol else "text/plain"
    response = send(failing, "local", body.encode(), content_type, path)
    found = response.json_body
    assert (response.status_code, found["Code"]) == (500, "ModelFunctionError")
    assert "the log names the function" in found["Message"]
    assert ("error" in found) == protocol
    log = capsys.readouterr()
    facts = json.loads(log.out.splitlines()[-1])
    assert (facts["function_error"], facts["Rejected.ModelFunctionError"]) == (REASON, 1)
    assert SPAM not in log.out + log.err
    assert SPAM not in response.body.decode()


def test_the_reason_is_not_kept_for_the_next_request(
    failing: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    send(failing, "local", SPAM.encode())
    send(failing, "local", b"", path="/spamorham")
    assert "function_error" not in json.loads(capsys.readouterr().out.splitlines()[-1])


def test_the_error_is_one_of_the_service() -> None:
    with pytest.raises(FunctionError, match=r"split: found int; expected a string"):
        AuthorFunction("split_0123456789ab", "split", len).text(SPAM)

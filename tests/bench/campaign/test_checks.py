"""Each campaign reports what is broken on purpose."""

import json
import random
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import pytest

from bench.campaign.drawing.texts import CANARY
from bench.campaign.faults import SITUATIONS, FaultChecker
from bench.campaign.kills import _broken_store, _is_partial
from bench.campaign.models import promote, publish, renewed
from bench.campaign.mutants import MemoryStore, MutantChecker, _broken_result, mutant
from bench.campaign.requests import RESPONSE_BYTES, Log, RequestChecker
from bench.campaign.soak_client import TEXTS, ExpectedModel, _fits
from chalicelib.api.json_response import HEADERS
from chalicelib.scoring.classifier import Classifier
from chalicelib.scoring.model_builder import text_scorer
from chalicelib.settings import read_settings
from emulation.s3 import faults as s3_faults
from emulation.s3.misbehaviour import behave
from tests.support.stores import NOW
from train.registry.bundle import Bundle
from train.registry.current_model import fetch_current
from train.registry.writable_store import DirectoryWriter

ERROR = {"Code": "BadRequestError", "Message": "found nothing"}


class StubApp:
    """An app with one route, whose response is given."""

    app_name = "stub"

    def __init__(self, status: int, body: object, log: Log, logged: str) -> None:
        self.routes = {"/spamorham": {"POST": SimpleNamespace(cors=None)}}
        self._log, self._logged = log, logged
        text = body if isinstance(body, str) else json.dumps(body)
        self._response = {"statusCode": status, "body": text}

    def __call__(self, event: dict[str, Any], context: object) -> dict[str, Any]:
        """Respond to an event."""
        del event, context
        self._log.write(self._logged)
        return self._response | {"headers": HEADERS, "multiValueHeaders": {}}


def rules(status: int, body: object, logged: str = "") -> set[str]:
    """Return the rules that a response breaks."""
    log = Log()
    app = StubApp(status, body, log, logged)
    module = SimpleNamespace(app=app, settings=read_settings({}))
    checker = RequestChecker(cast("ModuleType", module), log, lambda case: random.Random(case))  # noqa: S311
    return {rule for rule, _ in checker.check(1)}


@pytest.mark.parametrize(
    ("status", "body", "logged", "broken"),
    [
        pytest.param(400, ERROR, "{}", set(), id="documented"),
        pytest.param(500, ERROR, "KeyError: 1", {"a 5xx: KeyError at elsewhere:0"}, id="5xx"),
        pytest.param(400, {"message": "x"}, "", {"another error body"}, id="shape"),
        pytest.param(403, ERROR, "", {"an undocumented status or code"}, id="status"),
        pytest.param(400, ERROR | {"Message": CANARY}, "", {"a text in the response"}, id="echoed"),
        pytest.param(200, [CANARY], "", {"a text in the response"}, id="echoed-in-labels"),
        pytest.param(200, ["ham"], CANARY, {"a text in the log"}, id="logged"),
        pytest.param(
            200, "x" * RESPONSE_BYTES, "", {"a response that Lambda cannot send"}, id="large"
        ),
    ],
)
def test_a_broken_response_is_found(
    status: int, body: object, logged: str, broken: set[str]
) -> None:
    assert rules(status, body, logged) == broken


def test_numbers_that_are_not_finite_are_found(tutorial_bundle: Bundle) -> None:
    model = tutorial_bundle.model()
    assert isinstance(model.classifier, Classifier)
    infinite = model.classifier._replace(intercept=type(model.classifier.intercept)("d", [1e999]))
    scorer = text_scorer(model.vectorizer, infinite)
    broken = model._replace(classifier=infinite, scorer=scorer)
    assert {rule for rule, _ in _broken_result(broken, "free")} >= {"scores that are not finite"}
    assert list(_broken_result(model, "free")) == []


def test_only_an_unsigned_mutant_has_digests_that_do_not_fit(
    tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    bundles = [tutorial_bundle, default_bundle]
    drawn = [mutant(random.Random(case), bundles) for case in range(60)]  # noqa: S311
    unsigned = [each for each in drawn if not each.signed]
    assert unsigned
    for each in unsigned:
        with pytest.raises(Exception, match=r"the manifest says|expected at most"):
            fetch_current(MemoryStore(each.objects))


def test_an_undamaged_model_that_counts_as_unsigned_is_found(tutorial_bundle: Bundle) -> None:
    checker = MutantChecker([tutorial_bundle], lambda case: random.Random(case))  # noqa: S311
    signed = next(
        drawn
        for drawn in (mutant(random.Random(case), [tutorial_bundle]) for case in range(99))  # noqa: S311
        if drawn.signed and _loads(drawn.objects)
    )
    found = {rule for rule, _ in checker._broken(signed._replace(signed=False))}
    assert "damage that no digest shows" in found


def _loads(objects: dict[str, bytes]) -> bool:
    try:
        return fetch_current(MemoryStore(objects)) is not None
    except Exception:  # noqa: BLE001
        return False


def test_a_damaged_version_and_a_wrong_pointer_are_found(
    tutorial_bundle: Bundle, tmp_path: Path
) -> None:
    writer = DirectoryWriter(tmp_path)
    version = publish(tutorial_bundle, writer)
    promote(version, writer)
    assert list(_broken_store(writer, {version})) == []
    (tmp_path / "versions" / version / "classifier.safetensors").write_bytes(b"damaged")
    found = [rule for rule, _ in _broken_store(writer, {"another"})]
    assert found == ["a damaged version", "another pointer"]
    (tmp_path / "current.json").write_bytes(b"{")
    assert [rule for rule, _ in _broken_store(writer, {version})] == ["a store that cannot be read"]
    assert _is_partial(tmp_path / ".abc.partial")


def test_a_fault_that_is_none_is_found(
    tutorial_bundle: Bundle, default_bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    case = next(number for number, each in enumerate(SITUATIONS) if each.loaded)
    harmless = behave(lambda _, right: right)
    monkeypatch.setitem(s3_faults.FAULTS, SITUATIONS[case].fault, harmless)
    found = {rule for rule, _ in FaultChecker(tutorial_bundle, default_bundle).check(case)}
    assert {"another model than before", "a fault that is not logged once"} <= found


def test_every_fault_is_caused_both_ways() -> None:
    ways = {(each.fault, each.boto3) for each in SITUATIONS}
    assert len({fault for fault, _ in ways}) >= 40
    assert len(ways) == 2 * len({fault for fault, _ in ways})


def test_a_response_of_two_models_is_found(tutorial_bundle: Bundle, default_bundle: Bundle) -> None:
    bundles = (tutorial_bundle, default_bundle)
    expected = {bundle.manifest.version: ExpectedModel(bundle) for bundle in bundles}
    (first, one), (second, other) = expected.items()
    right = one.explanations[0] | {"version": first}
    assert _fits("/explain", 0, dict(right), expected)
    assert not _fits("/explain", 0, right | {"version": second}, expected)
    outputs = [{"data": one.labels}, {"data": other.probabilities}]
    mixed = {"outputs": outputs, "model_version": first}
    assert not _fits("/v2/models/spam-or-ham/infer", None, mixed, expected)
    assert not _fits("/spamorham", None, ["neither"] * len(TEXTS), expected)


def test_a_renewed_version_has_the_same_model(tutorial_bundle: Bundle) -> None:
    new = renewed(tutorial_bundle, NOW)
    assert new.manifest.version != tutorial_bundle.manifest.version
    assert new.model().scores("free") == tutorial_bundle.model().scores("free")

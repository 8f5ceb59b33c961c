"""Where a stage's reports are stored, and what its policies allow for them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib.errors import ServiceError
from deploy.configuration.change import StageChange
from deploy.configuration.configure import plan_stage
from deploy.configuration.policies import policy
from deploy.configuration.stages import CONFIG, read_stage, report_prefixes
from tests.support.stages import MODELS, PROD, configure, write


def reports(directory: Path, on: bool | None, models: str | None = None) -> str | None:
    """Write a plan and return where the stage's reports are."""
    write(plan_stage(directory, "prod", StageChange(models, reports=on)))
    variables = json.loads((directory / CONFIG).read_text())["stages"]["prod"]
    uri: str | None = variables["environment_variables"].get("REPORTS_URI")
    assert read_stage(directory, "prod").reports == (uri or "")
    return uri


def test_reports_are_stored_beside_the_models_until_they_are_off(chalice: Path) -> None:
    assert reports(chalice, None, MODELS) is None
    assert reports(chalice, True) == reports(chalice, None) == MODELS
    assert read_stage(chalice, "prod").requires_key
    assert reports(chalice, None, "s3://moved/prod") == "s3://moved/prod"
    assert reports(chalice, False) is reports(chalice, False) is None
    assert not read_stage(chalice, "prod").requires_key


def test_the_policies_allow_reports_only_where_they_are_on(chalice: Path) -> None:
    for on, location in ((True, ("my-models", "prod")), (False, None)):
        reports(chalice, on, MODELS)
        written = json.loads((chalice / "policy-prod.json").read_text())
        assert written == policy("service", replace(PROD, reports=location))


def test_reports_that_are_stored_elsewhere_stay_there(chalice: Path) -> None:
    environ = {"REPORTS_URI": "s3://my-reports/all", "MODEL_URI": "s3://old/place"}
    configure(chalice, app_name="mine", stages={"prod": {"environment_variables": environ}})
    assert reports(chalice, None, MODELS) == "s3://my-reports/all"
    written = json.loads((chalice / "publisher-prod.json").read_text())
    assert written == policy("publisher", replace(PROD, reports=("my-reports", "all")))


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("reports", "reports are at 'reports'; expected s3://bucket/prefix"),
        ("s3://my-reports/a*", r"reports are at 's3://my-reports/a\*'; expected a prefix of"),
        ("http://x", "store is 'http://x'; expected a directory or"),
    ],
)
def test_a_store_of_reports_that_no_policy_can_name_is_rejected(
    chalice: Path, uri: str, message: str
) -> None:
    environ = {"REPORTS_URI": uri}
    configure(chalice, app_name="mine", stages={"prod": {"environment_variables": environ}})
    with pytest.raises(ServiceError, match=message):
        plan_stage(chalice, "prod", StageChange(MODELS))


def test_the_prefixes_of_reports_in_a_bucket_are_those_of_all_stages(chalice: Path) -> None:
    assert report_prefixes(chalice.parent, "my-models") == []  # no configuration
    stages = {
        name: {"environment_variables": {"REPORTS_URI": uri}}
        for name, uri in [
            ("prod", MODELS),
            ("dev", "s3://my-models"),
            ("other", "s3://another/x"),
            ("local", "models"),
        ]
    }
    configure(chalice, app_name="mine", stages=stages | {"off": {}})
    assert report_prefixes(chalice, "my-models") == ["", "prod"]

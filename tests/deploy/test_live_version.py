"""The completed CloudFormation template: a new version for each change, and no impossible start."""

import copy
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from chalice.package import YAMLTemplateSerializer

from deploy.__main__ import main
from deploy.configuration.stages import CHALICE
from deploy.live_version import complete, refuse_snapshots
from emulation.servers import ROOT
from tests.support.door_stage import configure
from tests.support.resolved_template import evaluate

Template = dict[str, Any]
Change = Callable[[Template], object]

SERIALIZER = YAMLTemplateSerializer()
URI = {"Fn::Sub": "arn:aws:apigateway:x:lambda:path/functions/${APIHandler.Arn}/invocations"}
FUNCTION: Template = {
    "Type": "AWS::Serverless::Function",
    "Properties": {
        "Handler": "app.app",
        "Runtime": "python3.13",
        "CodeUri": "./deployment.zip",
        "Timeout": 15,
        "Tags": {"a": "b"},
        "Environment": {"Variables": {"MODEL_URI": "s3://my-models/dev"}},
    },
}


@cache
def merged() -> Template:
    """Return this project's template as Chalice merges it, with only one method of the API."""
    extras = SERIALIZER.load_template((ROOT / ".chalice" / "extras.yaml").read_text())
    integration = {"x-amazon-apigateway-integration": {"uri": URI}}
    extras["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"] = {
        "/": {"get": integration}
    }
    function = copy.deepcopy(FUNCTION)
    function["Properties"] |= extras["Resources"]["APIHandler"]["Properties"]
    extras["Resources"]["APIHandler"] |= function
    return extras


def versions(change: Change = lambda _: None, package: bytes = b"PK") -> set[str]:
    """Return the names of the versions in the completed template after a change."""
    template = copy.deepcopy(merged())
    change(template)
    resources = complete(template, package)["Resources"]
    return {name for name in resources if name.startswith(("LiveV", "LiveS"))}


def setting(name: str, value: object) -> Change:
    return lambda template: template["Resources"]["APIHandler"]["Properties"].update({name: value})


def refusals(template: Template, **parameters: object) -> list[str]:
    """Return the descriptions of the rules that refuse the parameters."""
    values = {name: each.get("Default") for name, each in template["Parameters"].items()}
    assertions = [each for rule in template["Rules"].values() for each in rule["Assertions"]]
    return [
        each["AssertDescription"]
        for each in assertions
        if not evaluate(each["Assert"], values | parameters)
    ]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Return the template and the package as Chalice writes them."""
    (tmp_path / "deployment.zip").write_bytes(b"PK")
    (tmp_path / "sam.yaml").write_text(SERIALIZER.serialize_template(merged()))
    return tmp_path / "sam.yaml"


def test_the_same_function_has_the_same_version() -> None:
    assert {name[:-10] for name in versions()} == {"LiveSnapshot", "LiveVersion"}
    assert versions() == versions()


@pytest.mark.parametrize(
    "change",
    [
        setting("Timeout", 16),
        setting("MemorySize", 1024),
        setting("Runtime", "python3.14"),
        setting("Environment", {"Variables": {"MODEL_URI": "s3://my-models/prod"}}),
    ],
)
def test_a_change_of_the_configuration_is_published(change: Change) -> None:
    assert versions(change) & versions() == set()


def test_another_package_is_published() -> None:
    assert versions(package=b"other") & versions() == set()


@pytest.mark.parametrize(
    "change", [setting("Tags", {"a": "c"}), setting("ReservedConcurrentExecutions", 7)]
)
def test_what_no_version_keeps_publishes_none(change: Change) -> None:
    """Lambda would refuse: "a version for this function exists"."""
    assert versions(change) == versions()


def test_provisioned_copies_and_snapshots_exclude_each_other() -> None:
    assert refusals(merged()) == []
    assert refusals(merged(), ProvisionedConcurrency=1) == []
    assert refusals(merged(), SnapStart="PublishedVersions") == []
    [both] = refusals(merged(), SnapStart="PublishedVersions", ProvisionedConcurrency=1)
    assert both.startswith(
        "Lambda does not combine SnapStart with provisioned copies: set SnapStart to None"
    )


def test_an_older_python_refuses_snapstart(
    written: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written.write_text(written.read_text().replace("python3.13", "python3.11"))
    assert main(["cloudformation", str(written)]) == 0
    reason = "SnapStart needs Python 3.12 or later, and this package is for python3.11"
    expected = f"{reason}; the template refuses SnapStart=PublishedVersions\n"
    assert capsys.readouterr().err == expected
    template = SERIALIZER.load_template(written.read_text())
    assert refusals(template) == []
    again = "package it again with PYTHON=python3.13 VENV=.venv-3.13"
    assert refusals(template, SnapStart="PublishedVersions") == [f"{reason}: {again}"]
    assert refuse_snapshots({}, "python3.12") == []


@pytest.mark.parametrize("content", ["{", "[]", "Resources: {}", "", "a: [b", "\xff"])
def test_a_file_that_chalice_did_not_write_is_a_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    path = tmp_path / "sam.yaml"
    path.write_text(content, "latin-1")
    assert main(["cloudformation", str(path)]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"error: {path}: found ")
    assert error.endswith(
        "; expected Chalice's template with .chalice/extras.yaml, not yet completed\n"
    )
    assert path.read_text("latin-1") == content


def test_a_completed_file_is_left_as_it_is(
    written: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cloudformation", str(written)]) == 0
    assert capsys.readouterr().err == ""
    completed = written.read_text()
    assert completed.count("${LiveAlias}/invocations") == 1
    assert main(["cloudformation", str(written)]) == 2
    assert written.read_text() == completed


def test_the_door_of_the_stage_is_the_default(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(written.parent)
    CHALICE.mkdir()
    copies = {"api_handler": {"reserved_concurrency": 7}}
    for door, who, more in (
        ("function", "iam", {"lambda_functions": copies}),
        ("rest", "none", {}),
    ):
        configure(url=door, url_auth=who, **more)
        before = written.read_text()
        assert main(["cloudformation", str(written), "--stage", "prod"]) == 0
        found = SERIALIZER.load_template(written.read_text())["Parameters"]
        names = ("Url", "UrlAuth", "ReservedConcurrency")
        defaults = [found[name]["Default"] for name in names]
        assert defaults == [door, who, 7 if more else -1]
        written.write_text(before)

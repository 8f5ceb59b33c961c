"""The documents name every route, setting, command and metric, and none that does not exist."""

import re
from collections.abc import Callable
from types import ModuleType

import pytest

from chalicelib.serving.trial import canary, shadow
from chalicelib.settings import Settings, read_settings
from deploy.__main__ import main as deploy_main
from emulation.servers import ROOT
from train.__main__ import main
from train.export.forms.registry import exporters
from train.export.steps.walker import known_steps

README = (ROOT / "README.md").read_text()
INFERENCE = (ROOT / "docs" / "inference.md").read_text()
DEPLOY = (ROOT / "docs" / "deploy.md").read_text()
EXPORT = (ROOT / "docs" / "export.md").read_text()
OPERATING = (ROOT / "docs" / "operating.md").read_text()
DRIFT = (ROOT / "docs" / "drift.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = re.findall(r"^([a-z-]+):", MAKEFILE, re.M)


def command_names(
    capsys: pytest.CaptureFixture[str], main: Callable[[list[str]], int] = main
) -> set[str]:
    with pytest.raises(SystemExit):
        main(["--help"])
    return set(re.findall(r"^    (\w+)\s", capsys.readouterr().out, re.M))


def test_every_setting_is_in_the_readme_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| `?([^|`]*?)`? \|", README, re.M))
    assert set(rows) == {name.upper() for name in Settings._fields}
    assert read_settings(
        rows | {"MODEL_VERSION": "", "MODEL_PUBLIC_KEY": "", "REPORTS_URI": ""}
    ) == read_settings({})


def test_every_route_is_in_the_readme_or_the_page_of_its_protocol(
    load_app: Callable[..., ModuleType],
) -> None:
    routes = {
        f"{method} {path}"
        for path, methods in load_app().app.routes.items()
        for method in methods
        if method != "HEAD"
    }
    shown = set(re.findall(r"`((?:GET|POST) /[\w./{}]*)`", README + INFERENCE))
    assert shown == routes


@pytest.mark.parametrize(
    "document",
    [
        "README.md",
        "CHANGELOG.md",
        "docs/operating.md",
        "docs/faults.md",
        "docs/deploy.md",
        "docs/tutorial.md",
        "docs/capacity.md",
        "CONTRIBUTING.md",
    ],
)
def test_every_named_make_target_exists(document: str) -> None:
    text = (ROOT / document).read_text()
    named = set(re.findall(r"(?:`|\$ )make ([a-z-]+)", text))
    assert named - set(TARGETS) == set()
    assert named


def test_every_make_target_has_help_and_there_are_not_many() -> None:
    assert set(TARGETS) == set(re.findall(r"^([a-z-]+):.*## \w", MAKEFILE, re.M))
    assert len(TARGETS) <= 15


def test_exactly_the_existing_commands_are_documented(
    capsys: pytest.CaptureFixture[str],
) -> None:
    named = set(re.findall(r"python -m train (\w+)", README + OPERATING + DRIFT))
    assert named == command_names(capsys) - {"card"}  # which make calls


def test_every_command_around_a_deployment_is_documented(
    capsys: pytest.CaptureFixture[str],
) -> None:
    named = set(re.findall(r"python -m deploy (\w+)", DEPLOY))
    assert named == command_names(capsys, deploy_main) - {"size", "copy"}  # which make calls


def test_every_parameter_of_the_template_is_documented_with_its_default() -> None:
    template = (ROOT / ".chalice" / "extras.yaml").read_text()
    named = r"^  (\w+):\n    \{Type: \w+, Default: \"?([^,\"]*)"
    defaults = dict(re.findall(named, template, re.M))
    rows = re.findall(r"^\| `([A-Z]\w*[a-z].*)` \| (.*?) \|", DEPLOY, re.M)
    shown = {
        name: default
        for names, values in rows
        for name, default in zip(names.split("`, `"), values.split(", "), strict=True)
    }
    assert shown == {name: default or "none" for name, default in defaults.items()}


def test_every_metric_is_documented() -> None:
    documented = set(re.findall(r"^\| `([A-Z]\w+)", OPERATING, re.M))
    source = (ROOT / "chalicelib" / "serving" / "telemetry.py").read_text()
    written = set(re.findall(r'"([A-Z][A-Za-z]+)"|f"([A-Z][a-z]+)\.', source))
    names = {one or other for one, other in written}
    names |= {shadow.PREFIX, canary.PREFIX, canary.STOPPED}
    not_metrics = {"Code", "Milliseconds", "None", "Sample", "Servable", "TextClassifier"}
    assert documented == names - not_metrics


def test_every_classifier_and_step_that_is_exported_is_documented() -> None:
    names = {name.partition(".")[2] for name in (*exporters(), *known_steps())}
    assert sorted(name for name in names if f"`{name}`" not in EXPORT) == []


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) < 120

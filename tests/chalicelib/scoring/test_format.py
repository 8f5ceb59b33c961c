"""The tables of docs/format.md and docs/format-2.md agree with the code."""

import ast
import inspect
import re
from importlib import import_module
from pkgutil import walk_packages

import pytest

from chalicelib import scoring
from chalicelib.scoring.analyzer import ANALYZERS, STRIP_ACCENTS
from chalicelib.scoring.artifact import LARGEST_NUMBER, LEAST_IDF
from chalicelib.scoring.block_reader import NORMS
from chalicelib.scoring.classifier import LINKS
from chalicelib.scoring.kinds.form_classifier import KINDS
from chalicelib.scoring.kinds.form_classifier import LINKS as FORM_LINKS
from chalicelib.scoring.text_statistics import STATISTICS
from emulation.servers import ROOT
from tests.support.crafting import block, classifier_config, manifest_document, normalizer
from train.export.forms.registry import exporters

SPECIFICATION = "".join(
    (ROOT / "docs" / name).read_text("utf-8") for name in ("format.md", "format-2.md")
)
LIMITS = re.findall(r"^\| .* \| ([0-9,]+)[a-z ]* \| `([\w.]+)\.(\w+)` \|$", SPECIFICATION, re.M)


def _defined(module: str) -> list[str]:
    """Return the names that a module gives a value itself."""
    tree = ast.parse(inspect.getsource(import_module(module)))
    nodes = [node for node in tree.body if isinstance(node, ast.Assign)]
    return [target.id for node in nodes for target in node.targets if isinstance(target, ast.Name)]


CONSTANTS = [
    f"{module}.{name}"
    for module in (
        "manifest",
        *(module.name[11:] for module in walk_packages(scoring.__path__, f"{scoring.__name__}.")),
    )
    for name in _defined(f"chalicelib.{module}")
    if name.startswith("MAX_")
]


@pytest.mark.parametrize(("value", "module", "name"), LIMITS)
def test_each_limit_of_the_specification_equals_its_constant(
    value: str, module: str, name: str
) -> None:
    assert getattr(import_module(f"chalicelib.{module}"), name) == int(value.replace(",", ""))


@pytest.mark.parametrize("constant", CONSTANTS)
def test_every_limit_is_in_the_specification(constant: str) -> None:
    assert constant in [f"{module}.{name}" for _, module, name in LIMITS]


@pytest.mark.parametrize(("power", "value"), [("10^50", LARGEST_NUMBER), ("10^-50", LEAST_IDF)])
def test_the_limits_of_numbers_equal_their_constants(power: str, value: float) -> None:
    assert f"| {power} |" in SPECIFICATION
    assert value == float(power.replace("10^", "1e"))


@pytest.mark.parametrize(
    "field",
    sorted(
        {"normalizer", "previous", *block(), *normalizer(), *classifier_config()}
        | manifest_document().keys()
    ),
)
def test_every_field_is_in_a_table(field: str) -> None:
    assert re.search(rf"^\| [^|]*`{field}`", SPECIFICATION, re.M)


@pytest.mark.parametrize(
    "value", [*ANALYZERS, *STRIP_ACCENTS, *NORMS, *LINKS, *FORM_LINKS, *STATISTICS]
)
def test_every_choice_is_in_a_table(value: str) -> None:
    assert re.search(rf'^\| .*`"{value}"`', SPECIFICATION, re.M)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_form_has_its_section(kind: str) -> None:
    assert f"\n### {kind}\n" in SPECIFICATION


def test_every_supported_estimator_has_its_derivation() -> None:
    names = [name.partition(".")[2] for name in exporters()]
    rows = [line for line in SPECIFICATION.splitlines() if line.startswith("| `")]
    assert "GaussianNB" in names
    assert [name for name in names if not any(f"`{name}`" in row for row in rows)] == []

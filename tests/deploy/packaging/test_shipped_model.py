"""Which model a package contains: the promoted one, or none, and the command says why."""

from dataclasses import replace
from pathlib import Path

import pytest

from deploy.configuration.stages import Stage
from deploy.packaging import shipped_model
from deploy.packaging.check import MAX_UNZIPPED_BYTES, MAX_ZIPPED_BYTES, Package, Sizes
from deploy.packaging.shipped_model import ship_stage
from tests.support.stores import promote, publish
from train.registry.bundle import Bundle
from train.registry.writable_store import open_writer

KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd"


@pytest.fixture
def stage(s3: str, tutorial_bundle: Bundle) -> Stage:
    """Return a stage whose store has a promoted version."""
    promote(publish(tutorial_bundle, open_writer(s3)), open_writer(s3))
    return Stage("prod", {"MODEL_URI": s3}, "mine-prod", "api", None, Path("prod.json"))


def test_the_promoted_version_is_shipped(
    stage: Stage, tutorial_bundle: Bundle, tmp_path: Path
) -> None:
    message = ship_stage(stage, tmp_path)
    assert message.startswith(f"the package contains {tutorial_bundle.manifest.version}: ")
    kinds = [path.suffix for path in (tmp_path / "chalicelib" / "shipped").iterdir()]
    assert sorted(kinds) == [".index", ".json", ".safetensors", ".safetensors"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"kms_key": KEY}, "KMS_KEY is set", id="encrypted"),
        pytest.param({"environ": {}}, "MODEL_URI is not set", id="no-store"),
        pytest.param({"environ": {"MODEL_URI": "none"}}, "current.json: no such file", id="empty"),
    ],
)
def test_without_a_model_the_package_is_complete(
    stage: Stage, tmp_path: Path, changes: dict[str, object], reason: str
) -> None:
    message = ship_stage(replace(stage, **changes), tmp_path)  # type: ignore[arg-type]
    assert message.startswith("the package contains no model")
    assert reason in message
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_is_too_large_is_not_shipped(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shipped_model, "MAX_SHIPPED_BYTES", 100)
    assert "expected at most 100" in ship_stage(stage, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_limits_of_a_package_are_those_of_its_code() -> None:
    size = 1_000_000
    sizes = (MAX_ZIPPED_BYTES + size, MAX_UNZIPPED_BYTES + size)
    assert Package(*sizes, [], [], Sizes(size, size)).faults() == []
    assert len(Package(*sizes, [], []).faults()) == 2

"""The one set-up of boto3: its limits, the region, and what the environment may get wrong."""

import os
from contextlib import closing
from functools import partial

import pytest

from chalicelib.errors import StoreError
from chalicelib.store.boto3_client import aws_client, configured_region

limited_client = partial(aws_client, connect_seconds=1, read_seconds=2, attempts=3)


@pytest.fixture(autouse=True)
def no_config_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)


def test_a_client_has_the_limits_and_the_region() -> None:
    with closing(limited_client("s3", region="eu-west-1")) as client:
        config = client.meta.config
        assert (config.connect_timeout, config.read_timeout) == (1, 2)
        assert config.retries == {"total_max_attempts": 3, "mode": "standard"}
        assert client.meta.region_name == "eu-west-1"


def test_the_configured_region_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert configured_region() is None
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    assert configured_region() == "eu-central-1"
    with closing(limited_client("logs")) as client:
        assert client.meta.region_name == "eu-central-1"


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        pytest.param("AWS_DEFAULT_REGION", "x y", "doesn't match", id="region"),
        pytest.param(
            "AWS_PROFILE", "missing", "profile .missing. could not be found", id="profile"
        ),
        pytest.param("AWS_ENDPOINT_URL", "nowhere", "Invalid endpoint: nowhere", id="endpoint"),
    ],
)
def test_an_environment_that_boto3_rejects_is_a_store_error(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, message: str
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv(variable, value)
    with pytest.raises(StoreError, match=f"^boto3 cannot be set up: .*{message}"):
        limited_client("logs")


def test_a_service_without_any_region_is_a_store_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "")
    assert configured_region() is None
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    with pytest.raises(StoreError, match="no region is configured; set AWS_DEFAULT_REGION"):
        limited_client("logs")


def test_the_region_of_a_missing_profile_is_a_store_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "missing")
    with pytest.raises(StoreError, match="boto3 cannot be set up: "):
        configured_region()

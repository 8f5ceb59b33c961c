"""The settings: their defaults, and the refusal of any other value."""

import re

import pytest

from chalicelib.errors import SettingError
from chalicelib.settings import Settings, read_settings


def test_the_defaults_stand_where_nothing_is_set() -> None:
    empty = {name: "" for name in ("MODEL_URI", "MODEL_VERSION", "MAX_TEXT_BYTES", "MAX_TEXTS")}
    default = Settings("models", None, 60, 65536, 1000, False, False)
    assert read_settings({}) == read_settings(empty) == default


def test_every_setting_can_be_set() -> None:
    environ = {
        "MODEL_URI": "s3://my-models/spam",
        "MODEL_VERSION": "20260131T093000Z-0123456789ab",
        "MODEL_REFRESH_SECONDS": "0",
        "MAX_TEXT_BYTES": "100",
        "MAX_TEXTS": "7",
        "ALLOW_PICKLE": "1",
        "REQUIRE_API_KEY": "1",
    }
    version = environ["MODEL_VERSION"]
    assert read_settings(environ) == Settings("s3://my-models/spam", version, 0, 100, 7, True, True)


@pytest.mark.parametrize("value", ["1", "100000"])
def test_the_ends_of_a_range_are_accepted(value: str) -> None:
    assert read_settings({"MAX_TEXTS": value}).max_texts == int(value)


@pytest.mark.parametrize("value", ["http://x/y", "s3:///x", "s3:b", "s3://B AD/x", "s3://b", " "])
def test_an_address_that_is_no_store_is_named(value: str) -> None:
    expected = f"MODEL_URI: store is '{value}'; accepted are a directory and s3://bucket/prefix"
    with pytest.raises(SettingError, match=re.escape(expected)):
        read_settings({"MODEL_URI": value})


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        pytest.param("MODEL_VERSION", "latest", "a name such as 20260131T", id="version"),
        pytest.param("MODEL_REFRESH_SECONDS", "-1", "an integer from 0 to 86400", id="negative"),
        pytest.param("ALLOW_PICKLE", "yes", "an integer from 0 to 1", id="word"),
        pytest.param("REQUIRE_API_KEY", "on", "an integer from 0 to 1", id="switch"),
        pytest.param("MAX_TEXT_BYTES", "64k", "an integer from 1 to 5000000", id="unit"),
        pytest.param("MAX_TEXT_BYTES", "0", "an integer from 1 to 5000000", id="zero"),
        pytest.param("MAX_TEXT_BYTES", "9" * 5000, "an integer from 1", id="huge"),
        pytest.param("MAX_TEXTS", "0", "an integer from 1 to 100000", id="no-texts"),
        pytest.param("MAX_TEXTS", "100001", "an integer from 1 to 100000", id="too-many-texts"),
        pytest.param("MAX_TEXTS", "1,000", "an integer from 1 to 100000", id="comma"),
        pytest.param("MAX_TEXT_BYTES", "٣", "an integer from 1", id="other-digits"),
    ],
)
def test_a_bad_value_is_named_with_what_is_accepted(name: str, value: str, message: str) -> None:
    with pytest.raises(SettingError, match=rf"^{name} is '{value}'; accepted (is|are) ?") as caught:
        read_settings({name: value})
    assert message in str(caught.value)

"""The settings: their defaults, their ranges, and the errors for other values."""

import re

import pytest

from chalicelib.errors import SettingError
from chalicelib.settings import Settings, read_settings
from chalicelib.store.location import BUCKET_NAME_RULE
from tests.support.signing_keys import public_key, public_pem


def test_unset_and_empty_variables_get_their_defaults() -> None:
    empty = {
        name: "" for name in ("MODEL_URI", "MODEL_VERSION", "MAX_TEXT_BYTES", "MAX_EXPLAIN_BYTES")
    } | {"REPORTS_URI": "", "REPORTS_PER_DAY": ""}
    default = Settings("models", None, (), 60, 65536, 1000, False, False, 262_144, 8192, None)
    assert (default.reports_per_day, default.reports_per_reporter) == (1000, 100)
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
        "MAX_REQUEST_BYTES": "6000000",
        "MAX_EXPLAIN_BYTES": "65536",
        "REPORTS_URI": "s3://my-models/spam",
        "REPORTS_PER_DAY": "9",
        "REPORTS_PER_REPORTER": "3",
    }
    version = environ["MODEL_VERSION"]
    models = "s3://my-models/spam"
    limits = (6_000_000, 65536)
    expected = Settings(models, version, (), 0, 100, 7, True, True, *limits, models, 9, 3)
    assert read_settings(environ) == expected


@pytest.mark.parametrize(("text", "explain", "most"), [("9", "5", 5), ("5", "9", 5)])
def test_a_text_to_explain_is_within_both_limits(text: str, explain: str, most: int) -> None:
    settings = read_settings({"MAX_TEXT_BYTES": text, "MAX_EXPLAIN_BYTES": explain})
    assert settings.max_explained_bytes == most


def test_public_keys_are_read() -> None:
    keys = read_settings({"MODEL_PUBLIC_KEY": public_pem("ed25519")}).model_public_key
    assert keys == (public_key("ed25519"),)


def test_a_malformed_public_key_is_refused_by_the_settings_name() -> None:
    with pytest.raises(SettingError, match=r"^MODEL_PUBLIC_KEY: key 1 is of another kind; "):
        read_settings({"MODEL_PUBLIC_KEY": public_pem("p256")})


def test_pickles_and_a_public_key_exclude_each_other() -> None:
    environ = {"ALLOW_PICKLE": "1", "MODEL_PUBLIC_KEY": public_pem("rsa")}
    message = "^ALLOW_PICKLE is '1' and MODEL_PUBLIC_KEY is set; expected only one of them"
    with pytest.raises(SettingError, match=message):
        read_settings(environ)
    assert read_settings(environ | {"ALLOW_PICKLE": "0"}).model_public_key


@pytest.mark.parametrize("value", ["1", "100000"])
def test_the_ends_of_a_range_are_accepted(value: str) -> None:
    assert read_settings({"MAX_TEXTS": value}).max_texts == int(value)


@pytest.mark.parametrize(
    "value", ["http://x/y", "s3:///x", "s3:b", "s3://B AD/x", "s3://b", " ", "s3://my..models/x"]
)
@pytest.mark.parametrize("name", ["MODEL_URI", "REPORTS_URI"])
def test_a_malformed_store_uri_is_named(name: str, value: str) -> None:
    expected = (
        f"{name}: store is '{value}'; expected a directory or s3://bucket/prefix, "
        f"with {BUCKET_NAME_RULE}"
    )
    with pytest.raises(SettingError, match=re.escape(expected)):
        read_settings({name: value})


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        pytest.param("MODEL_VERSION", "latest", "a name such as 20260131T", id="version"),
        pytest.param("MODEL_REFRESH_SECONDS", "-1", "an integer from 0 to 86400", id="negative"),
        pytest.param("ALLOW_PICKLE", "yes", "an integer from 0 to 1", id="word"),
        pytest.param("REPORTS_PER_DAY", "0", "an integer from 1 to 100000", id="no-reports"),
        pytest.param("REPORTS_PER_REPORTER", "100001", "an integer from 1 to 100000", id="reports"),
        pytest.param("REQUIRE_API_KEY", "on", "an integer from 0 to 1", id="switch"),
        pytest.param("MAX_TEXT_BYTES", "64k", "an integer from 1 to 5000000", id="unit"),
        pytest.param("MAX_TEXT_BYTES", "0", "an integer from 1 to 5000000", id="zero"),
        pytest.param("MAX_TEXT_BYTES", "9" * 5000, "an integer from 1", id="huge"),
        pytest.param("MAX_TEXTS", "0", "an integer from 1 to 100000", id="no-texts"),
        pytest.param("MAX_TEXTS", "100001", "an integer from 1 to 100000", id="too-many-texts"),
        pytest.param("MAX_REQUEST_BYTES", "6000001", "from 1 to 6000000", id="request"),
        pytest.param("MAX_EXPLAIN_BYTES", "65537", "from 1 to 65536", id="explain"),
        pytest.param("MAX_TEXTS", "1,000", "an integer from 1 to 100000", id="comma"),
        pytest.param("MAX_TEXT_BYTES", "٣", "an integer from 1", id="other-digits"),
    ],
)
def test_a_bad_value_is_named_with_the_expected_one(name: str, value: str, message: str) -> None:
    with pytest.raises(SettingError, match=rf"^{name} is '{value}'; expected ") as caught:
        read_settings({name: value})
    assert message in str(caught.value)

"""The settings: their defaults, and the refusal of any other value."""

import pytest

from chalicelib.errors import SettingError
from chalicelib.settings import Settings, read_settings


def test_the_defaults_stand_where_nothing_is_set() -> None:
    expected = Settings(model_uri="models", max_text_bytes=65536)
    assert read_settings({}) == read_settings({"MODEL_URI": "", "MAX_TEXT_BYTES": ""}) == expected


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        pytest.param("MODEL_URI", "http://x/y", "accepted are a directory and s3://", id="scheme"),
        pytest.param("MODEL_URI", "s3:///x", "accepted are a directory and s3://", id="no-bucket"),
        pytest.param("MAX_TEXT_BYTES", "64k", "an integer from 1 to 5000000", id="unit"),
        pytest.param("MAX_TEXT_BYTES", "0", "an integer from 1 to 5000000", id="zero"),
        pytest.param("MAX_TEXT_BYTES", "9" * 5000, "an integer from 1", id="huge"),
        pytest.param("MAX_TEXT_BYTES", "٣", "an integer from 1", id="other-digits"),
    ],
)
def test_a_bad_value_is_named_with_what_is_accepted(name: str, value: str, message: str) -> None:
    with pytest.raises(SettingError, match=rf"^{name} is '{value}'; accepted (is|are) ?") as caught:
        read_settings({name: value})
    assert message in str(caught.value)

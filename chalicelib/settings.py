"""The environment variables, read in one place and checked at the start."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.errors import SettingError


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set from outside: where the models are, and how large a text may be."""

    model_uri: str
    max_text_bytes: int


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings from environment variables; an unset or empty one has its default.

    Raises
    ------
    SettingError
        Names the variable, the value found and what is accepted.

    Examples
    --------
    >>> read_settings({"MODEL_URI": "s3://my-models/spam"})
    Settings(model_uri='s3://my-models/spam', max_text_bytes=65536)
    """
    return Settings(
        model_uri=_store_uri(environ, "MODEL_URI", "models"),
        max_text_bytes=_integer(environ, "MAX_TEXT_BYTES", 65536, 1, 5_000_000),
    )


def _store_uri(environ: Mapping[str, str], name: str, default: str) -> str:
    value = environ.get(name) or default
    scheme, separator, rest = value.partition("://")
    if separator and (scheme != "s3" or not rest.partition("/")[0]):
        raise SettingError(f"{name} is {value!r}; accepted are a directory and s3://bucket/prefix")
    return value


def _integer(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = environ.get(name) or str(default)
    if not (value.isascii() and value.isdigit()) or not low <= int(value[:20]) <= high:
        raise SettingError(f"{name} is {value!r}; accepted is an integer from {low} to {high}")
    return int(value)

"""The settings: environment variables, read and checked once when the service starts."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from chalicelib.errors import SettingError
from chalicelib.named_tuple import NamedTuple
from chalicelib.store.location import parse_uri
from chalicelib.version_names import is_version

if TYPE_CHECKING:
    from chalicelib.registry.public_keys import PublicKey

# A request within these takes about a second at 512 MB; docs/deploy.md has the figures.
MAX_REQUEST_BYTES = 262_144
MAX_EXPLAIN_BYTES = 8192
REPORTS_PER_DAY = 1000
REPORTS_PER_REPORTER = 100
MOST_REPORTS = 100_000
"""The highest daily limit: the counts of a day are one file, which each report writes again."""


class Settings(NamedTuple):
    """The settings of the service.

    Attributes
    ----------
    model_uri
        The store: a directory or `s3://bucket/prefix`.
    model_version
        The version to serve, or None for the promoted one.
    model_public_key
        The public keys. One of them must have signed a version; without any, none is checked.
    model_refresh_seconds
        How often to check the pointer; 0 disables it.
    max_text_bytes
        The largest accepted text, in bytes of UTF-8.
    max_texts
        The most texts in one request.
    allow_pickle
        Whether pickles may be loaded.
    require_api_key
        Whether API Gateway requires an API key on the POST routes.
    max_request_bytes
        The largest body, in bytes as sent and in bytes as inflated.
    max_explain_bytes
        The largest text that `POST /explain` accepts, if `max_text_bytes` is not smaller.
    reports_uri
        The store that `POST /report` writes to, or None to refuse reports.
    reports_per_day, reports_per_reporter
        How many reports are accepted a day: of all reporters together, and of each.
    bulk
        Whether the deployment has a second function, which scores files in S3.
    """

    model_uri: str
    model_version: str | None
    model_public_key: "tuple[PublicKey, ...]"
    model_refresh_seconds: int
    max_text_bytes: int
    max_texts: int
    allow_pickle: bool
    require_api_key: bool
    max_request_bytes: int = MAX_REQUEST_BYTES
    max_explain_bytes: int = MAX_EXPLAIN_BYTES
    reports_uri: str | None = None
    reports_per_day: int = REPORTS_PER_DAY
    reports_per_reporter: int = REPORTS_PER_REPORTER
    bulk: bool = False

    @property
    def max_explained_bytes(self) -> int:
        """The largest text that `POST /explain` accepts under both limits."""
        return min(self.max_explain_bytes, self.max_text_bytes)


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings from environment variables; unset or empty ones get their defaults.

    >>> read_settings({"ALLOW_PICKLE": "yes"})
    Traceback (most recent call last):
        ...
    chalicelib.errors.SettingError: ALLOW_PICKLE is 'yes'; expected an integer from 0 to 1

    Raises
    ------
    SettingError
        Names the variable, the value found and the value expected.
    """
    keys = _public_keys(environ, "MODEL_PUBLIC_KEY")
    return Settings(
        allow_pickle=_allow_pickle(environ, signed=bool(keys)),
        model_uri=_store_uri(environ, "MODEL_URI", "models"),
        model_version=_version(environ, "MODEL_VERSION"),
        model_public_key=keys,
        model_refresh_seconds=_integer(environ, "MODEL_REFRESH_SECONDS", 60, 0, 86400),
        require_api_key=_integer(environ, "REQUIRE_API_KEY", 0, 0, 1) == 1,
        max_text_bytes=_integer(environ, "MAX_TEXT_BYTES", 65536, 1, 5_000_000),
        max_texts=_integer(environ, "MAX_TEXTS", 1000, 1, 100_000),
        max_request_bytes=_integer(environ, "MAX_REQUEST_BYTES", MAX_REQUEST_BYTES, 1, 6_000_000),
        max_explain_bytes=_integer(environ, "MAX_EXPLAIN_BYTES", MAX_EXPLAIN_BYTES, 1, 65_536),
        reports_uri=_store_uri(environ, "REPORTS_URI", "") or None,
        reports_per_day=_reports(environ, "REPORTS_PER_DAY", REPORTS_PER_DAY),
        reports_per_reporter=_reports(environ, "REPORTS_PER_REPORTER", REPORTS_PER_REPORTER),
        bulk=_integer(environ, "BULK", 0, 0, 1) == 1,
    )


def _store_uri(environ: Mapping[str, str], name: str, default: str) -> str:
    value = environ.get(name) or default
    if not value:
        return value
    try:
        parse_uri(value)
    except SettingError as exc:
        raise SettingError(f"{name}: {exc}") from None
    return value


def _version(environ: Mapping[str, str], name: str) -> str | None:
    value = environ.get(name) or None
    if value is not None and not is_version(value):
        raise SettingError(
            f"{name} is {value!r}; expected a name such as 20260131T093000Z-0123456789ab"
        )
    return value


def _public_keys(environ: Mapping[str, str], name: str) -> "tuple[PublicKey, ...]":
    value = environ.get(name) or ""
    if not value:
        return ()
    # Imported here because a service without signed models does not need it.
    from chalicelib.registry.public_keys import read_public_keys

    return read_public_keys(value, name)


def _allow_pickle(environ: Mapping[str, str], *, signed: bool) -> bool:
    allowed = _integer(environ, "ALLOW_PICKLE", 0, 0, 1) == 1
    if signed and allowed:
        raise SettingError(
            "ALLOW_PICKLE is '1' and MODEL_PUBLIC_KEY is set; expected only one of them, because "
            "pickles are not signed"
        )
    return allowed


def _reports(environ: Mapping[str, str], name: str, default: int) -> int:
    return _integer(environ, name, default, 1, MOST_REPORTS)


def _integer(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = environ.get(name) or str(default)
    # isdigit() also accepts other scripts' digits, hence isascii(). [:20] is enough to exceed any
    # limit, and int() raises ValueError for more than 4300 digits.
    if not (value.isascii() and value.isdigit()) or not low <= int(value[:20]) <= high:
        raise SettingError(f"{name} is {value!r}; expected an integer from {low} to {high}")
    return int(value)

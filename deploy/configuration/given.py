"""What make's command line gives to `configure`: `make deploy BUCKET=my-models API_KEY=on`.

The Makefile passes each variable on as `GIVEN_` and its name, and nothing else expands its value.
No message shows the value of API_KEY: it may be a key.
"""

from collections.abc import Mapping

from chalicelib.settings import Settings, read_settings
from chalicelib.store.location import parse_uri
from deploy.bucket.client import bucket_name
from deploy.bulk_scoring.setting import BulkChange
from deploy.configuration.change import StageChange
from deploy.configuration.check import SWITCH as BULK
from deploy.errors import DeployError

PREFIX = "GIVEN_"
SETTINGS = tuple(name.upper() for name in Settings._fields if name.upper() != BULK)
"""The README's settings; BULK is a switch of make."""
PROTECTING = ("MODEL_PUBLIC_KEY", "MODEL_VERSION", "REQUIRE_API_KEY")
SWITCHES = {"on": True, "off": False}
NUMBERS = {"1": "on", "0": "off"}
"""The values of settings such as BULK, which is a switch of make, too."""
IGNORED = ("API_KEY", "AUTH", "CONCURRENCY", "KMS_KEY", "MODELS", "READ", "REPORTS", "URL", "WRITE")
"""Options that in the environment have no effect, though somebody may expect one."""


def given_change(environ: Mapping[str, str], stage: str) -> StageChange:
    """Return what the command line changes about a stage.

    Raises
    ------
    DeployError
        If a switch, the bucket or the store is invalid.
    SettingError
        If the service would refuse one of its settings.
    """
    given = {
        name.removeprefix(PREFIX): value
        for name, value in environ.items()
        if name.startswith(PREFIX)
    }
    settings = {name: given[name] for name in SETTINGS if name in given}
    read_settings(settings)
    if given.get("API_KEY") and settings.get("REQUIRE_API_KEY"):
        raise DeployError("API_KEY and REQUIRE_API_KEY are the same switch; expected one of them")
    settings.pop("MODEL_URI", None)
    texts = {name: given.get(name) or None for name in ("KMS_KEY", "URL", "AUTH", "CONCURRENCY")}
    return StageChange(
        _models(given, stage),
        api_key=_switch(given, "API_KEY"),
        reports=_switch(given, "REPORTS"),
        bulk=_bulk_change(given),
        settings=settings,
        **{name.lower(): value for name, value in texts.items()},
    )


def _bulk_change(given: Mapping[str, str]) -> BulkChange:
    read, write = (given.get(name, "").split() for name in ("READ", "WRITE"))
    return BulkChange(_switch(given, BULK), read, write, given.get("BULK_LAYER") or None)


def _switch(given: Mapping[str, str], name: str) -> bool | None:
    value = given.get(name)
    if not value:
        return None
    value = NUMBERS.get(value, value)
    if value not in SWITCHES:
        found = "has another value" if name == "API_KEY" else f"is {value!r}"  # a key is secret
        raise DeployError(f"{name} {found}; expected on or off")
    return SWITCHES[value]


def _models(given: Mapping[str, str], stage: str) -> str | None:
    """Return the store that MODELS, MODEL_URI or BUCKET names; all that do must agree."""
    found = {name: given[name] for name in ("MODELS", "MODEL_URI") if given.get(name)}
    if given.get("BUCKET"):
        bucket = bucket_name(given["BUCKET"])
        for name, uri in found.items():
            location = parse_uri(uri)
            if isinstance(location, tuple) and location[0] != bucket:
                raise DeployError(
                    f"BUCKET is {bucket!r}, but {name} is {uri!r}; expected one bucket, or "
                    "only one of them"
                )
        found = found or {"BUCKET": f"s3://{bucket}/{stage}"}
    if len(set(found.values())) > 1:
        raise DeployError(f"MODELS and MODEL_URI differ: {' and '.join(found.values())}")
    return next(iter(found.values()), None)


def unused(environ: Mapping[str, str], variables: Mapping[str, str]) -> list[str]:
    """Return the names in make's environment that do not count, unlike on its command line.

    A setting with the stage's own value does no harm; `variables` are the stage's.

    Raises
    ------
    DeployError
        If one of them would protect the service.
    """
    names = [name for name in IGNORED if environ.get(name) and f"{PREFIX}{name}" not in environ]
    for name in SETTINGS:
        value = environ.get(name) or ""
        if value in ("", variables.get(name)) or f"{PREFIX}{name}" in environ:
            continue
        if name in PROTECTING and (value, variables.get(name, "0")) != ("0", "0"):
            found = "differs from the stage's" if variables.get(name) else "the stage has none"
            raise DeployError(
                f"{name} is in the environment, but {found}; unset it, or give it on make's "
                f"command line, make {name}=..., to set it for the stage"
            )
        names.append(name)
    return names

"""Check Chalice's configuration: what would fail only halfway through a deployment, or be ignored.

Chalice ignores settings that it does not know, and passes the others on to AWS as they are.
"""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from chalicelib.settings import Settings
from deploy.bulk_scoring.locations import BULK, read_setting
from deploy.doors.setting import AUTHS, DOORS, HTTP_API, URL, URL_AUTH
from deploy.errors import DeployError

KMS_KEY = "models_kms_key"
"""The setting of a stage that Chalice does not know: the ARN of the key of the models' bucket."""
FUNCTIONS = "lambda_functions"
OWN_ROLE = "iam_role_arn"
VARIABLES = "environment_variables"
SWITCH = "BULK"
"""The environment variable with which the package has a function for bulk scoring."""
NUMBERS = {
    "lambda_memory_size": (128, 10_240),
    "lambda_timeout": (1, 900),
    "reserved_concurrency": (0, 100_000),
}
"""The least and the most that Lambda accepts; megabytes, seconds and copies."""
LISTS = ("layers", "security_group_ids", "subnet_ids")
STRINGS = ("api_gateway_stage", "iam_policy_file", HTTP_API)
CHOICES = {URL: DOORS, URL_AUTH: AUTHS}
OF_FUNCTIONS = frozenset((
    "autogen_policy", "environment_variables", "iam_policy_file", "iam_role_arn",
    "lambda_memory_size", "lambda_timeout", "layers", "log_retention_in_days", "manage_iam_role",
    "reserved_concurrency", "security_group_ids", "subnet_ids", "tags", "xray",
))  # fmt: skip
"""What Chalice reads of a function."""
OF_ALL_STAGES = OF_FUNCTIONS.union((
    "api_gateway_custom_domain", "api_gateway_endpoint_type", "api_gateway_endpoint_vpce",
    "api_gateway_policy_file", "api_gateway_stage", "automatic_layer", "lambda_architecture",
    "lambda_functions", "minimum_compression_size", "websocket_api_custom_domain",
))  # fmt: skip
"""What Chalice reads of a stage."""
OF_STAGE = OF_ALL_STAGES | {URL, URL_AUTH, HTTP_API, BULK, KMS_KEY}
OF_PROJECT = OF_ALL_STAGES | {"app_name", "stages", "version"}
NETWORK = "neither the function's role nor the deployer may make network interfaces"
REFUSED = {
    "log_retention_in_days": (
        "Chalice names a log group that no function writes to; python -m deploy log --days N, "
        "after make deploy, sets how long the function's own keeps events"
    ),
    "security_group_ids": f"{NETWORK}; expected iam_role_arn, a role of your own, as well",
    "subnet_ids": f"{NETWORK}; expected iam_role_arn, a role of your own, as well",
}
"""What Chalice would take, but does not work here; the last two do with a role of the user's."""
OF_SERVICE = frozenset((*(name.upper() for name in Settings._fields), "ACCELERATOR"))
"""The environment variables that the service reads; an author's functions may read others."""
SIMILAR = 0.8
"""How similar to one of these a misspelt name is, for difflib."""
# The stack is named after it, and CloudFormation knows no underscore.
_APP_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*")


def check_config(config: Mapping[str, Any], where: object) -> None:
    """Check a configuration's values; its `stages` are known to be an object of objects.

    Raises
    ------
    DeployError
        Names the stage, the setting, the value found and the value expected; `where` is the file.
    """
    if not _APP_NAME.fullmatch(config["app_name"]):
        raise DeployError(
            f"{where}: app_name is {config['app_name']!r}; expected characters a-z A-Z 0-9 - that "
            "start with a letter"
        )
    _check_section(config, OF_PROJECT, str(where))
    for name, settings in config["stages"].items():
        _check_section(settings, OF_STAGE, f"{where}: stage {name!r}")


def _check_section(settings: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    """Check the settings of all stages or of one, and those of its functions."""
    _check_settings(settings, known, where, "")
    functions = settings.get(FUNCTIONS, {})
    if not isinstance(functions, dict):
        raise _refused(where, FUNCTIONS, functions, "an object")
    for name, function in functions.items():
        path = f"{FUNCTIONS}.{name}"
        if not isinstance(function, dict):
            raise _refused(where, path, function, "an object")
        _check_settings(function, OF_FUNCTIONS, where, f"{path}.")


def _check_settings(
    settings: Mapping[str, Any], known: frozenset[str], where: str, path: str
) -> None:
    for name, value in settings.items():
        if name not in known:
            raise DeployError(
                f"{where}: {path}{name} is not a setting; expected {_like(name, known)}"
            )
        if name in REFUSED and not (REFUSED[name].startswith(NETWORK) and OWN_ROLE in settings):
            raise DeployError(f"{where}: {path}{name} does not work: {REFUSED[name]}")
        for expected in _faults(name, value):
            raise _refused(where, f"{path}{name}", value, expected)
    _check_variables(settings.get(VARIABLES, {}), where, f"{path}{VARIABLES}")


def _check_variables(variables: object, where: str, path: str) -> None:
    """Check environment variables: a misspelt setting would have no effect."""
    if not isinstance(variables, dict):
        raise DeployError(f"{where}: {path} must be an object of strings")
    for name, value in variables.items():
        if name not in OF_SERVICE and (meant := _meant(name)):
            raise DeployError(f"{where}: {path}.{name} is not a setting; expected {meant}")
        if not isinstance(value, str):
            raise _refused(where, f"{path}.{name}", value, 'a string, such as "500"')


def _faults(name: str, value: Any) -> Iterator[str]:
    """Yield what is expected of a setting, if its value is something else."""
    if name in NUMBERS:
        low, high = NUMBERS[name]
        if type(value) is not int or not low <= value <= high:  # True is an int, too
            yield f"an integer from {low} to {high}"
    if name in LISTS and not (
        isinstance(value, list) and all(isinstance(each, str) for each in value)
    ):
        yield "an array of strings"
    if name in STRINGS and not isinstance(value, str):
        yield "a string"
    if name in CHOICES and value not in CHOICES[name]:
        yield f"one of {', '.join(CHOICES[name])}"


def _like(name: str, known: frozenset[str]) -> str:
    """Return the settings that a name is a part of, or all of them."""
    return ", ".join(sorted(each for each in known if name in each) or sorted(known))


def _meant(name: str) -> str | None:
    """Return the setting that a misspelt name is similar to, or None.

    >>> _meant("require_apikey"), _meant("MY_WORDS")
    ('REQUIRE_API_KEY', None)
    """
    found = get_close_matches(name.upper().replace("-", "_"), sorted(OF_SERVICE), 1, SIMILAR)
    return found[0] if found else None


def _refused(where: str, name: str, value: object, expected: str) -> DeployError:
    found = repr(value)
    return DeployError(f"{where}: {name} is {found[:60]}; expected {expected}")


def check_bulk(environ: Mapping[str, str], bulk: object, where: str) -> None:
    """Refuse a stage that is only half configured for bulk scoring.

    Parameters
    ----------
    environ
        The environment variables of the stage.
    bulk
        The stage's setting of that name, or None.
    where
        Where the stage is configured, for the messages.

    Raises
    ------
    DeployError
        If the setting has another form, or is there without its environment variable, or the other
        way round: `configure` sets and removes both.
    """
    read_setting(bulk, where)
    switch = environ.get(SWITCH) or "0"
    if bulk is not None and switch != "1":
        raise DeployError(
            f"{where}: {SWITCH} is {switch!r}, but the setting {BULK!r} is there; expected both or "
            "neither: make deploy BULK=off removes bulk scoring, BULK=on keeps it"
        )
    if bulk is None and switch == "1":
        raise DeployError(
            f"{where}: {SWITCH} is '1', but the setting {BULK!r} is missing; expected both or "
            f"neither: remove {SWITCH} from {VARIABLES}, or run make deploy BULK=on"
        )

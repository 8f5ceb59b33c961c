"""A function URL: create it, change who may call it, remove it.

It has no CORS configuration: the app responds to preflight requests. Since October 2025, a caller
of a new function URL needs two permissions. The condition of the second lets nobody invoke the
function in another way (https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html).
"""

from typing import Any

from botocore.exceptions import ClientError

from deploy.doors.permissions import Statement, allow, not_found, withdraw
from deploy.doors.setting import SIGNED

PUBLIC: list[Statement] = [
    {
        "StatementId": "function-url",
        "Action": "lambda:InvokeFunctionUrl",
        "Principal": "*",
        "FunctionUrlAuthType": "NONE",
    },
    {
        "StatementId": "function-url-invoke",
        "Action": "lambda:InvokeFunction",
        "Principal": "*",
        "InvokedViaFunctionUrl": True,
    },
]
"""The permissions of everybody. Callers of the same account who sign have their own policies."""


def find_function_url(functions: Any, function: str) -> dict[str, Any] | None:
    """Return the configuration of a function's URL, or None if it has none."""
    try:
        config: dict[str, Any] = functions.get_function_url_config(FunctionName=function)
    except ClientError as exc:
        if not_found(exc):
            return None
        raise
    return config


def open_function_url(functions: Any, function: str, auth: str) -> str:
    """Create or change a function's URL, and return it, with a slash at its end."""
    kind = "AWS_IAM" if auth == SIGNED else "NONE"
    config = find_function_url(functions, function)
    if kind == "AWS_IAM":
        withdraw(functions, function, PUBLIC)
    if config is None:
        config = functions.create_function_url_config(FunctionName=function, AuthType=kind)
    elif config["AuthType"] != kind:
        config = functions.update_function_url_config(FunctionName=function, AuthType=kind)
    if kind == "NONE":
        allow(functions, function, PUBLIC)
    return f"{config['FunctionUrl'].rstrip('/')}/"


def close_function_url(functions: Any, function: str) -> str | None:
    """Remove a function's URL; return what was removed, or None if there was none."""
    config = find_function_url(functions, function)
    if config is None:
        return None
    functions.delete_function_url_config(FunctionName=function)
    withdraw(functions, function, PUBLIC)
    return f"function URL {config['FunctionUrl'].rstrip('/')}/"

"""The statements of a function's resource policy: who may invoke it through which endpoint."""

import json
from typing import Any

from botocore.exceptions import ClientError

Statement = dict[str, Any]


def allow(functions: Any, function: str, statements: list[Statement]) -> None:
    """Add the statements that the function's policy lacks; those of a name never change."""
    present = statement_ids(functions, function)
    for statement in statements:
        if statement["StatementId"] not in present:
            functions.add_permission(FunctionName=function, **statement)


def withdraw(functions: Any, function: str, statements: list[Statement]) -> None:
    """Remove the statements that the function's policy has."""
    present = statement_ids(functions, function)
    for name in (each["StatementId"] for each in statements):
        if name in present:
            functions.remove_permission(FunctionName=function, StatementId=name)


def statement_ids(functions: Any, function: str) -> set[str]:
    """Return the names of the statements in a function's policy."""
    try:
        policy = functions.get_policy(FunctionName=function)["Policy"]
    except ClientError as exc:
        if not_found(exc):
            return set()
        raise
    return {each["Sid"] for each in json.loads(policy)["Statement"]}


def not_found(exc: ClientError) -> bool:
    """Return whether AWS says that a resource does not exist."""
    return exc.response["Error"]["Code"] in ("ResourceNotFoundException", "NotFoundException")

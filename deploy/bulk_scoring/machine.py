"""The state machine of a stage: create it or bring it up to date, and delete it."""

import time
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from deploy.bulk_scoring.definitions import machine_definition, trust
from deploy.bulk_scoring.names import BulkNames
from deploy.bulk_scoring.roles import delete_role, has_code, put_role
from deploy.configuration.policies import StageResources, policy
from deploy.errors import DeployError

ATTEMPTS = 10
WAIT_SECONDS = 3.0
"""IAM tells Step Functions of a new role within seconds; until then, it refuses the role."""
NO_MACHINE = "StateMachineDoesNotExist"


def put_machine(
    states: Any,
    iam: Any,
    names: BulkNames,
    resources: StageResources,
    sleep: Callable[[float], None] = time.sleep,
) -> str:
    """Create the state machine with its role, or bring both up to date; return what was done."""
    role = put_role(iam, names.machine_role, trust("states"), policy("machine", resources))
    definition = machine_definition(names.partition, names.function_arn)
    try:
        found = states.describe_state_machine(stateMachineArn=names.machine_arn)
    except ClientError as exc:
        if not has_code(exc, NO_MACHINE):
            raise
    else:
        if (found["definition"], found["roleArn"]) == (definition, role):
            return "unchanged"
        states.update_state_machine(
            stateMachineArn=names.machine_arn, definition=definition, roleArn=role
        )
        return "updated"
    _create(states, sleep, name=names.function, definition=definition, roleArn=role)
    return "created"


def _create(states: Any, sleep: Callable[[float], None], **what: str) -> None:
    """Create the state machine; try again while its role is too new."""
    for _ in range(ATTEMPTS):
        try:
            states.create_state_machine(type="STANDARD", **what)
        except ClientError as exc:
            if not _role_is_new(exc):
                raise
            sleep(WAIT_SECONDS)
        else:
            return
    raise DeployError(f"{what['roleArn']}: Step Functions may not assume it; try again later")


def delete_machine(states: Any, iam: Any, names: BulkNames) -> list[str]:
    """Delete the state machine and its role; return what was deleted.

    Executions that run end within a minute.
    """
    deleted = []
    try:
        states.describe_state_machine(stateMachineArn=names.machine_arn)
    except ClientError as exc:
        if not has_code(exc, NO_MACHINE):
            raise
    else:
        states.delete_state_machine(stateMachineArn=names.machine_arn)
        deleted.append(f"state machine {names.function}")
    if delete_role(iam, names.machine_role):
        deleted.append(f"role {names.machine_role}")
    return deleted


def _role_is_new(exc: ClientError) -> bool:
    return has_code(exc, "AccessDeniedException") and "assume" in exc.response["Error"]["Message"]

"""IAM roles with one policy each, created, brought up to date and deleted by name."""

import json
from typing import Any

from botocore.exceptions import ClientError

from deploy.bulk_scoring.definitions import Document


def put_role(iam: Any, name: str, trusted: Document, allowed: Document) -> str:
    """Create a role unless it exists, replace its policy, and return its ARN."""
    try:
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trusted))
    except iam.exceptions.EntityAlreadyExistsException:
        role = iam.get_role(RoleName=name)
    iam.put_role_policy(RoleName=name, PolicyName=name, PolicyDocument=json.dumps(allowed))
    arn: str = role["Role"]["Arn"]
    return arn


def delete_role(iam: Any, name: str) -> bool:
    """Delete a role with its policies; return whether there was one."""
    try:
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
            iam.delete_role_policy(RoleName=name, PolicyName=policy)
        iam.delete_role(RoleName=name)
    except iam.exceptions.NoSuchEntityException:
        return False
    return True


def has_code(exc: ClientError, *codes: str) -> bool:
    """Return whether an error of AWS has one of these codes."""
    return exc.response["Error"]["Code"] in codes

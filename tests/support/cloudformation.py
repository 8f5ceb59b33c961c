"""Check a CloudFormation template as the command `cfn-lint` does, without a process for each."""

from pathlib import Path

from cfnlint.config import ConfigMixIn
from cfnlint.runner import Runner

from tests.support.pace import not_measured


def lint_messages(template: Path) -> list[str]:
    """Return the warnings and errors of cfn-lint about a template; tracing doubles its time."""
    with not_measured():
        matches = [*Runner(ConfigMixIn([str(template)])).run()]
    return [f"{match.rule.id}: {match.message}" for match in matches]

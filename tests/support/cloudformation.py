"""Check a CloudFormation template as the command `cfn-lint` does, without a process for each."""

from pathlib import Path

from cfnlint.config import ConfigMixIn
from cfnlint.runner import Runner


def lint_messages(template: Path) -> list[str]:
    """Return the warnings and errors of cfn-lint about a template."""
    return [
        f"{match.rule.id}: {match.message}" for match in Runner(ConfigMixIn([str(template)])).run()
    ]

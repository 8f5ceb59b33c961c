"""The names and ARNs of what bulk scoring adds to a stage."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BulkNames:
    """The names of a stage's resources for bulk scoring.

    Attributes
    ----------
    service
        The name of the stage's first function, such as `spam-or-ham-prod`.
    partition, region, account
        Where they are, as in their ARNs.
    """

    service: str
    partition: str
    region: str
    account: str

    @property
    def function(self) -> str:
        """The name of the bulk function, and of the state machine."""
        return f"{self.service}-bulk"

    @property
    def machine_role(self) -> str:
        """The name of the state machine's role."""
        return f"{self.function}-machine"

    @property
    def inbox(self) -> str:
        """The name of the inbox's rule, of its role and of its queue."""
        return f"{self.function}-inbox"

    @property
    def function_arn(self) -> str:
        """The ARN of the bulk function."""
        return self._arn("lambda", f"function:{self.function}")

    @property
    def machine_arn(self) -> str:
        """The ARN of the state machine."""
        return self._arn("states", f"stateMachine:{self.function}")

    @property
    def rule_arn(self) -> str:
        """The ARN of the inbox's rule."""
        return self._arn("events", f"rule/{self.inbox}")

    @property
    def queue_arn(self) -> str:
        """The ARN of the inbox's queue."""
        return self._arn("sqs", self.inbox)

    def execution_arn(self, name: str) -> str:
        """Return the ARN of an execution."""
        return self._arn("states", f"execution:{self.function}:{name}")

    def _arn(self, service: str, resource: str) -> str:
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"

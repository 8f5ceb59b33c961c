"""The error for what a user of the deployment commands can fix."""

from chalicelib.errors import ServiceError


class DeployError(ServiceError):
    """Raised when an option, a stage or a bucket cannot be used; one line, exit code 2."""

"""The error for what a user of the deployment commands can fix."""

from chalicelib.errors import ServiceError


class DeployError(ServiceError):
    """Raised if an option, a stage, a bucket or a package is invalid; one line, exit code 2."""

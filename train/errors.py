"""The error for what a user of the commands can put right."""

from chalicelib.errors import ServiceError


class InputError(ServiceError):
    """Raised when a file, an option or an estimator cannot be used; one line, exit code 2."""

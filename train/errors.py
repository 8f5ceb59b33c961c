"""The error for mistakes that a user of the commands can correct."""

from chalicelib.errors import ServiceError


class InputError(ServiceError):
    """Raised if a file, an option or an estimator cannot be used; one line and exit code 2."""

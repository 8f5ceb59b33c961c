"""The error answers that Chalice does not have; their names are the `Code` of the answer."""

from chalice.app import ChaliceViewError


class PayloadTooLargeError(ChaliceViewError):
    """Raised when a text is larger than `MAX_TEXT_BYTES`, or there are more than `MAX_TEXTS`."""

    STATUS_CODE = 413


class UnsupportedMediaTypeError(ChaliceViewError):
    """Raised when the Content-Type is not one that the route reads."""

    STATUS_CODE = 415

"""The errors that callers distinguish by type.

Every message says where the fault is, what was found and what is expected. No message contains a
text that was sent to be classified.
"""


class ServiceError(Exception):
    """The base of all errors that this project raises."""


class SettingError(ServiceError):
    """Raised if an environment variable has an invalid value; the service does not start."""


class StoreError(ServiceError):
    """Raised if the store cannot be reached or refuses a request; becomes status 503."""


class NotInStoreError(StoreError):
    """Raised if the store has nothing under a key; becomes status 503."""


class NotExplainableError(ServiceError):
    """Raised if the weights of a model cannot be read; becomes status 404."""


class ReportLimitError(ServiceError):
    """Raised if as many reports as a day may bring were stored already; becomes status 429.

    `seconds` is the time until the next day begins.
    """

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class FormatError(ServiceError):
    """Raised if stored bytes differ from the format or the manifest; becomes status 503."""


class BulkError(ServiceError):
    """Raised if a bulk job cannot be done as it was asked for; trying again does not help."""


class FunctionError(ServiceError):
    """Raised if a function of the model's author fails on a text; becomes status 500.

    The message names the function and the type of the error, never the text: the messages of
    Python's own errors may quote it.
    """


class ColumnError(ServiceError):
    """Raised if a model cannot make a column: it holds no texts, or the model does not have it.

    Only `chalicelib.frames` raises it; no request does.
    """

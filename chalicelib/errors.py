"""The errors that the service and the commands tell apart by type.

Every message says where the fault is, what was found and what is accepted. None of them ever
holds a text that was to be classified.
"""


class ServiceError(Exception):
    """Base of all errors that this project raises on purpose."""


class SettingError(ServiceError):
    """Raised when an environment variable has a value that is not accepted; stops the start."""


class StoreError(ServiceError):
    """Raised when the store of models cannot be reached or refuses the request; becomes 503."""


class NotInStoreError(StoreError):
    """Raised when the store answers that there is nothing under a key; becomes 503."""


class FormatError(ServiceError):
    """Raised when stored bytes are not what the format or the manifest says; becomes 503."""

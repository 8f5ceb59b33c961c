"""Why something failed, in plain words: Python's and boto3's own speak of their insides."""

import ssl
from socket import gaierror
from urllib.error import HTTPError, URLError

from chalicelib.store.boto3_client import NO_CREDENTIALS

NO_HOST = "its host is not found; is the name right, and is there a network?"


def reason(exc: Exception) -> str:
    """Return why something failed.

    >>> reason(URLError(ConnectionRefusedError(111, "Connection refused")))
    'Connection refused'
    """
    if isinstance(exc, URLError) and not isinstance(exc, HTTPError):
        return reason(exc.reason) if isinstance(exc.reason, Exception) else str(exc.reason)
    if isinstance(exc, gaierror):
        return NO_HOST
    if isinstance(exc, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {exc.verify_message}"
    if isinstance(exc, OSError) and exc.strerror and not isinstance(exc, HTTPError):
        return exc.strerror
    if type(exc).__name__ == "NoCredentialsError":  # boto3 is imported if it is used only
        return NO_CREDENTIALS
    return str(exc)

"""Signing a GET request to S3: version 4 of AWS's signatures, with the standard library alone.

AWS's documentation has it under "Authenticating Requests: Using the Authorization Header". The
request is written down in a form without any choice; its digest is signed with a key that holds
for one day, one region and S3 alone. What S3 asks for and other services do not: the path is
percent-encoded once, and the digest of the body stands in a header.
"""

import hashlib
import hmac
import time
from typing import NamedTuple

ALGORITHM = "AWS4-HMAC-SHA256"
NO_BODY = hashlib.sha256(b"").hexdigest()


class Credentials(NamedTuple):
    """Who asks: the key's name, the key, and the token that goes with a temporary key."""

    key_id: str
    secret: str
    token: str | None

    def __repr__(self) -> str:
        """Keep the key and the token out of messages and logs."""
        return f"Credentials(key_id={self.key_id!r})"


def signed_headers(
    path: str, headers: dict[str, str], credentials: Credentials, region: str, at: float
) -> dict[str, str]:
    """Return the headers of a GET request, and those that prove who asks.

    Parameters
    ----------
    path
        The path as it is sent, percent-encoded; without a query.
    headers
        By names in lower case, `host` among them.
    region
        Where the bucket is.
    at
        The time, in seconds since 1970.
    """
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(at))
    headers = headers | {"x-amz-content-sha256": NO_BODY, "x-amz-date": stamp}
    if credentials.token is not None:
        headers["x-amz-security-token"] = credentials.token
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = f"GET\n{path}\n\n{lines}\n{names}\n{NO_BODY}"
    scope = f"{stamp[:8]}/{region}/s3/aws4_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    signature = _hmac(_key(credentials, scope), f"{ALGORITHM}\n{stamp}\n{scope}\n{digest}").hex()
    proof = f"Credential={credentials.key_id}/{scope}, SignedHeaders={names}, Signature={signature}"
    return headers | {"authorization": f"{ALGORITHM} {proof}"}


def _key(credentials: Credentials, scope: str) -> bytes:
    key = f"AWS4{credentials.secret}".encode()
    for part in scope.split("/"):
        key = _hmac(key, part)
    return key


def _hmac(key: bytes, message: str) -> bytes:
    return hmac.digest(key, message.encode(), "sha256")

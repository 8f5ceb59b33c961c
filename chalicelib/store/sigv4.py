"""Sign a GET request to S3 with AWS Signature Version 4; standard library only.

AWS documents it as "Authenticating Requests: Using the Authorization Header". A request has one
canonical form. Its digest is signed with a key that is valid for one day, one region and S3 only.
S3 differs from other services: the path is percent-encoded once, and a header holds the
digest of the body.
"""

import time

from chalicelib.digest import hmac_sha256, sha256
from chalicelib.named_tuple import NamedTuple

ALGORITHM = "AWS4-HMAC-SHA256"
EMPTY_BODY_SHA256 = sha256(b"").hexdigest()


class Credentials(NamedTuple):
    """An access key: its ID, the secret, and the session token of a temporary key."""

    key_id: str
    secret: str
    token: str | None

    def __repr__(self) -> str:
        """Keep the secret and the token out of messages and logs."""
        return f"Credentials(key_id={self.key_id!r})"


def signed_headers(
    path: str, headers: dict[str, str], credentials: Credentials, region: str, at: float
) -> dict[str, str]:
    """Return the headers of a GET request with its signature.

    Parameters
    ----------
    path
        The percent-encoded path, without a query.
    headers
        By lower-case name, including `host`.
    region
        The bucket's region.
    at
        The time, in seconds since 1970.
    """
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(at))
    headers = headers | {"x-amz-content-sha256": EMPTY_BODY_SHA256, "x-amz-date": stamp}
    if credentials.token is not None:
        headers["x-amz-security-token"] = credentials.token
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    # The canonical request: method, path, query (empty here), headers, their names, body digest.
    canonical = f"GET\n{path}\n\n{lines}\n{names}\n{EMPTY_BODY_SHA256}"
    scope = f"{stamp[:8]}/{region}/s3/aws4_request"
    to_sign = f"{ALGORITHM}\n{stamp}\n{scope}\n{sha256(canonical.encode()).hexdigest()}"
    signature = _hmac(_signing_key(credentials, scope), to_sign).hex()
    proof = f"Credential={credentials.key_id}/{scope}, SignedHeaders={names}, Signature={signature}"
    return headers | {"authorization": f"{ALGORITHM} {proof}"}


def is_header_value(value: str) -> bool:
    """Return whether a key or a token can go into a header: a line feed would end it early.

    >>> is_header_value("AKID"), is_header_value("AK ID"), is_header_value("")
    (True, False, False)
    """
    return value.isascii() and value.isprintable() and " " not in value and value != ""


def _signing_key(credentials: Credentials, scope: str) -> bytes:
    """Derive the key for one day, one region and S3.

    With the scope `20130524/us-east-1/s3/aws4_request` it is the HMAC of `aws4_request` under the
    HMAC of `s3` under the HMAC of `us-east-1` under the HMAC of `20130524` under `AWS4` + secret.
    """
    key = f"AWS4{credentials.secret}".encode()
    for scope_part in scope.split("/"):
        key = _hmac(key, scope_part)
    return key


def _hmac(key: bytes, message: str) -> bytes:
    return hmac_sha256(key, message.encode())

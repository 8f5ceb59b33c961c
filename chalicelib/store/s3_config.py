"""How a bucket is reached where the environment says it all, as it does in Lambda.

Everywhere else boto3 finds out: profiles, single sign-on, roles of machines, proxies. The
variables are those that boto3 reads, so that both ways lead to the same bucket.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from chalicelib.store.sigv4 import Credentials

LEFT_TO_BOTO3 = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SECURITY_TOKEN",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
)
"""Variables that change the way to a bucket: where one is set, boto3 reads."""

# Of AWS itself and of AWS in China; the isolated partitions have names of their own.
_REGION = re.compile(r"(?!us-iso|eu-iso)[a-z]{2}-[a-z]+(-[a-z]+)?-[0-9]{1,2}", re.ASCII)
_VISIBLE = re.compile(r"[!-~]+")
_ENDPOINT = re.compile(
    r"https?://[\w-]{1,63}(\.[\w-]{1,63})*(:(?P<port>[0-9]{1,5}))?(/[\w./~-]*)?", re.ASCII
)


class Address(NamedTuple):
    """Where an object is asked for: the host with its port, and the path."""

    tls: bool
    host: str
    path: str

    @property
    def origin(self) -> str:
        """The address without its path, for messages."""
        return f"{'https' if self.tls else 'http'}://{self.host}"


class Access(NamedTuple):
    """Credentials, the region, another endpoint than AWS's, and a file of certificates."""

    credentials: Credentials
    region: str
    endpoint: str | None = None
    ca_bundle: str | None = None

    def address(self, bucket: str, key: str) -> Address:
        """Return where an object is.

        A bucket with a dot in its name stands in the path: no wildcard certificate covers it.

        >>> Access(Credentials("", "", None), "eu-west-1").address("models", "a b")
        Address(tls=True, host='models.s3.eu-west-1.amazonaws.com', path='/a%20b')
        """
        path = "/" + quote(key, safe="/~")
        if self.endpoint is not None:
            scheme, host, base, _, _ = urlsplit(self.endpoint)
            return Address(scheme == "https", host, f"{base.rstrip('/')}/{bucket}{path}")
        host = f"s3.{self.region}.amazonaws.com" + (".cn" if self.region.startswith("cn-") else "")
        if "." in bucket:
            return Address(True, host, f"/{bucket}{path}")
        return Address(True, f"{bucket}.{host}", path)


def read_access(environ: Mapping[str, str]) -> Access | None:
    """Read how buckets are reached, or return None where that is left to boto3."""
    credentials = _read_credentials(environ)
    region = environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or ""
    endpoint = environ.get("AWS_ENDPOINT_URL_S3") or environ.get("AWS_ENDPOINT_URL") or None
    if credentials is None or any(environ.get(name) for name in LEFT_TO_BOTO3):
        return None
    if not is_region(region) or (endpoint is not None and not _is_endpoint(endpoint)):
        return None
    return Access(credentials, region, endpoint, environ.get("AWS_CA_BUNDLE") or None)


def _read_credentials(environ: Mapping[str, str]) -> Credentials | None:
    """Read who asks; a line's end in a key or a token would end its header, and is not sent."""
    key_id, secret = environ.get("AWS_ACCESS_KEY_ID", ""), environ.get("AWS_SECRET_ACCESS_KEY", "")
    token = environ.get("AWS_SESSION_TOKEN") or None
    if not all(map(_VISIBLE.fullmatch, (key_id, secret, token or key_id))):
        return None
    return Credentials(key_id, secret, token)


def is_region(name: str) -> bool:
    """Tell whether a name has the form of a region's.

    >>> is_region("us-gov-west-1"), is_region("us-iso-east-1"), is_region("attacker.example/")
    (True, False, False)
    """
    return _REGION.fullmatch(name) is not None


def _is_endpoint(url: str) -> bool:
    """Tell whether a URL is a scheme and a host, at most with a port and a path."""
    found = _ENDPOINT.fullmatch(url)
    return found is not None and int(found["port"] or 0) < 2**16

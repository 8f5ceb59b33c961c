"""The S3 configuration that the environment holds, as it does in Lambda.

The credentials are in the environment, or at a container's endpoint that the environment names.
boto3 handles every other case: profiles, single sign-on, machine roles, proxies. This module
reads the same variables as boto3, so both readers find the same bucket.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from chalicelib.named_tuple import NamedTuple
from chalicelib.store.forms import is_endpoint, is_region
from chalicelib.store.sigv4 import Credentials, is_header_value

if TYPE_CHECKING:
    from chalicelib.store.container_credentials import ContainerCredentials

CONTAINER_VARIABLES = (
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
"""Variables that name the endpoint of a container's credentials."""

BOTO3_ONLY_VARIABLES = (
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
"""Variables that change how a bucket is reached; if one is set, boto3 reads S3."""


class ObjectUrl(NamedTuple):
    """The URL of an object in parts: TLS or not, the host with its port, and the path."""

    tls: bool
    host: str
    path: str

    @property
    def origin(self) -> str:
        """The URL without its path, for messages."""
        return f"{'https' if self.tls else 'http'}://{self.host}"

    @property
    def address(self) -> tuple[str, int]:
        """The host's name and the port; raises ValueError if the host has another form.

        >>> ObjectUrl(True, "[::1]:9000", "/").address, ObjectUrl(True, "localhost", "/").address
        (('::1', 9000), ('localhost', 443))
        """
        parts = urlsplit(f"//{self.host}")
        return parts.hostname or "", parts.port or (443 if self.tls else 80)


class S3Config(NamedTuple):
    """Credentials or their source, region, an endpoint other than AWS's, and a CA file."""

    credentials: "Credentials | ContainerCredentials"
    region: str
    endpoint: str | None = None
    ca_bundle: str | None = None

    def url(self, bucket: str, key: str) -> ObjectUrl:
        """Return the URL of an object.

        A bucket name with a dot goes into the path: no wildcard certificate covers it.

        >>> S3Config(Credentials("", "", None), "eu-west-1").url("models", "a b")
        ObjectUrl(tls=True, host='models.s3.eu-west-1.amazonaws.com', path='/a%20b')
        """
        path = "/" + quote(key, safe="/~")
        if self.endpoint is not None:
            scheme, host, base, _, _ = urlsplit(self.endpoint)
            return ObjectUrl(scheme == "https", host, f"{base.rstrip('/')}/{bucket}{path}")
        host = f"s3.{self.region}.amazonaws.com" + (".cn" if self.region.startswith("cn-") else "")
        if "." in bucket:
            return ObjectUrl(True, host, f"/{bucket}{path}")
        return ObjectUrl(True, f"{bucket}.{host}", path)


def read_s3_config(environ: Mapping[str, str]) -> S3Config | None:
    """Read the S3 configuration from the environment, or return None if boto3 must read S3.

    Raises
    ------
    StoreError
        If the address of a container's credentials cannot be used.
    """
    region = environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or ""
    endpoint = environ.get("AWS_ENDPOINT_URL_S3") or environ.get("AWS_ENDPOINT_URL") or None
    if any(environ.get(name) for name in BOTO3_ONLY_VARIABLES):
        return None
    if not is_region(region) or (endpoint is not None and not is_endpoint(endpoint)):
        return None
    credentials = _find_credentials(environ)
    if credentials is None:
        return None
    return S3Config(credentials, region, endpoint, environ.get("AWS_CA_BUNDLE") or None)


def _find_credentials(environ: Mapping[str, str]) -> "Credentials | ContainerCredentials | None":
    if environ.get("AWS_ACCESS_KEY_ID") or not any(map(environ.get, CONTAINER_VARIABLES)):
        return _read_credentials(environ)
    # Imported here: in Lambda, only SnapStart needs it.
    from chalicelib.store.container_credentials import container_credentials

    return container_credentials(environ)


def _read_credentials(environ: Mapping[str, str]) -> Credentials | None:
    """Read the credentials, or return None if one cannot go into a header."""
    key_id, secret = environ.get("AWS_ACCESS_KEY_ID", ""), environ.get("AWS_SECRET_ACCESS_KEY", "")
    token = environ.get("AWS_SESSION_TOKEN") or None
    if not all(map(is_header_value, (key_id, secret, token or key_id))):
        return None
    return Credentials(key_id, secret, token)

"""Fetch a container's temporary credentials over HTTP, and renew them before they expire.

With SnapStart, and in ECS and EKS, the environment holds no access key, but the address of an
endpoint on this machine that returns one for some hours. A snapshot or a task may run for longer.
The variables and the allowed addresses are those of botocore. An ordinary cold start does not
import this module: `http.client` takes 20 ms, which with SnapStart pass before the snapshot.
"""

import http.client
import os
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from ipaddress import ip_address
from threading import Lock
from urllib.parse import SplitResult, urlsplit

from chalicelib import strict_json
from chalicelib.errors import FormatError, StoreError
from chalicelib.store.base import READ_SECONDS
from chalicelib.store.http_exchange import TransientError
from chalicelib.store.sigv4 import Credentials, is_header_value

RELATIVE_URI = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
FULL_URI = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
TOKEN = "AWS_CONTAINER_AUTHORIZATION_TOKEN"  # noqa: S105 - a variable's name
TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"  # noqa: S105 - a variable's name
BEFORE_CONTAINERS = (
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_CONFIG_FILE",
)
"""Variables that name sources of credentials which boto3 asks before a container's endpoint."""
FILES_BEFORE_CONTAINERS = ("~/.aws/credentials", "~/.aws/config")
ECS_HOST = "169.254.170.2"
PLAIN_HOSTS = (ECS_HOST, "169.254.170.23", "fd00:ec2::23", "localhost")
"""The hosts of ECS and EKS that may be asked without TLS, like loopback addresses."""
RENEW_SECONDS = 300.0
"""How long before they expire credentials are renewed; a read takes a few seconds at most."""
MAX_BYTES = 65_536
MAX_REASON_CHARACTERS = 200


class ContainerCredentials:
    """The current credentials of an endpoint; raises what `current` raises, and only there.

    Parameters
    ----------
    url
        The endpoint.
    environ
        The environment, for the token that the endpoint asks for: itself, or a file that holds it.
    clock
        Returns seconds since 1970.
    """

    def __init__(
        self, url: SplitResult, environ: Mapping[str, str], clock: Callable[[], float] = time.time
    ) -> None:
        self._url = url
        self._token, self._token_file = environ.get(TOKEN), environ.get(TOKEN_FILE)
        self._ca_bundle = environ.get("AWS_CA_BUNDLE") or None
        self._clock = clock
        self._lock = Lock()  # two reads run at once; one fetch serves both
        self._kept: Credentials | None = None
        self._expires_at = 0.0

    def current(self) -> Credentials:
        """Return credentials that do not expire soon; fetch them if there are none.

        If they cannot be renewed, the kept ones are returned until they expire.

        Raises
        ------
        StoreError
            If the endpoint returns no credentials; `TransientError` if another attempt may succeed.
        """
        with self._lock:
            if self._kept is None or self._clock() >= self._expires_at - RENEW_SECONDS:
                try:
                    self._kept, self._expires_at = self._fetch()
                except StoreError:
                    if self._kept is None or self._clock() >= self._expires_at:
                        raise
            return self._kept

    def forget(self, refused: Credentials) -> None:
        """Forget credentials that S3 refused, unless another thread has renewed them already."""
        with self._lock:
            if self._kept == refused:
                self._kept = None

    def _fetch(self) -> tuple[Credentials, float]:
        """Return the endpoint's credentials and when they expire, in seconds since 1970."""
        where = f"container credentials from {origin(self._url)}"
        try:
            status, body = self._get(where)
        except (OSError, http.client.HTTPException) as exc:
            raise TransientError(f"{where}: {type(exc).__name__}: {exc}") from exc
        if len(body) > MAX_BYTES:
            raise StoreError(f"{where}: found more than {MAX_BYTES} bytes; expected fewer")
        if status != 200:
            error = TransientError if status == 429 or status >= 500 else StoreError
            raise error(f"{where}: found status {status}{_reason(body)}; expected 200")
        try:
            return _read(strict_json.parse(body, where), where)
        except FormatError as exc:
            raise StoreError(str(exc)) from exc

    def _get(self, where: str) -> tuple[int, bytes]:
        headers = {"Accept": "application/json", **self._authorization(where)}
        connection = self._connection()
        try:
            connection.request("GET", _target(self._url), headers=headers)
            response = connection.getresponse()
            return response.status, response.read(MAX_BYTES + 1)
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        address = self._url.hostname or "", self._url.port
        if self._url.scheme == "http":
            return http.client.HTTPConnection(*address, timeout=READ_SECONDS)
        # Imported here: the endpoints of AWS have no TLS.
        import ssl

        context = ssl.create_default_context(cafile=self._ca_bundle)
        return http.client.HTTPSConnection(*address, timeout=READ_SECONDS, context=context)

    def _authorization(self, where: str) -> dict[str, str]:
        """Return the header with the token, which is read again each time: EKS replaces its file.

        Raises
        ------
        StoreError
            If the file cannot be read, or the token does not fit into a header.
        """
        token, source = self._token, TOKEN
        if self._token_file:
            source = TOKEN_FILE
            try:
                with open(self._token_file, encoding="utf-8") as file:  # noqa: PTH123 - as elsewhere
                    token = file.read().strip()
            except (OSError, ValueError) as exc:
                raise StoreError(f"{where}: {source} cannot be read: {exc}") from exc
        if not token:
            return {}
        if not is_header_value(token.replace(" ", "")):
            raise StoreError(f"{where}: {source} has a character that HTTP forbids in a header")
        return {"Authorization": token}


def container_credentials(environ: Mapping[str, str]) -> ContainerCredentials | None:
    """Return the credentials of the environment's endpoint, or None if boto3 must look for others.

    Raises
    ------
    StoreError
        If the endpoint's address has another form, or the host must be asked with TLS.
    """
    if any(environ.get(name) for name in BEFORE_CONTAINERS):
        return None
    if any(os.path.exists(os.path.expanduser(path)) for path in FILES_BEFORE_CONTAINERS):  # noqa: PTH110, PTH111 - pathlib takes 1 ms
        return None
    return ContainerCredentials(_endpoint(environ), environ)


def _endpoint(environ: Mapping[str, str]) -> SplitResult:
    relative = environ.get(RELATIVE_URI, "")
    if relative:
        if not relative.startswith("/"):
            raise StoreError(f"{RELATIVE_URI} is {relative!r}; expected a path such as /v2/name")
        return urlsplit(f"http://{ECS_HOST}{relative}")
    try:
        url = urlsplit(environ[FULL_URI])
        host, _ = url.hostname or "", url.port
    except ValueError as exc:
        raise StoreError(f"{FULL_URI} is not a URL: {exc}") from exc
    if url.scheme not in ("http", "https") or not host:
        raise StoreError(
            f"{FULL_URI} has the scheme {url.scheme!r} and the host {host!r}; "
            "expected http or https, and a host"
        )
    if url.scheme == "http" and host not in PLAIN_HOSTS and not _is_loopback(host):
        raise StoreError(
            f"{FULL_URI} has the host {host!r}; expected https, a loopback address, or one of "
            f"{', '.join(PLAIN_HOSTS)}"
        )
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def origin(url: SplitResult) -> str:
    """Return a URL without its path, which may be a secret, and without a user.

    >>> origin(urlsplit("http://user:secret@[::1]:9001/credentials?id=secret"))
    'http://[::1]:9001'
    """
    return f"{url.scheme}://{url.netloc.rpartition('@')[2]}"


def _target(url: SplitResult) -> str:
    return f"{url.path or '/'}{'?' if url.query else ''}{url.query}"


def _read(document: object, where: str) -> tuple[Credentials, float]:
    """Return the credentials in the endpoint's document and when they expire."""
    found = document if isinstance(document, dict) else {}
    key_id, secret, token, expiration = (
        _field(found, name, where)
        for name in ("AccessKeyId", "SecretAccessKey", "Token", "Expiration")
    )
    try:
        expires = datetime.fromisoformat(expiration)
    except ValueError:
        expires = None
    if expires is None or expires.tzinfo is None:
        raise StoreError(
            f"{where}: Expiration is {expiration[:60]!r}; expected a time such as "
            "2026-01-31T09:30:00Z"
        )
    return Credentials(key_id, secret, token), expires.timestamp()


def _field(document: dict[str, object], name: str, where: str) -> str:
    value = document.get(name)
    if not isinstance(value, str) or not is_header_value(value):
        raise StoreError(f"{where}: found no usable {name}; expected visible ASCII characters")
    return value


def _reason(body: bytes) -> str:
    """Return the beginning of an error's body for a message, on one line."""
    text = " ".join(body[:MAX_REASON_CHARACTERS].decode("ascii", "replace").split())
    return f" ({text})" if text and text.isprintable() else ""

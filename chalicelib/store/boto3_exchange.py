"""Carry out the reads of a boto3 client with this project's own HTTP exchange.

botocore and urllib3 limit the silence between two bytes, not a whole response, read an error's body
to its end, and follow a redirect without a region with one request after the other. So botocore
finds the credentials, the endpoint and the region, and signs; then a handler of its event
`before-send` returns the response, and botocore's own transfer is not used. Requests that write are
left to botocore.
"""

import io
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from chalicelib.errors import StoreError
from chalicelib.store.base import ATTEMPTS
from chalicelib.store.http_exchange import Request, Response, exchange
from chalicelib.store.http_proxy import Proxy
from chalicelib.store.s3_config import ObjectUrl
from chalicelib.store.s3_object import other_region, response_error, wrong_region
from chalicelib.store.s3_tls import TrustedAuthorities

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest, AWSResponse
    from mypy_boto3_s3 import S3Client

MAX_REQUESTS = ATTEMPTS + 1
"""The requests of one call of boto3: its attempts and a redirect to the bucket's region."""


@dataclass
class _Call:
    """A call of `get_object`: the object's URI, the limit on its size, and what was sent so far."""

    where: str
    max_bytes: int
    requests: int = 0
    redirected: bool = False


class Boto3Exchange:
    """Carries out a client's GetObject requests within the limits that `limits` sets."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._bucket = bucket
        self._region = client.meta.region_name
        self._thread = threading.local()
        register: Callable[[str, Callable[..., Any]], None] = client.meta.events.register
        register("before-send.s3.GetObject", self._send)
        register("before-send.s3.HeadBucket", self._refuse_to_search)

    @contextmanager
    def limits(self, where: str, max_bytes: int) -> Iterator[None]:
        """Let one call by this thread read at most this many bytes; `where` is for messages."""
        self._thread.call = _Call(where, max_bytes)
        try:
            yield
        finally:
            self._thread.call = None

    def _call(self) -> _Call | None:
        return getattr(self._thread, "call", None)

    def _send(self, request: "AWSPreparedRequest", **_: Any) -> "AWSResponse | None":
        """Return the response to a request; None leaves the request to botocore."""
        call = self._call()
        if call is None:
            return None
        call.requests += 1
        if call.requests > MAX_REQUESTS:
            raise StoreError(f"{call.where}: boto3 sent more than {MAX_REQUESTS} requests")
        proxy_url = _proxy_url(request.url)
        # TLS within TLS takes more than a socket.
        if proxy_url is not None and proxy_url.startswith("https:"):
            return None
        url = _object_url(request.url)
        response = exchange(
            Request(call.where, url, _headers(request)),
            call.max_bytes,
            self._authorities if url.tls else None,
            None if proxy_url is None else _proxy(proxy_url),
        )
        return self._aws_response(call, request.url, response)

    def _aws_response(self, call: _Call, url: str, response: Response) -> "AWSResponse":
        """Return an object or a redirect for botocore to follow; raise every other response.

        botocore sees no header that it does not need, because it parses each.
        """
        if response.status == 200:
            headers = {"content-length": str(len(response.body))}
            return _in_memory(url, 200, headers | _etag(response), response.body)
        region = other_region(response, self._region)
        if region is None:
            raise response_error(response, self._bucket, call.where)
        if call.redirected:
            raise StoreError(wrong_region(call.where, self._region, region))
        call.redirected, self._region = True, region
        return _in_memory(url, 301, {"x-amz-bucket-region": region}, b"")

    def _refuse_to_search(self, **_: Any) -> None:
        """Keep botocore from searching a bucket's region with HeadBucket while it reads.

        If that is redirected as well, botocore calls it again and again.
        """
        call = self._call()
        if call is not None:
            raise StoreError(f"{call.where}: S3 redirected the request, but named no region")

    @cached_property
    def _authorities(self) -> TrustedAuthorities:
        """The authorities that botocore trusts."""
        from botocore.httpsession import get_cert_path
        from botocore.session import Session

        bundle = Session().get_config_variable("ca_bundle") or os.environ.get("REQUESTS_CA_BUNDLE")
        return TrustedAuthorities(bundle or get_cert_path(True), amazon_only=False)


class _Memory(io.BytesIO):
    """A body in memory, as botocore reads it."""

    def stream(self) -> Iterator[bytes]:
        """Yield the body in one part."""
        yield self.read()


def _in_memory(url: str, status: int, headers: dict[str, str], body: bytes) -> "AWSResponse":
    from botocore.awsrequest import AWSResponse

    return AWSResponse(url, status, headers, _Memory(body))  # type: ignore[arg-type]


def _etag(response: Response) -> dict[str, str]:
    return {"etag": response.headers["etag"]} if "etag" in response.headers else {}


def _headers(request: "AWSPreparedRequest") -> dict[str, str]:
    """Return the headers of a request as strings; botocore has encoded most of them."""
    return {
        name: value.decode("latin-1") if isinstance(value, bytes) else str(value)
        for name, value in request.headers.items()
    }


def _object_url(url: str) -> ObjectUrl:
    """Return a URL in parts, with the host as botocore signs it: without a default port."""
    parts = urlsplit(url)
    name = parts.hostname or ""
    host = f"[{name}]" if ":" in name else name
    if parts.port not in (None, {"http": 80, "https": 443}.get(parts.scheme)):
        host = f"{host}:{parts.port}"
    query = f"?{parts.query}" if parts.query else ""
    return ObjectUrl(parts.scheme == "https", host, f"{parts.path or '/'}{query}")


def _proxy_url(url: str) -> str | None:
    """Return the URL of the proxy that the environment names for a URL, as botocore reads it."""
    from botocore.httpsession import ProxyConfiguration
    from botocore.utils import get_environ_proxies

    return ProxyConfiguration(get_environ_proxies(url)).proxy_url_for(url) or None


def _proxy(url: str) -> Proxy:
    from botocore.httpsession import ProxyConfiguration

    parts = urlsplit(url)
    headers = ProxyConfiguration().proxy_headers_for(url)
    return Proxy((parts.hostname or "", parts.port or 80), headers)

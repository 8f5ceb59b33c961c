"""The forms of regions, endpoints and ETags are those of these regular expressions."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.store.forms import is_endpoint, is_etag, is_region

REGION = r"(?!us-iso|eu-iso)[a-z]{2}-[a-z]+(-[a-z]+)?-[0-9]{1,2}"
ENDPOINT = r"https?://[\w-]{1,63}(\.[\w-]{1,63})*(:[0-9]{1,5})?(/[\w./~-]*)?"
ETAG = r'(?:W/)?"[!#-~]{1,200}"|[\w./+=-]{1,200}'

SIGNS = ["", "-", "\n", " ", "*", '"', "@", "?", "W/", "W"]
OTHERS = [*SIGNS, "\u00e9", "\u0663", "a" * 64, "a" * 201]
REGIONS = ["us", "eu", "-", "iso", "gov", "west", "1", "12", "123", "US", *OTHERS]
ENDPOINTS = ["http", "https", "://", ":", "/", ".", "host", "a" * 63, "80", "6553", "~", *OTHERS]
ETAGS = ['"', "W/", "abc", "1", "a" * 200, "!", "+", "\\", *OTHERS]


def joined(parts: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(parts), max_size=8).map("".join)


def full(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text, re.ASCII) is not None


@given(joined(REGIONS))
def test_regions(name: str) -> None:
    assert is_region(name) == full(REGION, name)


@given(joined(ENDPOINTS))
def test_endpoints(url: str) -> None:
    assert is_endpoint(url) == full(ENDPOINT, url)  # no port of these parts is above 65535


@given(joined(ETAGS))
def test_etags(tag: str) -> None:
    assert is_etag(tag) == full(ETAG, tag)


@pytest.mark.parametrize(
    ("check", "text", "expected"),
    [
        (is_region, "eu-west-1", True),
        (is_region, "cn-north-1", True),
        (is_region, "us-gov-west-1", True),
        (is_region, "us-isob-east-1", False),
        (is_region, "eu--1", False),
        (is_region, "eu-west-123", False),
        (is_endpoint, "http://localhost:65535/a/b", True),
        (is_endpoint, "http://localhost:65536", False),
        (is_endpoint, "http://localhost:", False),
        (is_endpoint, "http://a..b", False),
        (is_endpoint, "http://[::1]:80", False),
        (is_endpoint, "ftp://localhost", False),
        (is_etag, '"' + "a" * 200 + '"', True),
        (is_etag, '"' + "a" * 201 + '"', False),
        (is_etag, '""', False),
        (is_etag, '"', False),
        (is_etag, 'W/"a"', True),
        (is_etag, "W/", True),
        (is_etag, '"a"b"', False),
    ],
)
def test_limits(check: Callable[[str], bool], text: str, expected: bool) -> None:
    assert check(text) is expected

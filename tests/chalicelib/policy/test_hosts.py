"""Hosts are found in links as texts write them, and as browsers read them."""

import pytest

from chalicelib.policy.hosts import first_listed, hosts_of, plain_host
from chalicelib.policy.plain_text import plain_text


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("see http://evil.test/a.html?b=c.test#d.test", ["evil.test"]),
        ("WWW.Evil.TEST", ["www.evil.test"]),
        ("evil.test", ["evil.test"]),
        ("evil.test/path/index.html", ["evil.test"]),
        ("go to evil.test, now", ["evil.test"]),
        ("https://evil.test:8080/x", ["evil.test"]),
        ("https://good.test@evil.test/", ["evil.test"]),
        ("https://good.test:pass@evil.test:80/", ["evil.test"]),
        ("https://good.test\\@evil.test", ["good.test"]),
        ("https:\\\\evil.test\\x", ["evil.test"]),
        ("http:/evil.test http:evil.test", ["evil.test", "evil.test"]),
        ("//evil.test/x", ["evil.test"]),
        ("http://evil.test.", ["evil.test"]),
        ("http://EVIL\uff0etest\u3002", ["evil.test"]),
        ("http://ev\u200bil.test", ["evil.test"]),
        ("http://xn--bcher-kva.test http://b\u00fccher.test", ["b\u00fccher.test"] * 2),
        ("http://xn--\u00e9.test", ["xn--\u00e9.test"]),
        ("http://xn--99999999.test", ["xn--99999999.test"]),
        ("https://good.test/?to=https://evil.test/", ["good.test", "evil.test"]),
        ("evil.test?x=good.test", ["evil.test"]),
        ("[click](https://evil.test/a) <https://other.test>", ["evil.test", "other.test"]),
        ("\u201cevil.test\u201d *other.test*", ["evil.test", "other.test"]),
        ("click:evil.test", ["evil.test"]),
        ("wait...evil.test...", ["evil.test"]),
        ("hxxp://evil.test", ["evil.test"]),
        ("mail bob@evil.test", ["evil.test"]),
        ("http://evil%2Etest http://%65vil%E3%80%82test:80", ["evil.test", "evil.test"]),
        ("http://[::1]/ http://[evil.test]/", ["", "evil.test"]),
        ("http://127.0.0.1/x http://localhost", ["127.0.0.1", "localhost"]),
        ("http:// ://x // .", ["x"]),
        ("at 3.50, e.g. 8.30 U.S.A. a.b ... v1.2", []),
        ("no link at all", []),
    ],
)
def test_the_hosts_of_a_text(text: str, hosts: list[str]) -> None:
    assert hosts_of(plain_text(text)) == hosts


@pytest.mark.parametrize(
    "host", ["", ".", "a b", "a/b", "https://a.test", "a..b", "*.a.test", "a" * 254, "a@b.test"]
)
def test_what_is_no_host(host: str) -> None:
    assert plain_host(host) is None


def test_a_domain_covers_its_subdomains_and_nothing_that_only_ends_alike() -> None:
    listed = {"evil.test": "Evil.test"}
    assert first_listed(["a.b.evil.test"], listed) == "Evil.test"
    assert first_listed(["notevil.test", "evil.test.com", "test"], listed) is None


def test_of_a_long_host_the_end_counts() -> None:
    (host,) = hosts_of("http://" + "a." * 5000 + "evil.test")
    assert len(host) <= 253
    assert first_listed([host], {"evil.test": "evil.test"}) == "evil.test"

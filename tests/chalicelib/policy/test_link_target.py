"""The targets of links lead where a browser goes."""

import pytest

from chalicelib.policy.link_target import target_hosts


@pytest.mark.parametrize(
    "target",
    [
        "http://evil.test/", "http://ev\til.test/", "ht\ntp://ev\r\nil.test", "http://evil%2etest/",
        "http://%65vil.test", "http://evil%E3%80%82test.", " \x01http://evil.test",
        "http:evil.test",
        "https:/\\evil.test", "\\\\evil.test", "HTTP:///evil.test:80/good.test",
        "http://good.test@evil.test?good.test", "http://good.test,\"@evil.test#good.test",
        "ws://good.test\uff0f@evil.test", "http://EVIL\uff0eTEST", "http://ev\u00adil.test",
        "//evil.test", "mailto:a@evil.test", "evil.test/x",
    ],
)  # fmt: skip
def test_the_host_of_a_target_comes_first(target: str) -> None:
    assert target_hosts(target)[0] == "evil.test"


@pytest.mark.parametrize(
    "target",
    [
        "http://", "http:///", "http://[::1]/", "http://[good.test]/", "http://good.test%2f/",
        "http://good test/", "tel:999", "javascript:go()", "javascript:'//good.test'", "page.1",
        "mailto:a", "unread:", "http://good.test%40evil", "http://" + "a" * 300,
    ],
)  # fmt: skip
def test_what_may_lead_anywhere(target: str) -> None:
    assert "" in target_hosts(target)


@pytest.mark.parametrize("target", ["", " \n", "#", "#good.test"])
def test_what_leads_nowhere(target: str) -> None:
    assert target_hosts(target) == []


def test_targets_within_targets_count() -> None:
    assert target_hosts("https://good.test/?to=https://evil.test/") == [
        "good.test",
        "good.test",
        "evil.test",
    ]

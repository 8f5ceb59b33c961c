"""Senders as mails and gateways write them."""

import pytest

from chalicelib.policy.origin import domain_of, plain_sender, senders_of


@pytest.mark.parametrize(
    ("field", "senders"),
    [
        ("ann@shop.test", ("ann@shop.test",)),
        ("Ann <Ann@Shop.test>", ("ann@shop.test",)),
        ('"Ann <ann@good.test>" <eve@evil.test>', ("eve@evil.test",)),
        ("ann@good.test <eve@evil.test>", ("eve@evil.test",)),
        ("<ann@good.test> <eve@evil.test>", ("ann@good.test", "eve@evil.test")),
        ("<ann@fine.test> eve@evil.test", ("ann@fine.test", "eve@evil.test")),
        ("Eve eve@evil.test", ("eve@evil.test",)),
        ("eve@evil.test <>", ("eve@evil.test",)),
        ("Eve <eve@ evil.test>", ("eve@evil.test",)),
        ("Eve <eve@evil .test>", ("eve@evil.test",)),
        ("eve @ evil.test", ("eve@evil.test",)),
        ("eve(x)@evil.test", ("eve@evil.test",)),
        ("<eve@(x (y\\)) z)evil.test>", ("eve@evil.test",)),
        ('"eve"@evil.test', ("eve@evil.test",)),
        ('Eve <"e\\ve" (x) @evil.test>', ("eve@evil.test",)),
        ('"ann@fine.test>, "@evil.test', ("ann\ufffdfine.test\ufffd\ufffd\ufffd@evil.test",)),
        ("<eve@evil.test.>", ("eve@evil.test",)),
        ("eve@xn--bcher-kva.test", ("eve@bücher.test",)),
        ('Eve" <eve@evil.test>', ("eve@evil.test",)),
        ("(Eve <eve@evil.test>", ("eve@evil.test",)),
        (":) <eve@evil.test>", ("eve@evil.test",)),
        ("eve@evil.test (ann@good.test)", ("eve@evil.test",)),
        ("Shop, The <ann@shop.test>", ("ann@shop.test",)),
        ("ann@shop.test, Bob <bob@shop.test>", ("ann@shop.test", "bob@shop.test")),
        ("ann@shop.test; bob@shop.test", ("ann@shop.test", "bob@shop.test")),
        ("Us: ann@shop.test, bob@shop.test;", ("ann@shop.test", "bob@shop.test")),
        ("ann@shop.test, bob@[IPv6:::1]", ("ann@shop.test", "bob@[ipv6:::1]")),
        ("+44 7700 900-123", ("+447700900123",)),
        ("tel:+447700900123", ("+447700900123",)),
        ("AD-HDFCBK", ("ad-hdfcbk",)),
        ("Tax, Office", ("tax, office",)),
        ("", ()),
        (" <> ", ("<>",)),
    ],
)
def test_the_senders_of_a_field(field: str, senders: tuple[str, ...]) -> None:
    assert senders_of(field) == senders


def test_the_same_number_in_two_spellings_is_one_sender() -> None:
    assert plain_sender("(01632) 960 714") == plain_sender("01632960714")


def test_an_entry_and_a_field_may_spell_an_address_differently() -> None:
    assert plain_sender("Eve@Bücher.test.") == plain_sender("eve @ xn--bcher-kva.test")


def test_only_addresses_have_domains() -> None:
    assert domain_of("ann@Shop.test") == "shop.test"
    assert domain_of("+447700900123") is None
    assert domain_of("ann@not a host") is None

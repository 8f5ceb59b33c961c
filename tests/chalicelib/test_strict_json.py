"""Ambiguous JSON is refused, and each field is checked by type."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.errors import FormatError
from chalicelib.strict_json import Record, canonical, parse
from tests.support.crafting import Fields

WHERE = "file.json"
LONG = "x" * 100


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        pytest.param(b'{"a": 1, "a": 1}', "key 'a' occurs twice", id="duplicate-key"),
        pytest.param(b'[{"a": {"b": 1, "b": 2}}]', "key 'b' occurs twice", id="duplicate-within"),
        pytest.param(b'{"a": 1, "\\u0061": 2}', "key 'a' occurs twice", id="duplicate-escaped"),
        pytest.param(b"[NaN]", "found the number NaN; expected finite", id="nan"),
        pytest.param(b"[Infinity]", "found the number Infinity; expected finite", id="infinity"),
        pytest.param(
            b"[-Infinity]", "found the number -Infinity; expected finite", id="minus-infinity"
        ),
        pytest.param(b"[1e999]", "found the number 1e999; expected finite", id="float-overflow"),
        pytest.param(b"[-1e999]", "found the number -1e999; expected finite", id="float-underflow"),
        pytest.param(b"[" * 100_000, "JSON nested too deeply", id="deep-arrays"),
        pytest.param(b'{"a":' * 100_000, "JSON nested too deeply", id="deep-objects"),
        pytest.param(b"", "is empty; expected JSON in UTF-8", id="empty"),
        pytest.param(b"{} {}", "expected JSON in UTF-8", id="trailing"),
        pytest.param(b'"\xff"', "expected JSON in UTF-8", id="not-utf-8"),
        pytest.param(b"\xef\xbb\xbf{}", "expected JSON in UTF-8", id="byte-order-mark"),
        pytest.param(b"1" * 5000, "expected JSON in UTF-8", id="endless-integer"),
    ],
)
def test_parse_refuses(raw: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=f"^{WHERE}: {message}"):
        parse(raw, WHERE)


def test_parse_reads_strict_json() -> None:
    document = parse(b' {"a": [1, -2.5e3, true, null, "\\u00e9"], "b": {"a": {}}} ', WHERE)
    assert document == {"a": [1, -2500.0, True, None, "é"], "b": {"a": {}}}


def test_canonical_form_ignores_the_order_of_keys() -> None:
    one = canonical({"b": [1.0, None], "a": {"d": "é", "c": True}})
    assert one == canonical({"a": {"c": True, "d": "é"}, "b": [1.0, None]})


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(0.1, id="no-finite-binary-form"),
        pytest.param(5e-324, id="least"),
        pytest.param(1.7976931348623157e308, id="most"),
        pytest.param(2**200, id="long-integer"),
    ],
)
def test_canonical_form_survives_parsing(number: float) -> None:
    raw = canonical({"n": number})
    assert canonical(parse(raw, WHERE)) == raw


@pytest.mark.parametrize(
    ("value", "found"),
    [
        pytest.param(None, "null", id="null"),
        pytest.param([1, 2], "an array of 2", id="array"),
        pytest.param("text", '"text"', id="string"),
        pytest.param(LONG, '"x{56}' + r"\.\.\.", id="long-string-shortened"),
    ],
)
def test_record_refuses_other_types_than_an_object(value: object, found: str) -> None:
    with pytest.raises(FormatError, match=f"^{WHERE}: found {found}; expected an object$"):
        Record(value, WHERE)


@pytest.mark.parametrize(
    ("take", "fields", "message"),
    [
        pytest.param(lambda r: r.take("a"), {}, "'a' is missing", id="missing"),
        pytest.param(lambda r: r.text("a"), {"a": 1}, "1; expected a string", id="text"),
        pytest.param(
            lambda r: r.text("a", ("x", "y")),
            {"a": "z"},
            '"z"; expected one of x, y',
            id="choice",
        ),
        pytest.param(lambda r: r.text("a"), {"a": None}, "null; expected a str", id="null"),
        pytest.param(lambda r: r.text_or_none("a"), {}, "'a' is missing", id="none-missing"),
        pytest.param(
            lambda r: r.text_or_none("a"), {"a": 1}, "expected a string", id="text-or-none"
        ),
        pytest.param(lambda r: r.integer("a", 1, 5), {"a": 0}, "from 1 to 5", id="integer-low"),
        pytest.param(lambda r: r.integer("a", 1, 5), {"a": 6}, "from 1 to 5", id="integer-high"),
        pytest.param(lambda r: r.integer("a", 1, 5), {"a": 2.0}, "from 1 to 5", id="integer-float"),
        pytest.param(lambda r: r.integer("a", 0, 5), {"a": True}, "from 0 to 5", id="integer-flag"),
        pytest.param(lambda r: r.number("a"), {"a": "1"}, "expected a number", id="number-string"),
        pytest.param(lambda r: r.number("a"), {"a": True}, "expected a number", id="number-flag"),
        pytest.param(
            lambda r: r.number("a"), {"a": 2**53}, "expected a number", id="number-inexact"
        ),
        pytest.param(lambda r: r.flag("a"), {"a": 1}, "expected true or false", id="flag"),
        pytest.param(
            lambda r: r.items("a", 1, 2), {"a": {}}, "object of 0; exp", id="items-object"
        ),
        pytest.param(lambda r: r.items("a", 1, 2), {"a": []}, "1 to 2 elements", id="items-few"),
        pytest.param(lambda r: r.items("a", 0, 2), {"a": [1] * 3}, "array of 3", id="items-many"),
        pytest.param(
            lambda r: r.texts("a", 0, 2), {"a": ["x", 1]}, "only strings", id="texts-type"
        ),
        pytest.param(
            lambda r: r.texts("a", 0, 2), {"a": ["x", "x"]}, "an element twice", id="texts-twice"
        ),
        pytest.param(lambda r: r.expect_format(1), {}, "'format' is missing", id="format-missing"),
        pytest.param(
            lambda r: r.expect_format(1), {"format": 2}, "is 2; this runtime reads 1", id="format"
        ),
        pytest.param(
            lambda r: r.expect_format(1),
            {"format": True},
            "is true; this runtime",
            id="format-flag",
        ),
        pytest.param(
            lambda r: r.expect_format(1), {"format": [1]}, "array of 1", id="format-array"
        ),
        pytest.param(
            lambda r: r.finish(), {"z": 1, "b": 2}, "unknown field 'b'", id="unknown-field"
        ),
    ],
)
def test_record_refuses_a_bad_field(
    take: Callable[[Record], Any], fields: Fields, message: str
) -> None:
    with pytest.raises(FormatError, match=f"^{WHERE}: .*{message}"):
        take(Record(fields, WHERE))


def test_record_returns_each_field_once() -> None:
    fields = {"t": "x", "n": None, "i": 3, "f": 2, "g": 0.5, "b": False, "l": ["x", "y"]}
    record = Record(fields, WHERE)
    assert (record.text("t", ("x",)), record.text_or_none("n")) == ("x", None)
    assert (record.integer("i", 3, 3), record.number("f"), record.number("g")) == (3, 2.0, 0.5)
    assert not record.flag("b")
    assert record.fields() == {"l": ["x", "y"]}
    assert record.texts("l", 2, 2) == ["x", "y"]
    record.finish()
    assert len(fields) == 7


def test_the_message_stays_short_for_a_long_value() -> None:
    with pytest.raises(FormatError) as caught:
        Record({"a": LONG * 1000}, WHERE).integer("a", 0, 1)
    assert len(str(caught.value)) < 200

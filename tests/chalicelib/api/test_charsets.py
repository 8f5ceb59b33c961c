"""The charsets of `text/plain`: which are read, and what they mean."""

import codecs
from collections.abc import Callable, Iterator
from encodings.aliases import aliases
from types import ModuleType

import pytest
from chalice.app import BadRequestError
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.api.charsets import codec_of, sent_bytes
from tests.support.requests import SPAM, WAYS, send
from tests.support.responses import assert_error
from train.registry.writable_store import DirectoryWriter

# One name of the standard's for each of its encodings, and what Python calls it.
STANDARD = {
    "utf-8": "utf-8", "ibm866": "cp866", "latin2": "iso8859-2", "iso_8859-3:1988": "iso8859-3",
    "csisolatin4": "iso8859-4", "cyrillic": "iso8859-5", "asmo-708": "iso8859-6",
    "sun_eu_greek": "iso8859-7", "visual": "iso8859-8", "iso-8859-8-i": "iso8859-8",
    "l6": "iso8859-10", "iso885913": "iso8859-13", "iso8859-14": "iso8859-14", "l9": "iso8859-15",
    "ISO-8859-16": "iso8859-16", "koi": "koi8-r", "koi8-ru": "koi8-u", "x-mac-roman": "mac-roman",
    "dos-874": "cp874", "x-cp1250": "cp1250", "windows-1251": "cp1251", "X-CP1252": "cp1252",
    "windows-1253": "cp1253", "windows-1254": "cp1254", "windows-1255": "cp1255",
    "windows-1256": "cp1256", "windows-1257": "cp1257", "windows-1258": "cp1258",
    "x-mac-ukrainian": "mac-cyrillic", "x-gbk": "gbk", "gb18030": "gb18030",
    "x-euc-jp": "euc-jp", "csiso2022jp": "iso2022-jp", "windows-31j": "cp932",
    "unicodefffe": "utf-16-be", "utf-16le": "utf-16-le", "ucs-2": "utf-16",
    "windows-949": "cp949", "x-x-big5": "big5hkscs",
}  # fmt: skip
# They have Python's meaning, which is narrower than the standard's.
SHARED = {"ascii": "ascii", "latin1": "latin-1", "iso-8859-9": "iso8859-9", "gb2312": "gb2312"}
# Not text, or text that grows or takes quadratic time; and encodings that the standard left out.
REFUSED = """
punycode idna utf-7 rot13 zlib zip bz2 hex uu base64 quopri unicode_escape raw_unicode_escape
undefined mbcs oem utf-32 hz iso-2022-kr cp037 charmap string-escape unicode_internal utf-8-sig
replacement x-user-defined aliases cp
"""
UNKNOWN = ["klingon", "", "a\0b", "ütf-8", "\u212aoi8-r", "_utf_8_", "x" * 10_000, "..utf_8", "*"]


@pytest.fixture
def looked_up() -> Iterator[list[str]]:
    """Return the names that Python is asked for and does not have in its cache."""
    names: list[str] = []
    search = names.append
    codecs.register(search)
    yield names
    codecs.unregister(search)


def refusal(content_type: str) -> str:
    with pytest.raises(BadRequestError) as caught:
        codec_of(content_type)
    assert len(str(caught.value)) < 250
    return str(caught.value)


def same(name: str, other: str) -> bool:
    return codecs.lookup(name).name == codecs.lookup(other).name


@pytest.mark.parametrize(("name", "codec"), [*STANDARD.items(), *SHARED.items()])
def test_the_standards_names_are_known(name: str, codec: str) -> None:
    for spelling in (name, name.upper(), f'"{name}"', f" {name} "):
        assert same(codec_of(f"text/plain;charset={spelling}"), codec)


def test_pythons_aliases_of_these_are_known() -> None:
    known = {codec_of(f"text/plain; charset={name}") for name in [*STANDARD, *SHARED]}
    # Python itself finds no alias with a capital letter or a full stop.
    names = [name for name, codec in aliases.items() if codec in known and name == name.lower()]
    names = [name for name in names if "." not in name]
    assert len(names) > 150
    for name in names:
        assert same(codec_of(f"text/plain; charset={name}"), name)


@pytest.mark.parametrize("name", REFUSED.split() + UNKNOWN)
def test_other_names_are_refused_without_asking_python(name: str, looked_up: list[str]) -> None:
    message = refusal(f"text/plain; charset={name}")
    assert message.startswith("found the charset ")
    assert "expected one of the WHATWG Encoding Standard" in message
    assert looked_up == []


@pytest.mark.parametrize(
    ("parameters", "codec"),
    [
        ("", "utf_8"),
        (";", "utf_8"),
        ("; =; ==;;charset; a=b", "utf_8"),
        ("; format=flowed; CharSet = koi8-r", "koi8_r"),
        ("; charset=koi8-r; charset=utf-16", "koi8_r"),
        ('; title="a; charset=utf-16; \\"b"; charset=koi8-r', "koi8_r"),
        ('; charset="koi8\\-r" ; x=y', "koi8_r"),
        ('; title="never closed; charset=koi8-r', "koi8_r"),
        ("; charset*=utf-8'en'koi8%2Dr", "koi8_r"),
        ("; charset*=koi8-r", "koi8_r"),
        ("; charsets=utf-16", "utf_8"),
        ("; xcharset=utf-16", "utf_8"),
    ],
)
def test_the_first_parameter_that_is_named_charset_counts(parameters: str, codec: str) -> None:
    assert codec_of(f"text/plain{parameters}") == codec


@pytest.mark.parametrize("value", ['"utf-8', '"utf-8"x', "'utf-8'", "utf-8,", "*=utf-8", "utf-8%"])
def test_a_malformed_value_is_refused(value: str) -> None:
    assert refusal(f"text/plain; charset={value}") == (
        f"found the charset {value!r}; expected one of the WHATWG Encoding Standard, "
        "such as utf-8 or iso-8859-1"
    )


@pytest.mark.parametrize("part", ["0", "0*", "x", "1" * 4301, "", "\N{SUPERSCRIPT TWO}"])
def test_a_charset_in_several_parameters_is_refused(part: str) -> None:
    # "charset*" without a number is the form of RFC 8187, here with an unknown charset.
    found = "the parameter 'charset*" if part else "the charset 'x'"
    assert refusal(f"text/plain; charset*{part}=x").startswith(f"found {found}")


@settings(deadline=None)
@given(st.text(st.sampled_from("aA;=\"\\* '%2charset0-8\0é\n"), max_size=60))
def test_any_parameters_name_a_codec_or_are_refused(parameters: str) -> None:
    try:
        codec = codec_of(f"text/plain;{parameters}")
    except BadRequestError as exc:
        assert "expected" in str(exc)  # noqa: PT017 - either outcome is right
        return
    assert codecs.lookup(codec)


@pytest.mark.parametrize("way", ["local", "base64"])
@pytest.mark.parametrize("charset", ["koi8-r", "utf-16", "utf-8"])
def test_the_limit_counts_the_decoded_text_in_utf_8(
    load_app: Callable[..., ModuleType], published: DirectoryWriter, way: str, charset: str
) -> None:
    small = load_app(MODEL_URI=published.uri, MAX_TEXT_BYTES="20")
    content_type = f"text/plain; charset={charset}"
    for path in ("/spamorham", "/explain"):
        assert send(small, way, ("ж" * 10).encode(charset), content_type, path).status_code == 200
        response = send(small, way, ("ж" * 11).encode(charset), content_type, path)
        message = assert_error(response, 413, "PayloadTooLargeError")
        assert message == "found a text of 22 bytes in UTF-8; expected at most 20"


@pytest.mark.parametrize("way", WAYS)
def test_an_unknown_charset_is_refused_in_each_form_of_a_body(
    app_module: ModuleType, way: str
) -> None:
    response = send(app_module, way, SPAM.encode(), "text/plain; charset=punycode")
    assert "'punycode'" in assert_error(response, 400, "BadRequestError")


@pytest.mark.parametrize("way", WAYS)
def test_a_byte_order_mark_is_no_part_of_a_text(app_module: ModuleType, way: str) -> None:
    mark = codecs.BOM_UTF8
    found = send(app_module, way, mark + SPAM.encode(), path="/explain")
    assert found.json_body == send(app_module, way, SPAM.encode(), path="/explain").json_body
    message = assert_error(send(app_module, way, mark), 400, "BadRequestError")
    assert message == "found an empty body; expected a text to classify"


def test_a_length_says_nothing_about_a_text_without_replaced_bytes() -> None:
    assert sent_bytes("free", "utf_8", {"content-length": "9"}) == "free"
    with pytest.raises(UnicodeError):
        sent_bytes("free \ufffd", "utf_8", {"content-length": "6"})

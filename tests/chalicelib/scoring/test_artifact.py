"""Artifact bytes that break the format are refused before anything is built."""

import math
import struct

import pytest

from chalicelib.errors import FormatError
from chalicelib.scoring import tensor_file
from chalicelib.scoring.artifact import (
    Artifact,
    floats_from_bytes,
    integers_from_bytes,
    read_artifact,
)
from tests.support.crafting import Fields, Raw, artifact_file, f32, f64, header_of, pack, u8

WHERE = "x.safetensors"
CONFIG = {"format": 1, "kind": "classifier"}


def opened(**tensors: Raw) -> Artifact:
    return read_artifact(artifact_file(CONFIG, tensors), WHERE, "classifier")


def refuses(raw: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=f"^{WHERE}: .*{message}"):
        read_artifact(raw, WHERE, "classifier")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        pytest.param(b"", "found 0 bytes; expected 10", id="empty"),
        pytest.param(b"\0" * 9, "found 9 bytes; expected 10", id="too-short"),
        pytest.param(
            struct.pack("<Q", 3) + b"{}", "header of 3 bytes in a file of 10", id="past-end"
        ),
        pytest.param(b"\xff" * 8 + b"{}", "header of 18446744073709551615 bytes", id="huge-length"),
        pytest.param(pack(b"{}" + b" " * 2**20), "at most 1048576", id="header-too-long"),
        pytest.param(b"\x80\x04K\x01." + b"\0" * 20, "at most 1048576", id="pickle"),
        pytest.param(b"PK\x03\x04" + b"\0" * 20, "at most 1048576", id="zip"),
        pytest.param(pack([]), "the header must be a JSON object", id="header-array"),
        pytest.param(
            pack(b'{"a": {}, "a": {}}'), "header: key 'a' occurs twice", id="tensor-twice"
        ),
        pytest.param(pack(b"[" * 10**5), "header: JSON nested too deeply", id="header-nested"),
        pytest.param(pack({}), "__metadata__: found null", id="no-metadata"),
        pytest.param(pack({"__metadata__": {}}), "'text-classifier' is missing", id="no-config"),
        pytest.param(
            pack({"__metadata__": {"text-classifier": "{}", "format": "pt"}}),
            "__metadata__: unknown field 'format'",
            id="more-metadata",
        ),
    ],
)
def test_a_bad_header_is_refused(raw: bytes, message: str) -> None:
    refuses(raw, message)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        pytest.param("", "expected JSON in UTF-8", id="not-json"),
        pytest.param('"\ud800"', "expected JSON in UTF-8", id="lone-surrogate"),
        pytest.param("[]", "found an array of 0", id="array"),
        pytest.param('{"format": 1, "format": 1}', "key 'format' occurs twice", id="twice"),
        pytest.param(
            {"format": 3, "kind": "classifier"}, "is 3; this runtime reads 1 and 2", id="later"
        ),
        pytest.param({"format": 1.0, "kind": "classifier"}, "is 1.0; this", id="format-float"),
        pytest.param({"kind": "classifier"}, "'format' is missing", id="no-format"),
        pytest.param({"format": 1}, "'kind' is missing", id="no-kind"),
        pytest.param({"format": 1, "kind": "vectorizer"}, "one of classifier", id="other-kind"),
    ],
)
def test_a_bad_configuration_is_refused(config: object, message: str) -> None:
    refuses(artifact_file(config, {}), message)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        pytest.param(None, "tensor 't': found null", id="not-an-object"),
        pytest.param({"dtype": "F16"}, "expected one of F64, F32, I32, U8", id="dtype"),
        pytest.param({"dtype": ["F64"]}, "expected a string", id="dtype-type"),
        pytest.param({"shape": []}, "'shape' is an array of 0", id="no-axis"),
        pytest.param({"shape": [1, 1, 1]}, "'shape' is an array of 3", id="three-axes"),
        pytest.param({"shape": [-1]}, "sizes and offsets from 0 to", id="negative"),
        pytest.param({"shape": [True]}, "sizes and offsets from 0 to", id="boolean"),
        pytest.param({"shape": [1.0]}, "sizes and offsets from 0 to", id="float"),
        pytest.param({"shape": [2**28 + 1]}, "sizes and offsets from 0 to", id="huge-size"),
        pytest.param(
            {"shape": [2**28, 2**28]}, "and shape need 576460752303423488", id="huge-shape"
        ),
        pytest.param({"data_offsets": [0]}, "'data_offsets' is an array of 1", id="one-offset"),
        pytest.param({"data_offsets": [0, 2**63]}, "sizes and offsets from 0 to", id="huge-offset"),
        pytest.param({"data_offsets": [0, 7]}, "7 bytes; its type and shape need 8", id="too-few"),
        pytest.param({"data_offsets": [0, 9]}, "9 bytes; its type and shape need 8", id="too-many"),
        pytest.param({"data_offsets": [8, 0]}, "-8 bytes; its type and shape", id="backwards"),
        pytest.param({"strides": [1]}, "unknown field 'strides'", id="unknown-field"),
    ],
)
def test_a_bad_tensor_entry_is_refused(entry: Fields | None, message: str) -> None:
    header = header_of(CONFIG, {"t": f64(1.0)})
    header["t"] = None if entry is None else header["t"] | entry
    refuses(pack(header, bytes(8)), message)


@pytest.mark.parametrize(
    ("offsets", "size", "message"),
    [
        pytest.param([[0, 8], [9, 17]], 17, "'b' begins at 9; expected 8", id="gap"),
        pytest.param([[0, 8], [7, 15]], 15, "'b' begins at 7; expected 8", id="overlap"),
        pytest.param([[0, 8], [0, 8]], 8, "'b' begins at 0; expected 8", id="shared"),
        pytest.param([[1, 9], [9, 17]], 17, "'a' begins at 1; expected 0", id="late-start"),
        pytest.param([[0, 8], [8, 16]], 17, "17 bytes of tensors.* describes 16", id="trailing"),
        pytest.param([[0, 8], [8, 16]], 15, "15 bytes of tensors.* describes 16", id="truncated"),
    ],
)
def test_tensors_must_cover_the_data_exactly(
    offsets: list[list[int]], size: int, message: str
) -> None:
    header = header_of(CONFIG, {"a": f64(1.0), "b": f64(2.0)})
    for name, pair in zip("ab", offsets, strict=True):
        header[name]["data_offsets"] = pair
    refuses(pack(header, bytes(size)), message)


def test_a_file_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = artifact_file(CONFIG, {"t": f64(1.0)})
    monkeypatch.setattr(tensor_file, "MAX_FILE_BYTES", len(raw) - 1)
    refuses(raw, f"{len(raw)} bytes; expected 10 to {len(raw) - 1}")


@pytest.mark.parametrize(
    ("tensor", "message"),
    [
        pytest.param(f64(1.0), r"has shape \[1\] and type 'd'; expected \[2\]", id="short"),
        pytest.param(f64(1.0, 2.0, shape=[1, 2]), r"has shape \[1, 2\]", id="two-axes"),
        pytest.param(u8(b"ab"), "and type 'B'; expected", id="bytes"),
        pytest.param(f64(math.nan, 1.0), "the sum of its numbers must be finite", id="nan"),
        pytest.param(f64(1.0, math.inf), "the sum of its numbers must be finite", id="infinity"),
        pytest.param(f32(math.inf, -math.inf), "must be finite", id="infinities-that-cancel"),
    ],
)
def test_bad_float_tensors_are_refused(tensor: Raw, message: str) -> None:
    with pytest.raises(FormatError, match=f"^{WHERE}: tensor 't'.*{message}"):
        opened(t=tensor).floats("t", (2,))


@pytest.mark.parametrize(
    "tensor",
    [
        pytest.param(f64(1.0), id="floats"),
        pytest.param(Raw("U8", [1, 2], b"ab"), id="two-axes"),
    ],
)
def test_bad_byte_tensors_are_refused(tensor: Raw) -> None:
    with pytest.raises(FormatError, match="tensor 't' must be a row of bytes"):
        opened(t=tensor).raw("t")


def test_a_tensor_can_be_taken_once() -> None:
    contents = opened(t=u8(b"ab"))
    assert contents.has("t")
    assert bytes(contents.raw("t")) == b"ab"
    assert not contents.has("t")
    with pytest.raises(FormatError, match="tensor 't' is missing"):
        contents.raw("t")


def test_an_unknown_tensor_is_refused() -> None:
    with pytest.raises(FormatError, match="unknown tensor 'a'"):
        opened(t=f64(1.0), a=f64(1.0)).finish()


def test_an_unknown_configuration_field_is_refused() -> None:
    raw = artifact_file(CONFIG | {"later": 1}, {})
    with pytest.raises(FormatError, match="unknown field 'later'"):
        read_artifact(raw, WHERE, "classifier").finish()


def test_tensors_may_have_any_order_in_the_header() -> None:
    header = header_of(CONFIG, {"a": f64(0.1), "b": f32(0.5, 0.25), "c": u8(b"")})
    reordered = {name: header[name] for name in ("c", "b", "a", "__metadata__")}
    data = f64(0.1).data + f32(0.5, 0.25).data
    contents = read_artifact(pack(reordered, data), WHERE, "classifier")
    assert list(contents.floats("a", (1,))) == [0.1]
    assert list(contents.floats("b", (2,))) == [0.5, 0.25]
    assert bytes(contents.raw("c")) == b""
    contents.finish()


def test_a_padded_header_is_read() -> None:
    raw = pack(artifact_file(CONFIG, {})[8:] + b"    ")
    read_artifact(raw, WHERE, "classifier").finish()


@pytest.mark.parametrize(
    ("code", "number"), [pytest.param("d", 0.1, id="F64"), pytest.param("f", 0.5, id="F32")]
)
def test_bytes_are_swapped_on_a_big_endian_machine(code: str, number: float) -> None:
    little, big = struct.pack(f"<{code}", number), struct.pack(f">{code}", number)
    assert list(floats_from_bytes(little, code, byteorder="little")) == [number]
    assert list(floats_from_bytes(big, code, byteorder="big")) == [number]


def test_integers_are_little_endian_on_any_machine() -> None:
    little, big = struct.pack("<i", 258), struct.pack(">i", 258)
    assert list(integers_from_bytes(little)) == [258]
    assert list(integers_from_bytes(big, byteorder="big")) == [258]

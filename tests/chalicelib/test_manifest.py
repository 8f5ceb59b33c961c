"""A manifest or pointer that differs from its version is refused; unknown fields are allowed."""

import json
from typing import Any

import pytest

from chalicelib import strict_json
from chalicelib.errors import FormatError
from chalicelib.manifest import FileEntry, read_manifest
from chalicelib.pointer import Pointer, read_pointer
from chalicelib.version_names import is_version, version_key, version_of
from tests.support.crafting import SHA256, Fields, manifest, manifest_document, without

ENTRY = {"size": 3, "sha256": SHA256}
MODULE = f"split_{SHA256[:12]}"


def pointer(**changes: Any) -> bytes:
    document = manifest_document()
    fields = {"format": 1, "version": version_of(document), "manifest": document}
    fields["previous"] = None
    return strict_json.canonical(fields | changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"format": 2}, "format is 2; this runtime reads 1", id="format"),
        pytest.param({"created": "yesterday"}, "digest of its content differs", id="created"),
        pytest.param({"created": "20260131T093000Z\n"}, "of its content differs", id="line-feed"),
        pytest.param({"created": "../../20260131T093000Z"}, "of its content differs", id="path"),
        pytest.param({"created": None}, "digest of its content differs", id="created-null"),
        pytest.param({"classes": ["ham"]}, "an array of 2 to 1000", id="one-class"),
        pytest.param({"classes": ["ham", "ham"]}, "an element twice", id="class-twice"),
        pytest.param({"threshold": 0.0}, "threshold is 0.0; expected", id="threshold-0"),
        pytest.param({"threshold": 1.0}, "threshold is 1.0; expected", id="threshold-1"),
        pytest.param({"threshold": -0.5}, "threshold is -0.5; expected", id="threshold-negative"),
        pytest.param({"threshold": "0.5"}, 'threshold is "0.5"; expected', id="threshold-string"),
        pytest.param({"threshold": True}, "threshold is true; expected", id="threshold-flag"),
        pytest.param({"classes": ["a", "b", "c"]}, "threshold is 0.5; exp", id="three-classes"),
        pytest.param({"positive": "x"}, 'positive is "x"; expected null or one', id="positive"),
        pytest.param(
            {"classes": ["a", "b", "c"], "threshold": None, "positive": "a"},
            'positive is "a"; expected null or one of two classes',
            id="positive-of-three",
        ),
        pytest.param({"positive": 1}, "'positive' is 1; expected a string", id="positive-number"),
        pytest.param({"files": []}, "files: found an array of 0", id="files"),
        pytest.param({"functions": None}, "functions: found null; expected an", id="functions"),
        pytest.param({"functions": {MODULE: 3}}, "is 3; expected a string", id="module-number"),
        pytest.param({"functions": {MODULE: "a"}}, "must have 64 hexa", id="module-digest"),
        pytest.param(
            {"functions": {f"../{MODULE}": SHA256}}, "not the name of a", id="module-path"
        ),
        pytest.param({"functions": {"split": SHA256}}, "ends with the first 12", id="module-name"),
        pytest.param(
            {"functions": {"split_ffffffffffff": SHA256}},
            "ends with the first 12",
            id="module-other",
        ),
        pytest.param(
            {"functions": {f"f{number}_{SHA256[:12]}": SHA256 for number in range(65)}},
            "found 65 modules; expected at most 64",
            id="many-modules",
        ),
        pytest.param({"files": {"../x": ENTRY}}, "'../x' is not a file name", id="parent"),
        pytest.param({"files": {"a/b": ENTRY}}, "'a/b' is not a file name", id="folder"),
        pytest.param({"files": {".x": ENTRY}}, "'.x' is not a file name", id="hidden"),
        pytest.param({"files": {"": ENTRY}}, "'' is not a file name", id="empty-name"),
        pytest.param({"files": {"x\n": ENTRY}}, "is not a file name", id="name-line-feed"),
        pytest.param({"files": {"é": ENTRY}}, "'é' is not a file name", id="name-not-ascii"),
        pytest.param({"files": {"x" * 101: ENTRY}}, "'x{60}' is not a file", id="name-long"),
        pytest.param({"files": {"x": 1}}, "files: x: found 1; expected an object", id="entry"),
        pytest.param({"files": {"x": {"size": 3}}}, "'sha256' is missing", id="no-sha256"),
        pytest.param(
            {"files": {"x": ENTRY | {"sha256": "A" * 64}}}, "64 hexadecimal", id="sha256-case"
        ),
        pytest.param(
            {"files": {"x": ENTRY | {"sha256": SHA256[1:]}}}, "64 hexadecimal", id="sha256-short"
        ),
        pytest.param(
            {"files": {"x": ENTRY | {"sha256": SHA256 + "0"}}}, "64 hexadecimal", id="sha256-long"
        ),
        pytest.param({"files": {"x": {"sha256": SHA256}}}, "'size' is missing", id="no-size"),
        pytest.param({"files": {"x": ENTRY | {"size": -1}}}, "integer from 0", id="size-negative"),
        pytest.param({"files": {"x": ENTRY | {"size": 2**40 + 1}}}, "from 0 to", id="size-huge"),
        pytest.param({"files": {"x": ENTRY | {"size": 3.0}}}, "is 3.0; expected", id="size-float"),
    ],
)
def test_a_bad_manifest_is_refused(changes: Fields, message: str) -> None:
    with pytest.raises(FormatError, match=rf"^manifest\.json: .*{message}"):
        manifest(**changes)


@pytest.mark.parametrize("field", ["classes", "files", "format", "threshold"])
def test_a_manifest_with_a_missing_field_is_refused(field: str) -> None:
    document = without(manifest_document(), field)
    with pytest.raises(FormatError, match=f"field '{field}' is missing"):
        read_manifest(document, version_of(document), "manifest.json")


def test_a_manifest_that_is_not_an_object_is_refused() -> None:
    with pytest.raises(FormatError, match=r"manifest\.json: found an array of 0"):
        read_manifest([], "20260131T093000Z-0123456789ab", "manifest.json")


def test_a_manifest_with_another_digest_is_refused() -> None:
    version = version_of(manifest_document())
    with pytest.raises(
        FormatError, match=f"version is '{version}'; the digest of its content differs"
    ):
        read_manifest(manifest_document(threshold=0.25), version, "manifest.json")


def test_unknown_fields_are_kept() -> None:
    read = manifest(recipe="default", later={"a": [1, 2.5]})
    assert read.document == manifest_document(recipe="default", later={"a": [1, 2.5]})
    assert read.version != manifest().version


def test_a_manifest_is_read_as_it_is_written() -> None:
    read = manifest(threshold=0.75)
    assert read.classes == ("ham", "spam")
    assert read.threshold == 0.75
    assert read.files == {"classifier.safetensors": FileEntry(3, SHA256)}


def test_the_positive_class_is_the_second_unless_it_is_named() -> None:
    assert manifest().positive == manifest().classes[1]
    assert manifest(positive=manifest().classes[0]).positive == manifest().classes[0]
    assert manifest(positive=None).positive is None
    assert manifest(classes=["a", "b", "c"], threshold=None).positive is None


def test_more_than_two_classes_have_no_threshold() -> None:
    assert manifest(classes=["a", "b", "c"], threshold=None).threshold is None


def test_the_version_does_not_depend_on_the_manifests_layout() -> None:
    document = manifest_document(metrics={"f1": 0.1, "accuracy": 1.0})
    pretty = json.dumps(dict(reversed(document.items())), indent=2).encode()
    read = strict_json.parse(pretty, "manifest.json")
    assert read_manifest(read, version_of(document), "manifest.json").document == document


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        pytest.param(b"null", "found null; expected an object", id="not-an-object"),
        pytest.param(b'{"format": 1, "format": 1}', "'format' occurs twice", id="twice"),
        pytest.param(pointer(format=2), "format is 2; this runtime reads 1", id="format"),
        pytest.param(pointer(version=None), "expected a string", id="no-version"),
        pytest.param(pointer(version="../../etc"), "digest of its content differs", id="path"),
        pytest.param(pointer(version="x" * 999), "'x{60}'; the digest of", id="long-version"),
        pytest.param(pointer(manifest=manifest_document(a=1)), "content differs", id="manifest"),
        pytest.param(pointer(manifest=None), "found null; expected an object", id="no-manifest"),
    ],
)
def test_a_bad_pointer_is_refused(raw: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=rf"^current\.json: .*{message}"):
        read_pointer(raw)


def test_a_pointer_may_have_unknown_fields() -> None:
    read = read_pointer(pointer(previous=None, promoted_at="2026-01-31T09:30:00+00:00", later=1))
    assert read == Pointer(manifest(), None)


@pytest.mark.parametrize(
    ("name", "is_valid"),
    [
        pytest.param("20260131T093000Z-0123456789ab", True, id="version"),
        pytest.param("20260131T093000Z-0123456789AB", False, id="capitals"),
        pytest.param("20260131T093000Z-0123456789ab\n", False, id="line-feed"),
        pytest.param("२0260131T093000Z-0123456789ab", False, id="other-digits"),
        pytest.param("", False, id="empty"),
    ],
)
def test_only_one_form_of_version_name_is_valid(name: str, is_valid: bool) -> None:
    assert is_version(name) is is_valid


def test_each_version_has_its_own_folder() -> None:
    assert version_key("v", "manifest.json") == "versions/v/manifest.json"


def test_a_manifest_nested_too_deeply_is_refused() -> None:
    document: dict[str, object] = {"format": 1}
    for _ in range(100_000):
        document = {"later": document}
    with pytest.raises(FormatError, match="nested too deeply"):
        read_manifest({"format": 1, "later": document}, "20260131T093000Z-0123456789ab", "manifest")


def test_the_functions_of_a_model_are_read() -> None:
    assert manifest(functions={MODULE: SHA256}).functions == {MODULE: SHA256}
    assert manifest().functions == {}


@pytest.mark.parametrize("of_words", [False, True])
def test_a_manifest_may_say_that_known_shares_are_of_words(of_words: bool) -> None:
    assert manifest(known_words=of_words).known_words is of_words
    assert manifest().known_words is False


def test_what_known_shares_are_of_is_true_or_false() -> None:
    with pytest.raises(FormatError, match="field 'known_words' is \"yes\""):
        manifest(known_words="yes")

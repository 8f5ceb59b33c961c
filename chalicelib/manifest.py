"""Read the manifest of a version from strict JSON; `chalicelib.pointer` reads the pointer.

The version's name holds the digest of its manifest, and the manifest holds the digest of every
file. So the name is enough to detect a changed byte.
"""

import re
from typing import TYPE_CHECKING

from chalicelib.errors import FormatError
from chalicelib.named_tuple import NamedTuple
from chalicelib.strict_json import Record, describe
from chalicelib.version_names import DIGEST_DIGITS, HEXADECIMAL, digested, is_version

if TYPE_CHECKING:
    from chalicelib.reference import Confidence, Reference

FORMAT = 1
"""The format version of manifests and pointers; raise it as `artifact.FORMAT` says."""

MAX_BYTES = 2**20
MAX_CLASSES = 1000
MAX_FILE_BYTES = 2**40
MAX_FUNCTIONS = 64
PUBLIC_FIELDS = ("recipe", "created", "threshold", "metrics", "data", "examples", "checked")

SHA256_DIGITS = 64
FILE_NAME_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"
LONGEST_FILE_NAME = 100
_MODULE = r"[A-Za-z][A-Za-z0-9_]{0,80}_[0-9a-f]{12}"
"""Compiled only if a model calls functions."""


class FileEntry(NamedTuple):
    """A file of a version: its length in bytes and its SHA-256 in hexadecimal digits."""

    size: int
    sha256: str


class Manifest(NamedTuple):
    """The fields of a manifest that the service uses; `document` is the whole parsed JSON.

    `functions` holds the SHA-256 of each module of `chalicelib.functions` that the model calls,
    and of those with their data.
    `several` means that a text can have several labels, or none. `reference` is what held-out texts
    are like; versions that were not measured have none. `confidence` says how sure the model may be
    of a text with few known words; without it, its probabilities are the classifier's own.
    `known_words` means that known shares are of words only, not of all terms.
    """

    version: str
    classes: tuple[str, ...]
    positive: str | None
    threshold: float | None
    files: dict[str, FileEntry]
    functions: dict[str, str]
    document: dict[str, object]
    several: bool = False
    reference: "Reference | None" = None
    confidence: "Confidence | None" = None
    known_words: bool = False

    def public(self) -> dict[str, object]:
        """Return the fields that `GET /model` shows to clients."""
        facts = {name: self.document.get(name) for name in PUBLIC_FIELDS}
        classes = {"classes": list(self.classes), "positive": self.positive}
        return {"version": self.version} | classes | {"several": self.several} | facts


def is_file_name(name: str) -> bool:
    """Return whether a name may be that of a version's file: it cannot lead out of the folder.

    >>> is_file_name("model.pkl"), is_file_name(".."), is_file_name("a/b"), is_file_name("")
    (True, False, False, False)
    """
    is_short = 0 < len(name) <= LONGEST_FILE_NAME
    return is_short and name[0] not in ".-" and not name.strip(FILE_NAME_CHARACTERS)


def read_manifest(document: object, version: str, where: str) -> Manifest:
    """Check a parsed manifest against the name of its version.

    Unknown fields are allowed, because later releases may add some. The digest covers them.

    Raises
    ------
    FormatError
        If the format is another one, the digest differs from the version's, a field is missing or
        has the wrong type, or a file name could lead out of the version's folder.
    """
    record = Record(document, where)
    fields = _checked_fields(record, version)
    several = _flag(record, "several")
    classes = tuple(record.texts("classes", 1 if several else 2, MAX_CLASSES))
    # With several labels, no class wins over another.
    pair = () if several else classes
    return Manifest(
        version=version,
        classes=classes,
        positive=_positive(record, pair),
        threshold=_threshold(record, len(pair)),
        files=_files(record),
        functions=_functions(record),
        document=fields,
        several=several,
        reference=_reference(record, classes),
        confidence=_confidence(record, several),
        known_words=_flag(record, "known_words"),
    )


def _checked_fields(record: Record, version: str) -> dict[str, object]:
    """Return all fields of a manifest of this format whose digest is in the version's name."""
    fields = record.fields()
    record.expect_format(FORMAT)
    if not is_version(version) or digested(fields, record.where) != version:
        raise FormatError(
            f"{record.where}: version is {version[:60]!r}; the digest of its content differs"
        )
    return fields


def _flag(record: Record, name: str) -> bool:
    """Return a flag that is false if it is left out, as older manifests do."""
    return record.flag(name) if name in record.fields() else False


def _positive(record: Record, classes: tuple[str, ...]) -> str | None:
    """Return the positive class; manifests of before 1.1 do not name the second of two."""
    if "positive" not in record.fields():
        return classes[1] if len(classes) == 2 else None
    positive = record.text_or_none("positive")
    if positive is not None and (len(classes) != 2 or positive not in classes):
        raise FormatError(
            f"{record.where}: positive is {describe(positive)}; expected null or one of two classes"
        )
    return positive


def _threshold(record: Record, classes: int) -> float | None:
    threshold = record.take("threshold")
    if threshold is None:
        return None
    if type(threshold) is not float or not 0.0 < threshold < 1.0 or classes != 2:
        raise FormatError(
            f"{record.where}: threshold is {describe(threshold)}; expected null or, "
            "with two classes, a number between 0 and 1"
        )
    return threshold


def _files(record: Record) -> dict[str, FileEntry]:
    entries = Record(record.take("files"), f"{record.where}: files")
    files: dict[str, FileEntry] = {}
    for name, entry in entries.fields().items():
        if not is_file_name(name):
            raise FormatError(f"{entries.where}: {name[:60]!r} is not a file name of a version")
        files[name] = _entry(Record(entry, f"{entries.where}: {name}"))
    return files


def _entry(record: Record) -> FileEntry:
    digits = _sha256(record, "sha256")
    return FileEntry(record.integer("size", 0, MAX_FILE_BYTES), digits)


def _functions(record: Record) -> dict[str, str]:
    """Return the digest of each module; models that call no functions have no such field."""
    if "functions" not in record.fields():
        return {}
    modules = Record(record.take("functions"), f"{record.where}: functions")
    functions = {name: _sha256(modules, name) for name in modules.fields()}
    if len(functions) > MAX_FUNCTIONS:
        raise FormatError(
            f"{modules.where}: found {len(functions)} modules; expected at most {MAX_FUNCTIONS}"
        )
    for name, digits in functions.items():
        if re.fullmatch(_MODULE, name, re.ASCII) is None or not name.endswith(
            f"_{digits[:DIGEST_DIGITS]}"
        ):
            raise FormatError(
                f"{modules.where}: {name[:60]!r} is not the name of a module; expected one that "
                f"ends with the first {DIGEST_DIGITS} digits of its sha256"
            )
    return functions


def _reference(record: Record, classes: tuple[str, ...]) -> "Reference | None":
    if "reference" not in record.fields():
        return None
    # Imported here because older versions, and exports without texts to test on, have none.
    from chalicelib.reference import read_reference

    return read_reference(Record(record.take("reference"), f"{record.where}: reference"), classes)


def _confidence(record: Record, several: bool) -> "Confidence | None":
    if "confidence" not in record.fields():
        return None
    if several:
        raise FormatError(f"{record.where}: found a confidence; expected none with several labels")
    from chalicelib.reference import read_confidence  # as above

    return read_confidence(Record(record.take("confidence"), f"{record.where}: confidence"))


def _sha256(record: Record, name: str) -> str:
    digits = record.text(name)
    if len(digits) != SHA256_DIGITS or digits.strip(HEXADECIMAL):
        raise FormatError(f"{record.where}: {name[:60]} must have 64 hexadecimal digits")
    return digits

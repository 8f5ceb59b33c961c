"""Read a list of a policy from a file: one entry a line, with its kind before a colon."""

from pathlib import Path

from chalicelib.policy.reader import KINDS, MAX_ENTRIES, entry_fault
from train.errors import InputError
from train.files import read_bytes

EXPECTED = "expected 'phrase: ', 'sender: ' or 'domain: ' before an entry"


def read_entries(path: Path) -> dict[str, list[str]]:
    """Return the entries of a file as a policy holds them; an empty file is an empty list.

    Empty lines and those that begin with `#` are skipped, and so are repeated entries.

    Raises
    ------
    InputError
        If the file cannot be read, or a line is no entry; names the line, never its content.
    """
    try:
        lines = read_bytes(path).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as exc:
        raise InputError(f"{path}: expected UTF-8 ({exc.reason} at byte {exc.start})") from exc
    entries: dict[str, dict[str, None]] = {kind: {} for kind in KINDS}
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            kind, entry = _entry(line, f"{path}: line {number}")
            entries[kind][entry] = None
    for kind, found in entries.items():
        if len(found) > MAX_ENTRIES:
            raise InputError(f"{path}: found {len(found)} {kind}s; expected at most {MAX_ENTRIES}")
    return {f"{kind}s": [*found] for kind, found in entries.items()}


def _entry(line: str, where: str) -> tuple[str, str]:
    name, colon, entry = line.partition(":")
    kind, entry = name.strip().lower(), entry.strip()
    if not colon or kind not in KINDS:
        raise InputError(f"{where}: {EXPECTED}")
    if fault := entry_fault(kind, entry):
        raise InputError(f"{where}: the {kind} {fault}")
    return kind, entry

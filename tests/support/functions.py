"""Write modules of `chalicelib.functions` by hand, so that tests can break one rule at a time."""

import hashlib
from pathlib import Path
from typing import Any

from chalicelib.strict_json import Record

SPLIT = '__all__ = ["split"]\n\n\ndef split(text):\n    return text.split()\n'


def write_module(folder: Path, source: str, stem: str = "split") -> dict[str, str]:
    """Write a module under its proper name; return the manifest's `functions`."""
    raw = source.encode()
    digest = hashlib.sha256(raw).hexdigest()
    name = f"{stem}_{digest[:12]}"
    (folder / f"{name}.py").write_bytes(raw)
    return {name: digest}


def reference(functions: dict[str, str], name: str = "split", **more: Any) -> Record:
    """Return a reference to an object of the only module."""
    (module,) = functions
    return Record({"module": module, "object": name} | more, "block 0: tokenizer")

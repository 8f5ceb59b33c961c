"""Make the module of a slice, which is deployed: its name ends with the digest of its source."""

from typing import Any

from chalicelib.version_names import DIGEST_DIGITS
from train.export.functions.copied_code import notice
from train.export.functions.data_modules import source_digest
from train.export.functions.slices.slice import Sliced

MAX_STEM = 60


def module_of(sliced: Sliced, shown: str) -> tuple[dict[str, Any], str, str]:
    """Return the reference, the module's name, and its source with a docstring."""
    docstring = (
        f'"""{shown}: a function of the model\'s author, cut out of its module.\n\n'
        "Written by `python -m train export`. Do not edit it: its name ends with the digest of\n"
        "its source, and models name it by both. See docs/functions.md.\n"
        f'{_notices(sliced)}"""\n\n'
    )
    source = docstring + sliced.module_source
    stem = "".join(char if char.isascii() and char.isalnum() else "_" for char in shown.lower())
    stem = stem.strip("_")[:MAX_STEM]
    stem = stem if stem[:1].isalpha() else f"function_{stem}"
    module = f"{stem}_{source_digest(source)[:DIGEST_DIGITS]}"
    reference: dict[str, Any] = {"module": module, "object": sliced.object_name}
    if sliced.state is not None:
        reference["state"] = sliced.state
    return reference, module, source


def _notices(sliced: Sliced) -> str:
    """Return what the docstring says of code that is copied from packages."""
    notices = ", ".join(map(notice, sliced.copied))
    return f"It has code of {notices}, cut out and changed.\n" if notices else ""

"""Write data that a function needs, such as abbreviations or lemmas, into a module of its own.

The data may have megabytes, and many functions share it: each imports the same module of
`chalicelib.functions`, whose name ends with the digest of its source. The manifest names it like
the modules of the functions, so a deployment that lacks it is refused. To let a part of a package
such as NLTK be deployed with its data:

1. Write what stands for the part in `chalicelib.scoring`. It takes a `PackedData` as its last
   argument, and calls its method `made_by` when it is used, not when it is made.
2. Read the data of the author's package, and call `data_module` with it, once for each data:
   `functools.cache` the function that does both.
3. Return a `StandIn` from `train.export.functions.trials.stand_ins.object_of`, with the name of
   what stands for the part, its arguments and the module.
"""

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

from chalicelib.scoring.packed_data import STEM, pack
from chalicelib.version_names import DIGEST_DIGITS
from train.errors import InputError

MAX_PACKED_BYTES = 4_000_000
"""The largest data, packed: what a deployment brings must stay below Lambda's 50 MB."""
_WIDTH = 96


class DataModule(NamedTuple):
    """A module of `chalicelib.functions` that holds data as `DATA`: its name and its source."""

    name: str
    source: str


def data_module(stem: str, about: str, value: object) -> DataModule:
    """Return the module that holds some data.

    Parameters
    ----------
    stem
        What the name of the module says of the data, such as `punkt_english`.
    about
        A phrase that names the data for who reads the module.
    value
        Plain data of JSON: lists, dictionaries, strings, numbers, None. Group what repeats, and
        sort what has no order: the same data must give the same module.

    Raises
    ------
    InputError
        If it is larger than `MAX_PACKED_BYTES`.

    Examples
    --------
    >>> data_module("punkt_english", "Punkt's parameters for English", ["mr"]).name[:-12]
    'data_of_punkt_english_'
    """
    packed = pack(value)
    if len(packed) > MAX_PACKED_BYTES:
        raise InputError(
            f"{about}: {len(packed):,} bytes packed; expected at most {MAX_PACKED_BYTES:,}"
        )
    lines = [packed[at : at + _WIDTH] for at in range(0, len(packed), _WIDTH)]
    source = (
        f'"""{about}: data that functions of models\' authors need.\n\n'
        "Written by `python -m train export`. Do not edit it: its name ends with the digest of\n"
        'its source, and functions import it by its name. See docs/functions.md.\n"""\n\n'
        "from chalicelib.scoring.packed_data import PackedData\n\n"
        'DATA = PackedData(\n    """\n' + "\n".join(lines) + '\n"""\n)\n'
    )
    digest = source_digest(source)
    return DataModule(f"{STEM}{stem}_{digest[:DIGEST_DIGITS]}", source)


def source_digest(source: str) -> str:
    """Return the SHA-256 of a module's source, as hexadecimal digits."""
    return hashlib.sha256(source.encode()).hexdigest()


def digests_of(sources: Mapping[str, str]) -> dict[str, str]:
    """Return the manifest's `functions`: the digest of each module by its name."""
    return {name: source_digest(source) for name, source in sorted(sources.items())}

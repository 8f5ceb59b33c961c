"""Data that functions of models' authors need, such as lists of words, packed into one string.

`export` writes each such data into a module of `chalicelib.functions`, see
`train.export.functions.data_modules`. Importing it takes a millisecond for each 500 kB; the data
is unpacked at its first use and then kept. Standard library only, see
`chalicelib.scoring.artifact`.
"""

import json
import zlib
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable
from typing import Any, TypeVar

STEM = "data_of_"
"""How the names of modules that hold data begin."""
_LEVEL = 9
Made = TypeVar("Made")


class PackedData:
    """Plain data of JSON, unpacked at the first use.

    Parameters
    ----------
    packed
        What `pack` returns; white space is ignored.
    """

    __slots__ = ("_made", "_packed")

    def __init__(self, packed: str) -> None:
        self._packed = packed
        self._made: dict[Callable[[Any], Any], Any] = {}

    def made_by(self, make: Callable[[Any], Made]) -> Made:
        """Return the result of a function of the data; it is called once, and its result is shared.

        Give a function of a module: each new lambda would be another one.

        >>> data = PackedData(pack(["mr", "dr"]))
        >>> data.made_by(frozenset) is data.made_by(frozenset)
        True
        """
        if make not in self._made:
            self._made[make] = make(json.loads(zlib.decompress(a2b_base64(self._packed))))
        made: Made = self._made[make]
        return made


def pack(value: object) -> str:
    """Return plain data, such as lists and dictionaries of strings, as one string of ASCII.

    The same data gives the same string. Raises TypeError or ValueError if JSON does not have it.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    packed = zlib.compress(text.encode("utf-8", "surrogatepass"), _LEVEL)
    return b2a_base64(packed, newline=False).decode()

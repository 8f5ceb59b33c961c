"""What a slice has in place of an object of another package."""

from typing import NamedTuple

from train.export.functions.data_modules import DataModule


class StandIn(NamedTuple):
    """The call of a class or a function of a module of `chalicelib`.

    It is called with `arguments`, as they are written, and then the `PackedData` of each module in
    `data`.
    """

    module: str
    name: str
    arguments: str = ""
    data: tuple[DataModule, ...] = ()

"""A job: how many texts, how long they are, and what one of them takes to score."""

import math
from typing import NamedTuple

from chalicelib.bulk.options import usual_part_bytes

LINE_BYTES = len('{"text": ""}\n')
"""What a line of JSON has beside its text."""


class Speed(NamedTuple):
    """The seconds of a processor for a text, and for each kB (1,000 bytes) of it."""

    text: float
    kilobyte: float

    def seconds(self, text_bytes: int) -> float:
        """Return the seconds for a text.

        >>> Speed(0.001, 0.002).seconds(4_000)  # 0.001 + 4 x 0.002
        0.009000000000000001
        """
        return self.text + self.kilobyte * text_bytes / 1000


class Job(NamedTuple):
    """Texts of one length in JSON lines; without `part_bytes`, its parts have the usual size."""

    texts: int
    text_bytes: int
    part_bytes: int | None = None

    @property
    def input_bytes(self) -> int:
        """The bytes of all lines."""
        return self.texts * (self.text_bytes + LINE_BYTES)

    @property
    def size_of_part(self) -> int:
        """The bytes of input in a part.

        >>> Job(10**8, 87).size_of_part  # ten billion bytes in 4,000 parts
        2500000
        """
        return self.part_bytes or usual_part_bytes(self.input_bytes)

    @property
    def parts(self) -> int:
        """The number of parts.

        >>> Job(texts=3, text_bytes=87, part_bytes=200).parts  # 3 lines of 100 bytes
        2
        """
        return math.ceil(self.input_bytes / self.size_of_part)

    def processor_seconds(self, speed: Speed) -> float:
        """Return the seconds of one processor for all texts."""
        return self.texts * speed.seconds(self.text_bytes)

"""Read a range of an object in blocks, so that a part of any size takes bounded memory."""

from collections.abc import Callable, Iterator

BLOCK_BYTES = 4 * 2**20
BEYOND_BYTES = 64 * 2**10
"""The bytes read beyond a range at first, because the last line may continue there."""

Read = Callable[[int, int], bytes]


def blocks(read: Read, start: int, end: int, size: int) -> Iterator[bytes]:
    """Yield the bytes of an object from `start` on; beyond `end`, only if they are asked for.

    Parameters
    ----------
    read
        Returns the bytes from one offset to before another one.
    start, end
        The range.
    size
        The size of the object, where the blocks end.

    Examples
    --------
    >>> [len(each) for each in blocks(lambda start, end: bytes(end - start), 10, 20, 10**6)][:3]
    [65546, 131072, 262144]
    """
    at, beyond = start, BEYOND_BYTES
    while at < size:
        length = min(max(end - at, 0), BLOCK_BYTES)
        if length < BLOCK_BYTES:
            length = min(length + beyond, BLOCK_BYTES)
            beyond *= 2
        stop = min(at + length, size)
        yield read(at, stop)
        at = stop

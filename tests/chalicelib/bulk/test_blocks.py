"""Objects are read in blocks, and no further than is asked for."""

import pytest

from chalicelib.bulk import blocks
from chalicelib.bulk.blocks import BLOCK_BYTES


@pytest.mark.parametrize(
    ("start", "end", "size", "expected"),
    [
        pytest.param(0, 9, 9, [9], id="whole"),
        pytest.param(5, 5, 5, [], id="nothing"),
        pytest.param(5, 9, 12, [7], id="to the end"),
        pytest.param(0, 9, 2**20, [65_545, 131_072, 262_144, 524_288, 65_527], id="beyond"),
        pytest.param(9, 9 + 2 * BLOCK_BYTES, 9 + 2 * BLOCK_BYTES, [BLOCK_BYTES] * 2, id="large"),
        pytest.param(0, BLOCK_BYTES - 9, 10**9, [BLOCK_BYTES, 131_072], id="full block"),
    ],
)
def test_blocks_grow_beyond_the_range(start: int, end: int, size: int, expected: list[int]) -> None:
    ranges: list[tuple[int, int]] = []

    def read(at: int, stop: int) -> bytes:
        ranges.append((at, stop))
        return b""

    found = blocks.blocks(read, start, end, size)
    for _ in expected:
        next(found)
    assert [stop - at for at, stop in ranges] == expected
    if size < 10**9:
        assert next(found, None) is None
        assert [start, *(stop for _, stop in ranges)][-1] == size

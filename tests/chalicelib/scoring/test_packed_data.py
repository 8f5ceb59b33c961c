"""Data of authors' functions is unpacked at its first use, and only then."""

import pytest

from chalicelib.scoring.packed_data import PackedData, pack

VALUE = {"words": ["caf\u00e9", "\ud83d", ""], "numbers": [1, 0.5, None]}


def test_data_is_what_was_packed() -> None:
    packed = pack(VALUE)
    assert packed.isascii()
    assert PackedData(f"\n{packed[:8]}\n{packed[8:]}\n").made_by(dict) == VALUE


def test_each_maker_is_called_once() -> None:
    calls: list[object] = []
    data = PackedData(pack([1, 2]))
    assert [data.made_by(calls.append) for _ in range(2)] == [None, None]
    assert calls == [[1, 2]]
    assert data.made_by(sum) == 3


def test_nothing_is_unpacked_before() -> None:
    data = PackedData("no data")
    with pytest.raises(ValueError, match="padding"):
        data.made_by(list)


@pytest.mark.parametrize("value", [{1, 2}, object(), b"a", float("nan")])
def test_only_data_of_json_is_packed(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        pack(value)

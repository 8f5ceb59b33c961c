"""Rows on disk come back, each once, in random order, whatever their number."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.support.full_disk import fill_disk, needs_full_disk
from train.errors import InputError
from train.streaming import shuffled_rows
from train.streaming.shuffled_rows import ShuffledRows, StoredRow

SORTED = [StoredRow(number // 300, number, f"text {number}") for number in range(600)]
ODD = [StoredRow(65_535, 2**64 - 1, "caf\u00e9 \ud800 \N{GRINNING FACE}"), StoredRow(0, 0, "")]


@pytest.fixture
def rows() -> Iterator[ShuffledRows]:
    with ShuffledRows(seed=1) as made:
        yield made


def filled(rows: ShuffledRows, added: Sequence[StoredRow]) -> ShuffledRows:
    for row in added:
        rows.add(*row)
    return rows


def test_each_row_comes_back_once(rows: ShuffledRows) -> None:
    found = list(filled(rows, SORTED + ODD).read(seed=1))
    assert Counter(found) == Counter(SORTED + ODD)


def test_rows_sorted_by_label_are_mixed(rows: ShuffledRows) -> None:
    found = [row.label for row in filled(rows, SORTED).read(seed=1)]
    runs = sum(found[at] != found[at - 1] for at in range(1, len(found)))
    assert runs == pytest.approx(len(found) / 2, rel=0.2)  # as of coin tosses


def test_the_seed_decides_the_order(rows: ShuffledRows) -> None:
    filled(rows, SORTED)
    first, again, other = (list(rows.read(seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_a_file_that_is_too_large_for_the_memory_is_spread_again(
    rows: ShuffledRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shuffled_rows, "FILES", 2)
    monkeypatch.setattr(shuffled_rows, "MOST_BYTES_READ", 2_000)
    sizes: list[int] = []
    starts = shuffled_rows._starts

    def measured(raw: bytes) -> Iterator[int]:
        sizes.append(len(raw))
        return starts(raw)

    monkeypatch.setattr(shuffled_rows, "_starts", measured)
    with ShuffledRows(seed=1) as two:
        assert Counter(filled(two, SORTED).read(seed=1)) == Counter(SORTED)
    assert max(sizes) <= 2_000


def test_the_texts_are_counted_in_bytes_of_utf_8(rows: ShuffledRows) -> None:
    assert rows.add(0, 0, "caf\u00e9") == 5
    assert rows.add(0, 0, "a" * 100_000) == 100_000
    assert (rows.texts, rows.text_bytes, rows.start_bytes) == (2, 100_005, 65_541)


def test_no_file_is_left_and_none_has_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with ShuffledRows(seed=1) as rows:
        filled(rows, SORTED)
        assert list(tmp_path.iterdir()) == []


@needs_full_disk
def test_a_full_disk_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMPDIR", raising=False)
    fill_disk(monkeypatch)
    with (
        pytest.raises(InputError, match=r"copy of the texts there: No space left.*TMPDIR"),
        ShuffledRows(seed=1) as rows,
    ):
        list(filled(rows, SORTED).read(seed=1))


def test_a_temporary_directory_that_cannot_be_used_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "none"))
    with pytest.raises(InputError, match=r"TMPDIR names .*none: no file can be written there: No"):
        ShuffledRows(seed=1)
    (tmp_path / "none").mkdir()
    with ShuffledRows(seed=1) as rows:
        assert list(rows.read(seed=1)) == []

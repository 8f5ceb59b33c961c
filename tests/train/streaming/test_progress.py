"""Without a terminal, a long run says from time to time how far it is."""

import pytest

from train.streaming import progress
from train.streaming.progress import told_progress


@pytest.mark.parametrize(("total", "of"), [(None, ""), (25, " of 25")])
def test_a_line_is_told_for_each_so_many_texts(
    total: int | None, of: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "TOLD_EACH", 10)
    told: list[str] = []
    assert list(told_progress(range(25), "read", total, told.append)) == list(range(25))
    assert told == [f"read: 10{of} texts", f"read: 20{of} texts"]

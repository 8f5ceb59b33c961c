"""Which of several rows at the same distance are chosen."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.neighbors import NearestNeighbors

from chalicelib.scoring.kinds.nearest import first, heap

distances = st.lists(st.integers(0, 5), min_size=1, max_size=40)


@pytest.mark.no_cover
@settings(max_examples=50, deadline=None)
@given(distances=distances, data=st.data())
def test_the_heap_keeps_what_scikit_learns_keeps(distances: list[int], data: st.DataObject) -> None:
    count = data.draw(st.integers(1, len(distances)))
    rows = np.array(distances, dtype=float)[:, None]
    search = NearestNeighbors(n_neighbors=count, algorithm="brute", metric="manhattan").fit(rows)
    expected = search.kneighbors([[0.0]], return_distance=False)[0]
    assert sorted(heap(rows[:, 0].tolist(), count)) == sorted(expected)


@given(distances=distances, data=st.data())
def test_the_first_of_equal_rows_are_taken(distances: list[int], data: st.DataObject) -> None:
    count = data.draw(st.integers(1, len(distances)))
    expected = sorted(range(len(distances)), key=distances.__getitem__)[:count]
    assert sorted(first([*map(float, distances)], count)) == sorted(expected)

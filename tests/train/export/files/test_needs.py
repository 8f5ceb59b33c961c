"""What a pickle needs is listed without running it."""

import io
import pickle
import struct
from collections import Counter, OrderedDict, deque
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
import sklearn
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from tests.support.parity import LABELS, TRAINING
from train.export.files.needs import Name, Needs, main_names, modules, needs
from train.export.files.recognition import ModelFile, recognize


def file_of(content: bytes) -> ModelFile:
    return ModelFile(Path("model.pkl"), "pickle", None, len(content), content)


@pytest.fixture(scope="module")
def pipeline() -> Any:
    objects = LogisticRegression()
    objects.classes_of_objects = np.array(["a", None, 3], dtype=object)
    forest = RandomForestClassifier(2, random_state=0)
    steps = make_pipeline(TfidfVectorizer(), forest).fit(TRAINING, LABELS)
    return {"model": steps, "objects": objects, "words": np.array(["free", "café"])}


@pytest.mark.parametrize("compress", [0, 3])
def test_joblib_files_are_followed_past_their_arrays(
    tmp_path: Path, pipeline: Any, compress: int
) -> None:
    path = tmp_path / "model.joblib"
    joblib.dump(pipeline, path, compress=compress)
    found = needs(recognize(path))
    assert found.whole
    assert Name("sklearn.tree._tree", "Tree") in found.names
    assert found.versions["Pipeline"] == found.versions["LogisticRegression"] == sklearn.__version__


@pytest.mark.parametrize("protocol", range(6))
def test_every_protocol_is_followed(pipeline: Any, protocol: int) -> None:
    found = needs(file_of(pickle.dumps(pipeline, protocol)))
    assert found.whole
    assert found.versions["TfidfVectorizer"] == sklearn.__version__
    assert "copy_reg" not in {name.module for name in found.names}


def test_containers_of_other_kinds_are_followed() -> None:
    held = [Counter("ab"), OrderedDict(a=1), deque([1]), {1, 2}, frozenset({3}), range(2)]
    assert needs(file_of(pickle.dumps(held))).whole


def test_nothing_is_run(tmp_path: Path) -> None:
    made = tmp_path / "made"
    hostile = b"cos\nmkdir\n(V" + str(made).encode() + b"\ntR."
    found = Needs((Name("os", "mkdir"),), {}, whole=True, ends=(len(hostile),))
    assert needs(file_of(hostile)) == found
    assert not made.exists()


@pytest.mark.parametrize("content", [b"\x80\x04cos\nmkdir\n", b"\x80\x04cos\nmkdir\n(\x94(tR."])
def test_a_broken_pickle_shows_what_was_read(content: bytes) -> None:
    assert needs(file_of(content)) == Needs((Name("os", "mkdir"),), {}, whole=False)


def test_names_of_the_script_are_found() -> None:
    content = b"\x80\x04(c__main__\nporter\nc__main__\nclean\ncre\n_compile\nl."
    assert main_names(file_of(content)) == ["porter", "clean"]
    assert main_names(file_of(pickle.dumps("__main__"))) == []
    names = needs(file_of(content)).names
    assert [module for module, _ in modules(names)] == ["__main__", "re"]


def test_an_array_of_a_size_below_0_ends_the_reading() -> None:
    buffer = io.BytesIO()
    values = np.arange(3, dtype=np.int8)
    joblib.dump(values, buffer, protocol=2)  # without frames, whose length would differ
    content = buffer.getvalue()
    assert needs(file_of(content)).whole
    before = len(content) - len(values.tobytes() + b".") + len(b"J\0\0\0\0") - len(b"K\x03")
    back = struct.pack("<i", 2 - before)  # from the array to the first instruction, again and again
    hostile = content.replace(b"K\x03\x85", b"J" + back + b"\x85", 1)
    assert not needs(file_of(hostile)).whole


def test_a_cut_array_ends_the_reading() -> None:
    buffer = io.BytesIO()
    joblib.dump(np.arange(3.0), buffer)
    assert not needs(file_of(buffer.getvalue()[:-9])).whole

"""A pickle that cannot be loaded is refused with the reason, as doctor gives it."""

import pickle
from pathlib import Path

import pytest
from sklearn.feature_extraction.text import CountVectorizer

from tests.support.parity import TRAINING
from train.doctor.file_facts import file_facts
from train.errors import InputError
from train.export.files.loading import Loading, load
from train.export.files.recognition import recognize

CONTENT = pickle.dumps(CountVectorizer().fit(TRAINING))


def changed(content: bytes) -> bytes:
    """Return a pickle in which two bytes of a name are those of other instructions."""
    return content.replace(b"vocabulary_", b"vocabu\xffary\xff", 1)


@pytest.mark.parametrize("content", [CONTENT[:-9], CONTENT[: len(CONTENT) // 2], changed(CONTENT)])
def test_a_damaged_pickle_is_to_be_copied_again(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.pkl"
    path.write_bytes(content)
    message = f"{path}: ends too early, or is broken; copy it again"
    with pytest.raises(InputError) as refused:
        load(recognize(path), Loading())
    assert str(refused.value) == message
    assert file_facts(path, [], None, print)[0].obstacles == [message]


def test_data_of_nltk_that_a_module_of_the_pickle_needs_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "reads_words.py").write_text("raise LookupError(\"\\nnltk.download('stopwords')\")")
    monkeypatch.syspath_prepend(tmp_path)
    path = tmp_path / "model.pkl"
    path.write_bytes(b"\x80\x04creads_words\nclean\n.")
    message = r"needs NLTK's data 'stopwords', which is not .* python -m nltk.downloader stopwords$"
    with pytest.raises(InputError, match=f"model.pkl: code that it imports {message}"):
        load(recognize(path), Loading())

"""Data of functions is in modules of its own, which are written, named and resolved like theirs."""

from pathlib import Path

import pytest

from chalicelib.strict_json import Record
from chalicelib.version_names import DIGEST_DIGITS
from train.errors import InputError
from train.export.functions import data_modules, exporter
from train.export.functions.data_modules import data_module, source_digest
from train.export.functions.exporter import FunctionExporter
from train.export.functions.slices.slice import Sliced

WORDS = data_module("words", "words of a test", ["free", "prize"])
SOURCE = f"""__all__ = ["known"]
from chalicelib.functions.{WORDS.name} import DATA

def known(text):
    return [word for word in text.split() if word in DATA.made_by(frozenset)]
"""


def known(text: str) -> list[str]:
    return [word for word in text.split() if word in ("free", "prize")]


@pytest.fixture
def functions(monkeypatch: pytest.MonkeyPatch) -> FunctionExporter:
    def cut(*_: object, **__: object) -> Sliced:
        return Sliced(SOURCE, "known", None, [], dict([WORDS]))

    monkeypatch.setattr(exporter, "slice_function", cut)
    return FunctionExporter()


def test_the_name_is_that_of_the_source() -> None:
    assert WORDS.name == f"data_of_words_{source_digest(WORDS.source)[:DIGEST_DIGITS]}"
    assert data_module("words", "words of a test", ["free", "prize"]) == WORDS
    assert data_module("words", "words of a test", ["free"]).name != WORDS.name
    assert WORDS.source.startswith('"""words of a test: data that functions')
    assert max(map(len, WORDS.source.splitlines())) <= 100


def test_data_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_modules, "MAX_PACKED_BYTES", 20)
    with pytest.raises(InputError, match="words: 32 bytes packed; expected at most 20"):
        data_module("words", "words", ["free", "prize"])


def test_data_is_named_resolved_and_written_with_its_function(
    functions: FunctionExporter, tmp_path: Path
) -> None:
    reference = functions.reference(known)
    assert functions.resolve(Record(reference, "block 0")).terms("a free b") == ["free"]
    ((name, source),) = functions.modules.items()
    assert functions.digests == {
        WORDS.name: source_digest(WORDS.source),
        name: source_digest(source),
    }
    assert functions.write(tmp_path) == [
        f"wrote chalicelib/functions/{each}.py: deploy before you promote"
        for each in (WORDS.name, name)
    ]
    folder = tmp_path / "chalicelib" / "functions"
    assert (folder / f"{WORDS.name}.py").read_text() == WORDS.source

"""A method is named with its object or its class."""

from pathlib import Path

import pytest

from tests.train.export.functions.slices.test_slice import results_of
from train.errors import InputError
from train.export.files.named_function import load_function
from train.export.functions.slices.slice import slice_function


def test_the_method_of_an_object_has_the_name_of_both(tmp_path: Path) -> None:
    source = (
        "class Detector:\n    end = '!'\n"
        "    def clean(self, text):\n        return text + self.end\n"
        "    @staticmethod\n    def lower(text):\n        return text.lower()\n"
        "detector = Detector()\n"
    )
    path = tmp_path / "detector_of_mine.py"
    path.write_text(source)
    assert load_function(f"{path}:detector.clean")("A") == "A!"
    assert load_function(f"{path}:Detector.lower")("A") == "a"
    assert load_function(f"{path}:Detector.clean")("A") == "A!"
    with pytest.raises(InputError, match=r"has no function 'detector.missing'"):
        load_function(f"{path}:detector.missing")


def test_a_method_of_a_class_needs_an_object_of_it(tmp_path: Path) -> None:
    source = (
        "class {}:\n def __init__(self{}): self.end = '!'\n"
        " def clean(self, text): return text + self.end"
    )
    path = tmp_path / "classes_of_mine.py"
    path.write_text("\n".join([source.format("Made", ""), source.format("Given", ", end")]))
    assert load_function(f"{path}:Made.clean").__self__.end == "!"
    with pytest.raises(
        InputError, match=r"Given\.clean is a method, and Given\(\) raises TypeError"
    ):
        load_function(f"{path}:Given.clean")


CLASS = """
class Detector:
    stop = {"the"}
    kept = None

    def __init__(self, path):
        self.model = open(path)

    def load(self):
        self.kept = {"free"}

    def tidy(self, text):
        return " ".join(word for word in self.words(text) if word not in self.stop)

    @staticmethod
    def words(text):
        return text.lower().split()

    def with_kept(self, text):
        return text if self.kept is None else text.lower()

    def with_model(self, text):
        return self.tidy(text) + str(self.model)

    def passed_on(self, text):
        return str.format(text, self)

    def of_base(self, text):
        return text + super().__str__()
"""


def test_a_method_that_uses_only_methods_needs_no_object(tmp_path: Path) -> None:
    path = tmp_path / "loads_models.py"
    path.write_text(CLASS)
    tidy = load_function(f"{path}:Detector.tidy")
    assert results_of(slice_function(tidy), ["See THE end"]) == ["see end"]
    for name in ("with_kept", "with_model", "passed_on", "of_base"):
        with pytest.raises(InputError, match=rf"Detector\.{name} is a method, and Detector\(\) r"):
            load_function(f"{path}:Detector.{name}")

"""The examples of intents in Rasa's YAML and Markdown are texts with their intents as labels."""

from pathlib import Path

import pytest

from tests.support.corpus_files import folder, read, told, written
from train.errors import InputError

YAML = """version: "3.1"

nlu:
- intent: greet
  examples: |
    - hey there
    - good day, [Ann]{"entity": "name"}!
- synonym: lamp
  examples: |
    - bulb
- intent: faq/order
  examples: |
    - a lamp for [Lyon](city)
    - two: lamps
responses:
  utter_greet:
  - text: "hello you"
"""
MARKDOWN = """## intent:greet
- hey there
- good day, [Ann](name)!

## synonym:lamp
- bulb

## intent:faq/order
- a lamp for [Lyon](city)
- two: lamps
"""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("nlu.yml", YAML, id="yaml"),
        pytest.param("nlu.yml", YAML.replace("\n", "\r\n"), id="windows"),
        pytest.param("nlu.md", MARKDOWN, id="markdown"),
    ],
)
def test_the_examples_of_intents_are_read(tmp_path: Path, name: str, content: str) -> None:
    corpus, lines = told(written(tmp_path, name, content.encode()))
    assert corpus.texts == ["hey there", "good day, Ann!", "a lamp for Lyon", "two: lamps"]
    assert corpus.labels == ["greet", "greet", "faq/order", "faq/order"]
    assert lines == []


def test_stories_next_to_intents_are_left_out(tmp_path: Path) -> None:
    files = {"nlu.yml": YAML.encode(), "rules.yml": b"rules:\n- rule: a\n", "b.yaml": b"stories:\n"}
    data = folder(tmp_path, files)
    corpus, lines = told(data)
    assert corpus.counts() == {"faq/order": 2, "greet": 2}
    others = ", ".join(str(data / name) for name in ("b.yaml", "rules.yml"))
    assert lines == [f"not read, because it has no intents: {others}"]


def test_other_yaml_with_intents_is_refused(tmp_path: Path) -> None:
    stories = b"stories:\n- story: a\n  steps:\n  - intent: greet\n  - action: utter_greet\n"
    with pytest.raises(InputError, match="is YAML, whose lines are no texts"):
        read(tmp_path, "stories.yml", stories)

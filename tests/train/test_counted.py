"""No message of the commands leaves a number open, as "1 row" with an s in brackets does."""

import re
from pathlib import Path

import train

OPEN = re.compile(r"(?<!http)\((?:s|es)\)|'e?s' \*")


def test_messages_have_the_right_number() -> None:
    files = sorted(Path(train.__path__[0]).rglob("*.py"))
    found = {path.name: OPEN.findall(path.read_text(encoding="utf-8")) for path in files}
    left = {name: each for name, each in found.items() if each}
    assert left == {"transformers.py": ["'s' *"]}  # "the columns a, b" has no number

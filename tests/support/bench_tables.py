"""Texts for the tables of benchmarks, and the cells of a row."""

import json
from pathlib import Path

HAM = ["see you", "at eight", "on the train", "going home", "sorry late"]
SPAM = ["free prize", "win cash", "claim now", "call today", "urgent loan"]
WHEN = [f"{day} {time}" for day in ("today", "monday", "friday", "sunday") for time in "abcdefg"]
ROWS = [
    (label, f"{each} {when}")
    for label, phrases in (("ham", HAM), ("spam", SPAM))
    for each in phrases
    for when in WHEN
]
"""Labels and texts."""


def write(path: Path, rows: list[tuple[str, str]]) -> str:
    lines = [json.dumps({"label": label, "text": text}) for label, text in rows]
    path.write_text("\n".join(lines))
    return str(path)


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]

"""Texts of bulk jobs."""

from typing import Any

from tests.support.parity import TRAINING

TEXTS = [*TRAINING, "£100 \ud83d now", "a\x00b", "🙂", "\uff41\uff11", "see you\r\n"]
LEAST = 64 * 1024


def many(count: int = 3000) -> list[dict[str, Any]]:
    """Return rows that take several parts of the least size."""
    return [
        {"id": number, "text": f"{TEXTS[number % len(TEXTS)]} {number}"} for number in range(count)
    ]

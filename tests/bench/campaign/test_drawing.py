"""What is drawn is the same each time, and can reach a function behind API Gateway."""

import json
import random

import pytest

from bench.campaign.drawing import bodies
from bench.campaign.drawing.bodies import Limits, body, bomb
from bench.campaign.drawing.byte_damage import any_bytes, artifact
from bench.campaign.drawing.events import EVENT_BYTES, event
from bench.campaign.drawing.headers import MAX_BYTES
from bench.campaign.drawing.json_damage import damaged
from train.registry.bundle import Bundle

ROUTES = {"/spamorham": ["POST"], "/health": ["GET"], "/v2/models/{name}/infer": ["POST"]}
LIMITS = Limits(text_bytes=500, texts=5, request_bytes=2000)
CASES = range(150)


@pytest.fixture(autouse=True)
def small_bombs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BOMB_BYTES", 1000)


def drawn(case: int) -> random.Random:
    return random.Random(case)  # noqa: S311


def test_the_same_case_is_the_same_event() -> None:
    first, second = ([event(drawn(case), ROUTES, LIMITS) for case in CASES] for _ in range(2))
    assert first == second


def test_an_event_fits_api_gateway_and_lambda() -> None:
    for case in CASES:
        sent = event(drawn(case), ROUTES, LIMITS)
        headers = sent["headers"] or {}
        lines = [f"{name}: {value}\r\n" for name, value in headers.items()]
        assert len("".join(lines).encode()) <= MAX_BYTES
        assert sent["resource"] in ROUTES
        assert len((sent["body"] or "").encode("utf-8", "surrogateescape")) <= EVENT_BYTES * 3


def test_bodies_lie_around_the_limits() -> None:
    sizes = {len(body(drawn(case), LIMITS) or b"") for case in range(1000)}
    assert {499, 500, 501} <= sizes


def test_a_bomb_is_packed_once() -> None:
    packed: list[int] = []

    def pack(raw: bytes) -> bytes:
        packed.append(len(raw))
        return b"small"

    assert bomb(pack) == bomb(pack) == b"small"
    assert packed == [1000]


@pytest.mark.parametrize("damage", [artifact, lambda rng, raw: any_bytes(rng, raw, raw[::-1])])
def test_damage_is_the_same_each_time(damage: object, tutorial_bundle: Bundle) -> None:
    assert callable(damage)
    raw = tutorial_bundle.files["vectorizer.safetensors"]
    first, second = ([damage(drawn(case), raw) for case in range(40)] for _ in range(2))
    assert first == second
    assert sum(changed != raw for changed in first) > 30


def test_damaged_json_is_often_still_json() -> None:
    document = {"format": 1, "classes": ["ham", "spam"], "files": {"a": {"size": 3}}}
    parsed = 0
    for case in range(100):
        try:
            parsed += json.loads(damaged(drawn(case), document)) != document
        except (ValueError, RecursionError):
            continue
    assert parsed > 60

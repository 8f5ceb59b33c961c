"""The curves are drawn as SVG that can stand in a page with others."""

import re
from xml.etree import ElementTree as ET

import pytest

from train.evaluation.predictions import Prediction, Predictions
from train.report.charts import (
    calibration_picture,
    learning_picture,
    precision_recall_picture,
    precision_recall_start,
    threshold_picture,
)

ROWS = [("ham", 0.1), ("ham", 0.2), ("ham", 0.7), ("spam", 0.4), ("spam", 0.8), ("spam", 0.9)]
MODEL = Predictions(
    ("ham", "spam"),
    tuple(
        Prediction(str(at), label, "spam" if p > 0.5 else "ham", p)
        for at, (label, p) in enumerate(ROWS)
    ),
)
SURE = Predictions(MODEL.classes, (MODEL.rows[0], MODEL.rows[5]))
WRONG = Predictions(
    MODEL.classes,
    (Prediction("0", "ham", "spam", 0.9), Prediction("1", "spam", "ham", 0.1)),
)
NEVER = Predictions(
    MODEL.classes, tuple(Prediction(r.key, r.label, "ham", 0.25) for r in MODEL.rows)
)


def pictures(name: str) -> list[str]:
    return [
        precision_recall_picture(name, MODEL, NEVER),
        threshold_picture(name, MODEL, 0.5),
        calibration_picture(name, MODEL),
        learning_picture(name, [(100, 0.5, 0.1), (200, 0.75, 0.05)]),
        learning_picture(name, [(100, 0.5, 0.0)]),
    ]


@pytest.fixture(scope="module")
def drawn() -> list[str]:
    return pictures("a")


def test_the_same_picture_is_the_same_bytes(drawn: list[str]) -> None:
    assert pictures("a") == drawn


def test_a_picture_begins_with_its_svg_element_and_scales_with_the_page(drawn: list[str]) -> None:
    for svg in drawn:
        start = svg[: svg.index(">")]
        assert re.fullmatch(r'<svg role="img" aria-label="[^"]+" viewBox="[\d. ]+"', start)


def test_every_id_begins_with_the_pictures_name_and_every_reference_finds_its_id(
    drawn: list[str],
) -> None:
    for svg in drawn:
        ids = set(re.findall(r'\bid="([^"]*)"', svg))
        used = set(re.findall(r'href="#([^"]*)"|url\(#([^)]*)\)', svg))
        assert all(each.startswith("a-") for each in ids)
        assert {a or b for a, b in used} <= ids


def test_two_pictures_have_no_id_in_common() -> None:
    first, second = (
        set(re.findall(r'\bid="([^"]*)"', calibration_picture(name, MODEL))) for name in "ab"
    )
    assert not first & second


def test_ink_and_font_are_the_pages_own(drawn: list[str]) -> None:
    for svg in drawn:
        assert "currentColor" in svg
        assert "var(--first" in svg
        assert not re.findall(r"(?:fill|stroke): #(?!f{6})[0-9a-f]{6}", svg)
        assert "DejaVu" not in svg
        assert "<text" in svg


def test_a_picture_is_well_formed_and_tells_no_date(drawn: list[str]) -> None:
    space = '<svg xmlns:xlink="http://www.w3.org/1999/xlink" '
    for svg in drawn:
        ET.fromstring(svg.replace("<svg ", space, 1))  # noqa: S314 - our own
        assert "metadata" not in svg


def test_the_second_models_line_is_the_dashed_one() -> None:
    alone = precision_recall_picture("a", MODEL)
    both = precision_recall_picture("a", MODEL, NEVER)
    assert "var(--second" not in alone
    assert re.search(r"stroke-dasharray[^\"]*var\(--second", both)


@pytest.mark.parametrize(
    ("models", "start"),
    [
        pytest.param([SURE], 0.5, id="nothing below"),
        pytest.param([SURE, WRONG], 0.0, id="one is below"),
    ],
)
def test_axes_begin_where_something_happens(models: list[Predictions], start: float) -> None:
    assert precision_recall_start(*models) == start

"""Charts are SVG that can share a page with other charts."""

import re
from xml.etree import ElementTree as ET

import pytest

from train.evaluation.cross_validation import LearningPoint
from train.evaluation.predictions import Prediction, Predictions
from train.report.charts import (
    axis_start,
    calibration_chart,
    learning_chart,
    precision_recall_chart,
    threshold_chart,
)

ROWS = [("ham", 0.1), ("ham", 0.2), ("ham", 0.7), ("spam", 0.4), ("spam", 0.8), ("spam", 0.9)]
MODEL = Predictions(
    ("ham", "spam"),
    tuple(
        Prediction(str(at), label, "spam" if p > 0.5 else "ham", p)
        for at, (label, p) in enumerate(ROWS)
    ),
)
CONFIDENT = Predictions(MODEL.classes, (MODEL.rows[0], MODEL.rows[5]))
WRONG = Predictions(
    MODEL.classes,
    (Prediction("0", "ham", "spam", 0.9), Prediction("1", "spam", "ham", 0.1)),
)
NEVER = Predictions(
    MODEL.classes, tuple(Prediction(r.key, r.label, "ham", 0.25) for r in MODEL.rows)
)


def charts(name: str) -> list[str]:
    return [
        precision_recall_chart(name, MODEL, NEVER),
        threshold_chart(name, MODEL, 0.5),
        calibration_chart(name, MODEL),
        learning_chart(name, [LearningPoint(100, 0.5, 0.1), LearningPoint(200, 0.75, 0.05)]),
        learning_chart(name, [LearningPoint(100, 0.5, 0.0)]),
    ]


@pytest.fixture(scope="module")
def all_charts() -> list[str]:
    return charts("a")


def test_the_same_chart_is_the_same_bytes(all_charts: list[str]) -> None:
    assert charts("a") == all_charts


def test_a_chart_starts_with_its_svg_element_and_scales_with_the_page(
    all_charts: list[str],
) -> None:
    for svg in all_charts:
        start = svg[: svg.index(">")]
        assert re.fullmatch(r'<svg role="img" aria-label="[^"]+" viewBox="[\d. ]+"', start)


def test_every_id_starts_with_the_charts_name_and_every_reference_has_its_id(
    all_charts: list[str],
) -> None:
    for svg in all_charts:
        ids = set(re.findall(r'\bid="([^"]*)"', svg))
        used = set(re.findall(r'href="#([^"]*)"|url\(#([^)]*)\)', svg))
        assert all(each.startswith("a-") for each in ids)
        assert {a or b for a, b in used} <= ids


def test_two_charts_have_no_id_in_common() -> None:
    first, second = (
        set(re.findall(r'\bid="([^"]*)"', calibration_chart(name, MODEL))) for name in "ab"
    )
    assert not first & second


def test_colours_and_font_are_the_pages(all_charts: list[str]) -> None:
    for svg in all_charts:
        assert "currentColor" in svg
        assert "var(--first" in svg
        assert not re.findall(r"(?:fill|stroke): #(?!f{6})[0-9a-f]{6}", svg)
        assert "DejaVu" not in svg
        assert "<text" in svg


def test_a_chart_is_well_formed_and_holds_no_date(all_charts: list[str]) -> None:
    space = '<svg xmlns:xlink="http://www.w3.org/1999/xlink" '
    for svg in all_charts:
        ET.fromstring(str(svg).replace("<svg ", space, 1))  # noqa: S314 - our own
        assert "metadata" not in svg


def test_only_the_second_models_line_is_dashed() -> None:
    alone = precision_recall_chart("a", MODEL)
    both = precision_recall_chart("a", MODEL, NEVER)
    assert "var(--second" not in alone
    assert re.search(r"stroke-dasharray[^\"]*var\(--second", both)


@pytest.mark.parametrize(
    ("models", "start"),
    [
        pytest.param([CONFIDENT], 0.5, id="nothing-below"),
        pytest.param([CONFIDENT, WRONG], 0.0, id="one-is-below"),
    ],
)
def test_axes_start_at_one_half_if_nothing_is_below(
    models: list[Predictions], start: float
) -> None:
    assert axis_start(*models) == start

"""What makes the tests of training faster."""

from collections.abc import Callable, Iterator

import pytest
from markupsafe import Markup

from train.report import charts, comparison_report, model_report

CHARTS = ("precision_recall_chart", "threshold_chart", "calibration_chart", "learning_chart")


@pytest.fixture(scope="session", autouse=True)
def charts_drawn_once() -> Iterator[None]:
    """Draw each chart once for the same figures: most tests fit to the same few texts.

    A report takes a third of a second to draw. That the same chart is the same bytes is tested in
    report/test_charts.py, which draws without this fixture.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in CHARTS:
            drawn = _once(getattr(charts, name))
            for module in (model_report, comparison_report):
                if hasattr(module, name):
                    patch.setattr(module, name, drawn)
        yield


def _once(draw: Callable[..., Markup]) -> Callable[..., Markup]:
    """Return a chart's function that keeps what it drew; not all of its arguments are hashable."""
    drawn: dict[str, Markup] = {}

    def chart(*arguments: object) -> Markup:
        key = repr(arguments)
        if key not in drawn:
            drawn[key] = draw(*arguments)
        return drawn[key]

    return chart

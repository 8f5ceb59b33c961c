"""One text a second is measured, and 200 of them are compared with the reference."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from chalicelib.serving.drift import SAMPLES, DriftSampler, stability_index
from chalicelib.serving.telemetry import Telemetry
from tests.support.measured import served
from tests.support.references import REFERENCE

SHARES = REFERENCE["scores"]["shares"]


class Service:
    """A process with a clock that the test sets."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.now = 0.0
        self._capsys = capsys
        self.telemetry = Telemetry("spam-or-ham", lambda: self.now)
        self.respond([])

    def respond(self, labels: list[Any], *told: Any) -> dict[str, Any]:
        """Respond with these labels, and return the line of the request."""
        self.telemetry.predicted(labels, (), *told)
        self.telemetry.request("POST /spamorham", self.now, 200, labels, "v", [])
        line: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        return line


@pytest.fixture
def service(capsys: pytest.CaptureFixture[str]) -> Service:
    return Service(capsys)


def test_at_most_one_text_a_second_is_measured(service: Service) -> None:
    model, servable = served()
    for now in (0.5, 1.0, 1.9, 2.0, 2.5, 9.0):
        service.now = now
        line = service.respond(["ham"], servable, [f"{now}"])
        assert ("score" in line) == (now in (1.0, 2.0, 9.0))
    assert model.measured == ["1.0", "2.0", "9.0"]


def test_the_line_of_a_measured_text_has_its_score_and_known_share(service: Service) -> None:
    service.now = 1.0
    line = service.respond(["ham"], served(known=1 / 3)[1], ["-2.1234567"])
    assert (line["score"], line["known"]) == (-2.123457, 0.3333)
    metrics = {each["Name"] for each in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]}
    assert metrics & {"score", "known", "Drift"} == set()


def test_what_cannot_be_told_is_null(service: Service) -> None:
    service.now = 1.0
    assert service.respond(["ham"], served(known=None)[1], ["1"])["known"] is None


def test_the_texts_of_arrays_take_turns(service: Service) -> None:
    model, servable = served()
    for now in range(1, 5):
        service.now = now
        service.respond(["ham"] * 3, servable, ["0", "1", "2"])
    assert model.measured == ["0", "1", "2", "0"]


@pytest.mark.parametrize(
    ("changes", "texts"),
    [
        pytest.param({"reference": None}, ["1"], id="no-reference"),
        pytest.param({}, [], id="no-text"),
        pytest.param({}, ["13"], id="a-function-fails"),
    ],
)
def test_otherwise_the_line_is_as_before(
    service: Service, changes: dict[str, Any], texts: list[str]
) -> None:
    service.now = 1.0
    line = service.respond(["ham"], served(**changes)[1], texts)
    assert {"score", "known"} & set(line) == set()
    assert line["Texts"] == 1


def test_of_two_threads_whose_turn_it_is_one_measures(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, servable = served()
    service.now = 1.0

    @contextmanager
    def late() -> Iterator[None]:
        """Wait for the lock while another thread holds it."""
        monkeypatch.undo()
        other = threading.Thread(target=service.respond, args=[["ham"], servable, ["5"]])
        other.start()
        other.join()
        yield

    monkeypatch.setattr(service.telemetry, "_sampling", late())
    assert "score" not in service.respond(["ham"], servable, ["1"])
    assert model.measured == ["5"]


def test_200_samples_make_a_drift_and_the_next_ones_another(service: Service) -> None:
    _, servable = served()
    drifts = {}
    for now in range(1, 2 * SAMPLES + 1):
        service.now = now
        line = service.respond(["ham"], servable, ["5" if now <= SAMPLES else f"{now % 2 - 2}"])
        if "Drift" in line:
            drifts[now] = line["Drift"]
            [units] = [each for each in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]
                       if each["Name"] == "Drift"]  # fmt: skip
            assert units["Unit"] == "None"
    reference = servable.manifest.reference
    assert reference is not None
    first = stability_index([0, 0, 0, SAMPLES], reference)
    second = stability_index([SAMPLES // 2, SAMPLES // 2, 0, 0], reference)
    assert drifts == {SAMPLES: round(first, 4), 2 * SAMPLES: round(second, 4)}


def test_another_version_starts_anew() -> None:
    sampler, (_, old), (_, new) = DriftSampler(), served(), served()
    for _ in range(SAMPLES - 1):
        sample = sampler.sample(old, ["5"])
        assert sample is not None
        assert sample.drift is None
    first = sampler.sample(new, ["5"])
    assert first is not None
    assert first.drift is None


@pytest.mark.parametrize("count", [4, 400])
def test_scores_like_those_of_the_reference_are_no_drift(count: int) -> None:
    reference = served()[1].manifest.reference
    assert reference is not None
    same = stability_index([round(share * 400) for share in SHARES], reference)
    assert same == pytest.approx(0.0, abs=1e-12)
    assert stability_index([0, 0, 0, count], reference) > 0.25


@pytest.mark.parametrize(
    ("labels", "positive", "unsure"),
    [
        (["spam"], 1, None),
        (["ham"], None, None),
        (["unsure"], None, 1),
        (["spam", "unsure", "spam", "ham", "unsure"], 2, 2),
        ([("spam", "unsure"), ()], None, None),
        ([], None, None),
    ],
)
def test_positive_and_unsure_labels_are_counted(
    service: Service, labels: list[Any], positive: int | None, unsure: int | None
) -> None:
    line = service.respond(labels, served(positive="spam")[1], ["1"])
    assert (line.get("Positive"), line.get("Unsure")) == (positive, unsure)


@pytest.mark.parametrize("labels", [["unsure"], ["unsure", "ham", "unsure"]])
def test_a_class_named_unsure_is_a_label_as_others(service: Service, labels: list[str]) -> None:
    model = served(classes=["ham", "unsure"], positive=None, reference=None, threshold=None)[1]
    line = service.respond(labels, model, ["1"])
    assert {"Positive", "Unsure"} & set(line) == {"Positive"}

"""`reports forget --reporter` takes the name that a client gave its user."""

from pathlib import Path

import pytest

from chalicelib.reports.daily_limits import DailyLimits
from chalicelib.reports.intake import Intake
from chalicelib.reports.names import KEY_FILE
from tests.support.commands import Run
from tests.support.mistakes import assert_mistake
from tests.support.stores import AnyWriter
from tests.support.user_reports import AT, SERVED, in_a_directory, submission
from train.reports.reading import read_all_reports

KEY, ROLE = "k1a2b3", "AROA1"
SENT = [("", "Kim"), (KEY, "Kim"), (ROLE, "Kim"), (KEY, "Ann"), (KEY, None)]


@pytest.fixture
def store(writer: AnyWriter) -> AnyWriter:
    """Return a store with a report of each caller and user."""
    desk = Intake(writer, DailyLimits(99, 99), lambda: AT)
    for caller, name in SENT:
        sent = submission("ham", f"{caller} {name}", name=name)._replace(caller=caller)
        desk.receive(sent, SERVED)
    return writer


@in_a_directory
@pytest.mark.parametrize(
    ("options", "erased"),
    [
        pytest.param(["--reporter", "Kim"], [("", "Kim")], id="no key"),
        pytest.param(["--reporter", "Kim", "--caller", KEY], [(KEY, "Kim")], id="key"),
        pytest.param(
            ["--reporter", "Kim", "Ann", "--caller", KEY, f"{ROLE}:session"],
            [(KEY, "Kim"), (ROLE, "Kim"), (KEY, "Ann")],
            id="several",
        ),
        pytest.param(["--caller", KEY], [(KEY, None)], id="no name"),
        pytest.param(
            [f"{KEY} Kim", f"{KEY} Ann", "--reporter", "Kim", "--caller", KEY],
            [(KEY, "Kim")],
            id="of texts",
        ),
        pytest.param([f"{KEY} Ann", "--reporter", "Kim", "--caller", KEY], [], id="of another"),
        pytest.param(["--reporter", "Kim", "--older-than", "9"], [("", "Kim")], id="older"),
        pytest.param([f"{KEY} Ann", "--older-than", "36500"], [], id="newer"),
    ],
)
def test_a_reporter_is_found_by_name(
    run: Run, store: AnyWriter, options: list[str], erased: list[tuple[str, str | None]]
) -> None:
    assert run("reports", "forget", *options, "--reports", store.uri)[0] == 0
    left = {report.text for report in read_all_reports(store)}
    assert left == {f"{caller} {name}" for caller, name in SENT if (caller, name) not in erased}


@in_a_directory
def test_the_limits_of_a_reporter_stay_if_only_a_text_is_erased(run: Run, store: AnyWriter) -> None:
    options = ("reports", "forget", f"{KEY} Kim", "--reports", store.uri, "--caller", KEY)
    assert run(*options, "--reporter", "Kim")[1].count("\n") == 1
    assert run(*options, "--older-than", "9")[2].startswith("found nowhere; a report has")
    assert len(store.files("reports/days/")) == 1


@in_a_directory
def test_a_name_that_is_not_found_may_have_a_caller(run: Run, store: AnyWriter) -> None:
    options = ("--reports", store.uri)
    code, _, errors = run("reports", "forget", "--reporter", "Bo", *options)
    assert (code, "found nowhere; without --caller, a name is sought only in" in errors) == (
        0,
        True,
    )
    _, _, errors = run("reports", "forget", "--reporter", "Bo", "--caller", KEY, *options)
    assert errors == "found nowhere\n"


@in_a_directory
def test_a_name_has_no_digest_without_the_key_of_the_store(run: Run, store: AnyWriter) -> None:
    store.delete(KEY_FILE)
    arguments = ("reports", "forget", "--reporter", "Kim", "--reports", store.uri)
    assert_mistake(run(*arguments), "so a name has no digest; expected digests")


@in_a_directory
def test_nobody_is_found_in_an_empty_store(run: Run, writer: AnyWriter) -> None:
    Path(writer.uri).mkdir(exist_ok=True)
    code, _, errors = run("reports", "forget", "--caller", KEY, "--reports", writer.uri)
    assert (code, errors) == (0, "found nowhere\n")

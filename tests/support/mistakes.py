"""Check how a command reports a user's mistake."""


def assert_mistake(result: tuple[int, str, str], message: str) -> None:
    """Assert exit code 2, nothing on standard output, and one error line with the message."""
    code, output, errors = result
    assert (code, output) == (2, "")
    last = errors.strip().split("\n")[-1]
    assert last.startswith("error: ")
    assert message in last
    assert "Traceback" not in errors

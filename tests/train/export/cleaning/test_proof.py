"""A function is known only if its data does the same to texts made to tell them apart."""

from train.export.cleaning.proof import is_same_text, is_same_tokens


def fail(text: str) -> list[str]:
    raise KeyError(text)


def test_data_that_does_the_same_is_accepted() -> None:
    assert is_same_text(str.lower, [{"step": "lower"}])
    assert is_same_tokens(str.split, {"kind": "split"})


def test_data_that_does_something_else_is_not() -> None:
    assert not is_same_text(str.lower, [{"step": "casefold"}])
    assert not is_same_tokens(str.split, {"kind": "split", "separator": " "})
    assert not is_same_tokens(fail, {"kind": "split"})


def test_data_that_breaks_the_format_is_not() -> None:
    assert not is_same_text(str.lower, [{"step": "replace", "pattern": "(", "with": ""}])
    assert not is_same_text(str.lower, [{"step": "function", "function": {}}])
    assert not is_same_tokens(str.split, {"kind": "split", "separator": ""})

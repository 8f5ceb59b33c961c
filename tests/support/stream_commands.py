"""Run `fit --stream`."""

from tests.support.commands import Run
from tests.support.streamed import labelled_texts

TEXTS = labelled_texts("ham", "spam")
STREAM = ("fit", "--stream", "--data")


def refusal(run: Run, *arguments: object) -> str:
    code, output, errors = run(*STREAM, *arguments)
    assert (code, output) == (2, "")
    return errors

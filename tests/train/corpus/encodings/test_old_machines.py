"""What Excel calls "CSV (Macintosh)" and "CSV (MS-DOS)" is told from cp1252."""

import pytest

from train.corpus.encodings.encoding import decode
from train.corpus.encodings.old_machines import OLD, old_encoding
from train.corpus.telling import tell_nobody

TEXTS = {
    "german": "ham;schöne Grüße aus München, bis später\n",
    "french": "ham;j'ai oublié mes clés à l'école\n",
    "spanish": "ham;mañana iré al médico, ganó un año de café\n",
    "portuguese": "ham;não sei se amanhã você vem, até às três\n",
    "danish": "ham;jeg kommer på lørdag, måske før, med æbler og brød\n",
    "swedish": "ham;vi ses på tåget, köp bröd och ägg\n",
    "finnish": "ham;näin hänet eilen, hyvää yötä\n",
    "italian": "ham;perché non è più qui? città e università, così sarà\n",
}
SIGNS = "ham;he said \u201cno\u201d \u2013 I don\u2019t know, it\u2019s a caf\xe9, isn\u2019t it\n"


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.parametrize("codec", [*OLD, "cp1252"])
def test_the_encoding_of_a_sentence_is_found(text: str, codec: str) -> None:
    lines: list[str] = []
    assert decode("a.csv", (text * 3).encode(codec), None, lines.append) == text * 3
    assert f"read as {codec}" in lines[0]


@pytest.mark.parametrize("codec", ["mac_roman", "cp1252"])
def test_english_signs_are_enough(codec: str) -> None:
    assert decode("a.csv", SIGNS.encode(codec), None, tell_nobody) == SIGNS


def test_a_single_fault_decides_nothing() -> None:
    assert (
        old_encoding("caf\u017d and an \xe9t\xe9 in the na\xefve, old caf\xe9".encode("cp1252"))
        is None
    )

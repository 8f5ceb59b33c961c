"""What makes the benchmark's comparison fair: mails, models on texts held out, who takes part."""

import sysconfig
from dataclasses import replace
from pathlib import Path

import pytest

from bench.contenders.availability import skipped
from bench.contenders.catalog import FLOOR, MULTINOMIAL
from bench.contenders.models import TLS_ENDPOINT
from bench.measure.functions import aws_environ, tls_endpoint
from bench.measure.mails import mail
from bench.measure.quality import held_out, quality_of
from chalicelib.mail.mail_text import mail_text
from train.corpus.reader import Corpus


@pytest.mark.parametrize("size", [1_000, 16_000])
def test_a_mail_has_its_size_and_both_parts(size: int) -> None:
    raw = mail("see you at the station tomorrow & bring <nothing> " * 1_000, size)
    assert 0.9 * size < len(raw) < 1.1 * size
    assert "text/plain" in raw
    assert "&lt;nothing&gt;" in raw
    text = mail_text(raw.encode())
    assert "bring <nothing>" in text
    assert "Subject: Your order" in text


def test_a_contender_whose_packages_are_missing_is_left_out_with_the_reason() -> None:
    missing = replace(FLOOR, name="missing", requirements=("joblib", "no-such-thing"))
    site = Path(sysconfig.get_path("purelib"))
    assert skipped([FLOOR, MULTINOMIAL, missing], site) == {
        "missing": "no-such-thing not installed"
    }


def test_each_text_is_held_out_once_and_all_folds_count(small: Corpus) -> None:
    protocol = held_out(small)
    tested = [at for split in protocol.splits for at in split.test]
    assert sorted(tested) == list(range(len(protocol.texts)))
    right = [[protocol.labels[at] for at in split.test] for split in protocol.splits]
    wrong = [["ham" if label == "spam" else "spam" for label in fold] for fold in right]
    metrics = quality_of(protocol, {"right": right, "first wrong": [wrong[0], *right[1:]]})
    assert metrics["right"]["mcc"] == 1.0
    assert metrics["first wrong"]["accuracy"] == pytest.approx(1 - len(wrong[0]) / len(tested))


def test_functions_read_by_https_only_where_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv(TLS_ENDPOINT, "https://127.0.0.1:2")
    with tls_endpoint(None) as https:
        assert aws_environ()["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
        with tls_endpoint(https):
            assert aws_environ()["AWS_ENDPOINT_URL"] == "https://127.0.0.1:2"
        assert aws_environ()["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
    assert aws_environ()["AWS_ENDPOINT_URL"] == "https://127.0.0.1:2"

"""The prices in docs/starts.md are what their calculations give."""

import math
import re

import pytest

from emulation.servers import ROOT

DOCUMENT = (ROOT / "docs" / "starts.md").read_text("utf-8")
CALCULATED = re.findall(r"^\| (.+?) \| ([^|]* x [^|]*) \| ([\d.]+) \|$", DOCUMENT, re.MULTILINE)


@pytest.mark.parametrize(("item", "calculation", "dollars"), CALCULATED)
def test_the_price_is_the_product(item: str, calculation: str, dollars: str) -> None:
    del item
    factors = [float(each.replace(",", "")) for each in re.findall(r"\d[\d,.]*", calculation)]
    digits = len(dollars.partition(".")[2])
    assert f"{math.prod(factors):.{digits}f}" == dollars


def test_the_ratios_follow_from_the_prices() -> None:
    prices = {item: float(dollars) for item, _, dollars in CALCULATED}
    assert len(prices) == 8
    ratio = prices["a million restores"] / prices["a million cold starts"]
    assert f"{ratio:.0f} times" in DOCUMENT
    idle, ordinary, provisioned = 3.3334, 13.3334, 7.7778
    assert f"{idle} / ({ordinary} - {provisioned}) = {idle / (ordinary - provisioned):.0%}" in (
        DOCUMENT.replace(" %", "%")
    )
    for item in ("a provisioned copy, a month of 730 hours", "a snapshot, a month"):
        assert f"${prices[item]:.2f} a month" in DOCUMENT

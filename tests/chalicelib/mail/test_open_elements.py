"""What closes an element of a mail, compared with what Chromium shows."""

import pytest

from chalicelib.mail.open_elements import MAX_REOPENED
from chalicelib.mail.visible_text import visible_text


def _is_hidden(html: str) -> bool:
    return "You won]" in visible_text(html)


@pytest.mark.parametrize(
    "name",
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h6",
        "header",
        "li",
        "listing",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "ul",
    ],
)
def test_a_block_ends_a_paragraph(name: str) -> None:
    assert not _is_hidden(f"<p style=display:none>pre<{name}>You won")
    assert not _is_hidden(f"<p style=display:none>pre<b>a<{name}>You won")


def test_a_table_and_a_rule_end_a_paragraph() -> None:
    assert visible_text("<p hidden>pre<table><tr><td>You won") == "[hidden: pre] You won"
    assert visible_text("<p hidden>pre<hr>You won") == "[hidden: pre] You won"


@pytest.mark.parametrize(
    "html",
    [
        "<p style=display:none>pre<b>x<div>You won",
        "<p style=display:none>pre<span>x<div>You won",
        "<p style='background:#000'><font color=white>x<p style='background:#000'>You won",
        "<p><span style='color:#fff'>x<p>You won",
        "<p><font color=white>x<table><tr><td>y</table></font>You won",
        "<a style=display:none><a>You won",
        "<a style=display:none><b>x<a>You won",
        "<a style=display:none><div><a>You won",
        "<a href=x><div style='background:#000'><font color=#fff>x<a style='color:#fff'>You won",
        "<ul><li style=display:none>x<li>You won",
        "<ul><li style=display:none><b>x<li>You won",
        "<ul><li style=display:none><div>x<li>You won",
        "<dl><dt style=display:none>x<dd>You won",
        "<dl><dd style=display:none>x<dt>You won",
        "<table><tr><td style=display:none><div>x<td>You won</table>",
        "<table><tr style=display:none><td>x<tr><td>You won</table>",
        "<table><tbody style=display:none><tr><td>x<tbody><tr><td>You won</table>",
        "<table><thead style=display:none><tr><td>x<tbody><tr><td>You won</table>",
        "<table><caption style=display:none>x<tr><td>You won</table>",
        "<table><font color=white><tr><td>You won</table>",
        "<table style=display:none>You won<tr><td>x</table>",
        "<table style=display:none><p>You won<tr><td>x</table>",
        "<table style=display:none><tr>You won",
        "<table style='display:none'><tr><td>x</td></tr></table>You won",
        "<div style='background:#000'><table><tr><td>x</div><font color=#fff>You won",
        "<font color=white><div style='background:#000'>x</font><font color=#fff>You won",
        "<font color=white><div>x</font>You won",
        "<h1 style=display:none>x<h2>You won",
        "<button style=display:none>x<button>You won",
        "<h1 style=display:none>x<p>y<h2>You won",
        "<select style=display:none><option>x</select>You won",
        "<nobr hidden>x<nobr>You won",
        "<div style='color:#fff'><svg></svg><table bgcolor=black><tr><td>You won</table>",
        "<div hidden><p>x</div>You won",
        "<basefont color=white>You won",
        "<keygen hidden>You won",
        "<image hidden>You won",
        "<i hidden><font color=white>x</i></font>You won",
    ],
)
def test_an_element_is_closed(html: str) -> None:
    assert not _is_hidden(html)
    assert "You won" in visible_text(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p style=display:none>pre<button>x<div>You won",
        "<p style=display:none>pre<span>You won",
        "<div style=display:none>x<div>You won",
        "<p><font color=white>x<p>You won",
        "<p><font color=white>x<div>You won",
        "<p><font color=white>x</p>You won",
        "<div><font color=white>x</div>You won",
        "<p><font color=white>x<p style='color:red'>You won",
        "<a style=display:none><div>You won",
        "<a href=x><div style='color:#fff'>x<a style='color:inherit'>You won",
        "<a style=display:none><table><tr><td><a>You won",
        "<ul><li style=display:none>x<ul><li>You won",
        "<table><tr><td style=display:none><table><tr><td>x<td>You won</table></table>",
        "<table style=display:none><form><tr><td>You won",
        "<div hidden><table><tr><td>x</div>You won</table>",
        "<p hidden>x</div>You won",
        "<p hidden><object>x</p>You won",
        "<b hidden><b>x</b>You won",
        "<font color=white><font color=red>x</font>You won",
        "<i><font color=white>x</i>You won",
    ],
)
def test_an_element_is_still_open(html: str) -> None:
    assert _is_hidden(html)


@pytest.mark.parametrize(
    "html",
    [
        "<td hidden>You won",
        "<object><tr hidden>You won",
        "<form><form hidden>You won",
        "<div><form></div><form hidden>You won",
        "<table hidden><table>You won",
        "<table hidden><a><div></a>You won",
    ],
)
def test_a_tag_in_a_wrong_place_hides_nothing(html: str) -> None:
    assert visible_text(html) == "You won"


def test_a_form_after_another_counts() -> None:
    assert _is_hidden("<form></form><form hidden>You won")


def test_a_closed_block_divides_words() -> None:
    assert visible_text("<a style=display:block>Shop<a>About") == "Shop\nAbout"


def test_a_missing_end_is_sought_again_in_other_elements() -> None:
    assert visible_text("<b></i></i><i hidden>a</i></i>You won") == "[hidden: a] You won"


def test_elements_without_ends_do_not_add_up() -> None:
    html = "<p><b>a" * 200 + "<i hidden>You won</i>"
    assert _is_hidden(html)


def test_hostile_documents_open_elements_again_only_so_often() -> None:
    letters = "".join(f"<b id={at}>" for at in range(50))
    html = f"<p>{letters}<font color=white>" + "<p>a" * (MAX_REOPENED // 51 + 9)
    text = visible_text(html)
    assert text.startswith("[hidden: a a")
    assert text.endswith("a\na")

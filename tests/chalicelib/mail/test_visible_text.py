"""HTML becomes what its reader sees; what is hidden is marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail.visible_text import visible_text


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<h1>You</h1><p>won\nit<br>now", "You\nwon it\nnow", id="blocks"),
        pytest.param("<td>a<td>b<tr><td>c", "a\nb\nc", id="cells-without-ends"),
        pytest.param("<script>if (a < b) x()</script>hi", "hi", id="script"),
        pytest.param("<style>p {}", "", id="style-without-end"),
        pytest.param("<head><title>t</title></head>hi", "hi", id="head"),
        pytest.param("a<!-- <b>x</b> -->b<?xml?><!doctype html>c</ >d", "abcd", id="comments"),
        pytest.param("1 < 2 & 3 <4 &gt; 2", "1 < 2 & 3 <4 > 2", id="no-markup"),
        pytest.param('<a title="1 > 0">go</a>', "go", id="quoted-bracket"),
        pytest.param('a<a href="b', "a", id="tag-without-end"),
        pytest.param("<img alt='Free prize'><img src=x>", "Free prize", id="picture"),
        pytest.param("fr<span>ee</span>", "free", id="inline"),
        pytest.param("&#99999999999;&#x41;&eacute", "\ufffdAé", id="references"),
        pytest.param(f"&#{'9' * 5000};", "\ufffd", id="endless-reference"),
        pytest.param("</p></div>hi", "hi", id="ends-alone"),
        pytest.param("<p>a<script><b>x</b></script></p>b", "a\nb", id="markup-in-script"),
        pytest.param("<select><option>a</select>b", "a\nb", id="end-closes-inner"),
        pytest.param("<select><option>a<option>b</select>", "a\nb", id="options"),
        pytest.param("a<datalist><option>b</datalist>c", "a\nc", id="datalist"),
        pytest.param("<noscript><b>You</b> won</noscript>", "You won", id="no-script"),
        pytest.param("a<textarea>&pound;5 <b></textarea>c", "a\n£5 <b>\nc", id="text-area"),
        pytest.param("<svg><text>You won</text><desc>x</desc></svg>", "You won", id="drawing"),
        pytest.param("<object data=a>You won</object>", "You won", id="object"),
        pytest.param("a<!-- x --!>b<!-- -->", "ab", id="comment-with-other-end"),
        pytest.param("a<!-->b<!--->c<!---->d<!-- x --", "abcd", id="empty-comments"),
        pytest.param("<title><script></title>won", "won", id="title-is-text"),
        pytest.param("<title>1 &lt; 2", "", id="title-without-end"),
        pytest.param("<head><title>t</title>\n<p>won", "won", id="head-without-end"),
        pytest.param("<head><meta a=b>You</head> won", "You won", id="text-ends-head"),
        pytest.param("<head><noscript><style>p</style><p>won", "won", id="no-script-in-head"),
        pytest.param("<head><template><p>a</template></head>won", "won", id="template-in-head"),
        pytest.param("<iframe><b>a</b></iframe>won<noembed>b</noembed>", "won", id="never-shown"),
        pytest.param(
            "<xmp><b>You</b></xmp><plaintext>1 </plaintext>",
            "<b>You</b>\n1 </plaintext>",
            id="text-with-tags",
        ),
        pytest.param("<desc>You <metadata>won</metadata></desc>", "You won", id="only-in-drawings"),
        pytest.param('<p =">You <a b="">=</a> <i c==">won', "You = won", id="quote-without-name"),
        pytest.param("<body><head>You <head/>won", "You won", id="second-head"),
        pytest.param("<svg><style/></svg>won", "won", id="whole-style-of-a-drawing"),
        pytest.param("<svg><style>p<b/>won", "won", id="style-ends-with-its-drawing"),
        pytest.param("<svg><style a=b/>p</style></svg>won", "won", id="style-of-a-drawing"),
        pytest.param("<math><svg/><style/></math><style/>won", "", id="style-after-a-formula"),
        pytest.param("<svg><desc>a<style></svg>won", "", id="style-in-a-description"),
        pytest.param("<svg><title>a<b>c</svg>won", "won", id="drawing-ends-its-title"),
        pytest.param("<svg><foreignObject><style/>a</style>won", "won", id="style-in-html"),
        pytest.param("<style></\u017ftyle>a</style>b", "b", id="end-in-other-letters"),
    ],
)
def test_text_is_what_a_reader_sees(html: str, expected: str) -> None:
    assert visible_text(html) == expected


@pytest.mark.parametrize(
    "name",
    [
        "aside", "button", "caption", "details", "dialog", "fieldset", "figcaption", "figure",
        "hgroup", "legend", "main", "menu", "nav", "search", "summary",
        *(f"a style=display:{value}" for value in ("block", "flex", "list-item", "table-cell")),
    ],
)  # fmt: skip
def test_neighbors_are_two_words(name: str) -> None:
    html = f"<{name}>Shop</{name.split()[0]}><{name}>About</{name.split()[0]}>"
    assert visible_text(html) == "Shop\nAbout"


@pytest.mark.parametrize("display", ["inline", "inline-block", "contents"])
def test_a_block_in_a_line_divides_no_word(display: str) -> None:
    assert visible_text(f"fr<div style=display:{display}>ee</div>dom") == "freedom"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("W{i}q</i>I{i}q</i>N now", "WIN [hidden: q q] now", id="between-letters"),
        pytest.param("W{i}q</i>I{i}q</i>N", "WIN [hidden: q q]", id="to-the-end"),
        pytest.param("<b>W</b>{i}q</i><b>I</b>N, now", "WIN [hidden: q] , now", id="elements"),
        pytest.param("W{i}q</i><br>IN", "W [hidden: q] IN", id="line-break"),
        pytest.param("You {i}q</i>won", "You [hidden: q] won", id="after-a-space"),
        pytest.param("You{i}q</i> won", "You [hidden: q] won", id="before-a-space"),
        pytest.param("{i}q</i>You won", "[hidden: q] You won", id="first"),
    ],
)
@pytest.mark.parametrize("hiding", ["<i hidden>", "<i style='font-size:0'>"])
def test_hidden_letters_do_not_divide_a_word(html: str, expected: str, hiding: str) -> None:
    assert visible_text(html.format(i=hiding)) == expected


def test_a_hidden_block_divides_a_word_only_if_it_takes_space() -> None:
    assert visible_text("W<p hidden>q</p>IN") == "WIN [hidden: q]"
    assert visible_text("W<p hidden><br>q</p>IN") == "WIN [hidden: q]"
    assert visible_text("you<p style='color:#fff'>q</p>won") == "you\n[hidden: q] won"


def test_a_paragraph_without_end_hides_only_itself() -> None:
    assert visible_text("<p hidden>see you<p>You won") == "[hidden: see you] You won"


def test_deep_elements_keep_their_text() -> None:
    assert visible_text("<b>" * 5000 + "hi" + "</b>" * 5000) == "hi"


@given(st.text("<>/!-\"'=& ab\n#x;", max_size=60))
def test_anything_is_a_document(html: str) -> None:
    assert isinstance(visible_text(html), str)

"""What the style and the attributes of an element hide, compared with what Chromium shows."""

import pytest

from chalicelib.mail.visible_text import visible_text


@pytest.mark.parametrize(
    "style",
    [
        "display:none", "DISPLAY : NONE !important", "visibility:hidden", "visibility:collapse",
        "opacity:0", "opacity:.04", "opacity:3%",
        # The size of the letters.
        "font-size:0", "font-size:0px;color:red", "font-size: 1px", "font-size:0.5pt",
        "font-size:.0em", "font:0/0 a", "font:italic 700 0 / 0 a, b", "font-size:0;font-size:red",
        # The color.
        "color:#fff", "color: white", "color:rgb(255, 255, 255)", "color:rgb(255 255 255)",
        "color:#ffffffff", "color:snow", "color:hsl(0 0% 100%)", "color:rgba(100% 100% 100% / 1)",
        "background:#000;color:#000000", "background:none;color:#fff",
        "background:transparent;color:#fff", "background:inherit;color:#fff",
        "background-color:#0000;color:#fff", "background-color:rgb(0 0 0 / 1%);color:#fff",
        "background:url(a.png);background:none;color:#fff", "background:white;color:white",
        "background:#fff none no-repeat 0 0 / auto scroll;color:#fff",
        "background-color:initial;color:#fff", "color:transparent", "color:#0000",
        "color:rgba(0,0,0,.05)",
        "color:transparent;background:url(a.png)", "-webkit-text-fill-color:white",
        # How a style is written.
        "display:/**/none", "display:none/*", "/*;*/display/**/:none", r"display:\6e one",
        r"d\isplay:no\ne", "display:none!important;display:block", "display:none ! important",
        "display:none;display:blok", "display:none;display", "color:white;color:whit",
        "background:url('a;color:red');display:none", "a:(;);display:none", "a:};display:none",
        # The place.
        "position:absolute;left:-9999px", "position:fixed;top:-999em", "margin-left:-9999px",
        "position:absolute;right:9999px", "margin:-9999px", "margin:0 0 0 -9999px",
        "position:absolute;clip:rect(0 0 0 0)", "position:absolute;clip:rect(1px, 1px,1px,1px)",
        "clip-path:inset(50%)", "clip-path:circle(0)",
    ],
)  # fmt: skip
def test_a_style_hides_a_text(style: str) -> None:
    html = f'<p>You <span style="{style}">see\n<b>you</b></span> won'
    assert visible_text(html) == "You [hidden: see you] won"


@pytest.mark.parametrize(
    "style",
    [
        "height:0;overflow:hidden", "max-height:0px;overflow:hidden", "width:0;overflow-x:clip",
        "height:0;padding:0 0px;overflow:hidden",
    ],
)  # fmt: skip
def test_a_box_without_room_hides_its_text(style: str) -> None:
    assert visible_text(f"<div style='{style}'>see you</div>You won") == "[hidden: see you] You won"
    html = f"<span style='display:inline-block;{style}'>see you</span> You won"
    assert visible_text(html) == "[hidden: see you] You won"
    for html in ("<span style='{}'>You won</span>", "<table><td style='{}'>You won</td>"):
        assert visible_text(html.format(style)) == "You won"


@pytest.mark.parametrize(
    "style",
    [
        "display:block", "display:none;display:block", "display:none !importent", "display :",
        "mso-hide:all", "opacity:0.5", "visibility:visible", "displayx:none", "-display:none",
        # The size of the letters.
        "font-size:10px", "font-size:0.9em", "font:0", "font:bold 12px/0 a", "font:0 a;font:menu",
        "font-size:0;font-size:inherit", "font:0/0 a;font:inherit",
        # The color.
        "color:#ffe", "background:#333;color:#fff", "background-color:navy;color:#fff",
        "color:#fff;background:url(a.png)", "color:#fff;background:url(a.png) white",
        "color:#fff;background:white linear-gradient(red, blue)", "color:#fff;background:red none",
        "color:#fff;background:var(--x)", "color:#fff;background-color:var(--x)",
        "color:#fff;background-image:url(a.png)", "color:var(--x)", "color:windowtext",
        "color:rgb(255 255)", "color:rgb(255 255 x)", "color:rgb(var(--x))",
        "color:white;color:red",
        "color:white;color:inherit", "color:white;color:initial", "color:white;color:currentcolor",
        "color:white;color:buttontext", "color:transparent;text-shadow:0 0 1px red",
        "color:transparent;-webkit-background-clip:text", "color:#fff;-webkit-text-fill-color:red",
        "color:#fff;background:rgb(0 0 0 / 50%)", "color:rgba(0,0,0,.5)",
        # How a style is written.
        "display:no/**/ne", "a:(display:none;display:none", "/*display:none", "a:'display:none;",
        r"display\3a none", r"color:\23 fff", "content:';display:none;'",
        "background:url(a;display:none)", "display:none;display:block!important;display:none",
        # The place.
        "position:absolute;left:-9px", "left:-9999px",
        "position:relative;left:50%;margin:0 0 0 -300px",
        "clip:rect(0 0 0 0)", "position:absolute;clip:rect(0 9px 9px 0)", "margin:0 auto",
        "height:0", "height:0;overflow:visible", "max-height:05px;overflow:hidden", "margin:",
        "height:0;min-height:9px;overflow:hidden", "height:0;padding-bottom:56%;overflow:hidden",
        "height:0;height:auto;overflow:hidden", "padding-left:9999px;margin-left:-9999px",
        "padding-left:9999px;position:relative;right:9999px",
    ],
)  # fmt: skip
def test_a_style_does_not_hide_a_text(style: str) -> None:
    assert visible_text(f'<p style="{style}">You won</p>') == "You won"


@pytest.mark.parametrize(
    "html",
    [
        "<p bgcolor=#000000>{}</p>",
        "<span color=white>{}</span>",
        "<table color=white><tr><td>{}</table>",
        "<font color=fff>{}</font>",
        "<font style='background:#000'><div>{}</div></font>",
        "<table><td bgcolor=#333333><font color=#FFF>{}",
        "<table><td bgcolor=000000><font color=ffffff>{}",
        "<body bgcolor=black text=white>{}",
        "<table><td background=a.gif><font color=white>{}",
        "<table><td bgcolor=black style='background-image:none'><font color=white>{}",
        "<font color=white><a href=x>{}</a></font>",
        "<body link=white bgcolor=black><a href=x>{}</a>",
        "<div style='background:#000;color:#fff'><div style='background:rgb(255 255 255/50%)'>{}",
        "<table><td background=a.gif><div style='background:#fff8;color:#fff'>{}</div>",
        "<font color=white><button>{}</button></font>",
        "<div style='font-size:0'><button>{}</button></div>",
        "<div hidden style='display:block'>{}</div>",
        "<svg style='color:white'><text>{}</text></svg>",
    ],
)
def test_attributes_do_not_hide_a_text(html: str) -> None:
    assert visible_text(html.format("You won")) == "You won"


@pytest.mark.parametrize(
    "html",
    [
        "<div hidden>{}</div>",
        "<font color=#FFF>{}</font>",
        "<font color=ffffff>{}</font>",
        "<font color='Snow'>{}</font>",
        "<font color=#fffffffff>{}</font>",
        "<font color=#00ff00ff00ff>{}</font>",
        "<div bgcolor=black><font color=white>{}</font></div>",
        "<table><td bgcolor=transparent><font color=white>{}</font>",
        "<body text=white>{}",
        "<body link=white><a href=x>{}</a>",
        "<a style='color:#fff'>{}</a>",
        "<font color=white><a>{}</a></font>",
        "<font color=white><a href=x style='color:inherit'>{}</a></font>",
        "<button style='background:#000'>{}</button>",
        "<span style='background:#000;color:#fff'><div>{}</div></span>",
        "<div style='visibility:hidden'><button>{}</button></div>",
        "<table><td bgcolor=#000000><div style='background:#fff'><font color=white>{}</font></div>",
    ],
)
def test_attributes_hide_a_text(html: str) -> None:
    assert visible_text(html.format("see you")) == "[hidden: see you]"


def test_color_is_inherited() -> None:
    assert visible_text("<font color=white>a<p>see you</p></font>b") == "[hidden: a see you] b"


@pytest.mark.parametrize(
    "html",
    [
        "<table><td style='font-size:0px'><div style='font-size:13px'>{}</div></td>",
        "<table><td style='font-size:0px'><div style='font-size:1rem'>{}</div></td>",
        "<table><td style='font-size:0px'><div style='font:12px a'>{}</div></td>",
        "<table><td style='font-size:0px'><font size=2>{}</font></td>",
        "<table bgcolor=#000000><tr><td><font color=#ffffff>{}</font></table>",
        "<div style='color:#fff'><table style='background:#06c'><tr><td>{}</table></div>",
        "<p style='visibility:hidden'><b style='visibility:visible'>{}</b></p>",
        "<p style='text-indent:-999px'><b style='display:block;text-indent:0'>{}</b></p>",
        "<table><td style='max-width:0;overflow:hidden;text-overflow:ellipsis'>{}</td>",
    ],
)
def test_an_inner_element_may_be_seen_again(html: str) -> None:
    assert visible_text(html.format("You won")) == "You won"


@pytest.mark.parametrize(
    "html",
    [
        "<p style='font-size:0'><b style='font-size:2em'>{}</b></p>",
        "<p style='font-size:0'><b style='font-size:larger'>{}</b></p>",
        "<p style='font-size:0'><b style='font-size:inherit'>{}</b></p>",
        "<p style='visibility:hidden'><b style='visibility:unset'>{}</b></p>",
        "<p style='display:none'><b style='display:block'>{}</b></p>",
        "<p style='text-indent:-999px'><b style='text-indent:0'>{}</b></p>",
        "<table><td style='text-indent:-999px'>{}</td>",
        "<p style='opacity:0'><b style='opacity:1'>{}</b></p>",
    ],
)
def test_what_is_hidden_whole_stays_hidden(html: str) -> None:
    assert visible_text(html.format("You won")) == "[hidden: You won]"

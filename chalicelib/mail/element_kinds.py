"""The kinds of HTML elements, by name."""

# Mail programs run no script, so they show `noscript`; few show an `object`, so they show its text.
UNSEEN = frozenset({
    "datalist", "head", "iframe", "noembed", "noframes", "script", "style", "template", "title",
})  # fmt: skip
UNSEEN_IN_DRAWINGS = frozenset({"desc", "metadata"})

IN_HEAD = frozenset({
    "base", "basefont", "bgsound", "head", "link", "meta", "noframes", "noscript", "script",
    "style", "template", "title",
})  # fmt: skip
"""Any other element, and a text, ends the head of the document."""

VOID = frozenset({
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img",
    "input", "keygen", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip

CONTROLS = frozenset({"button", "select", "textarea"})
"""They have a size, a color and a background of their own."""

TABLE_PARTS = frozenset({"table", "tbody", "td", "tfoot", "th", "thead", "tr"})
"""These have the attributes `bgcolor` and `background`, and are as large as what they hold."""

BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center",
    "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html",
    "legend", "li", "listing", "main", "menu", "nav", "object", "ol", "optgroup", "option", "p",
    "plaintext", "pre", "search", "section", "select", "summary", "table", "td", "text",
    "textarea", "th", "tr", "ul", "xmp",
})  # fmt: skip
"""They begin a line, and end one."""

FORMATTING = frozenset({
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
})  # fmt: skip
"""If an element around them is closed, what follows is within them again."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

FRAMES = frozenset({
    "applet", "caption", "marquee", "object", "table", "td", "template", "th",
})  # fmt: skip
"""A tag in these closes no element outside; those of a table close those of the same table."""

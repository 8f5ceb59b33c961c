"""The text encodings that the service reads, by their names.

Only the encodings of the WHATWG Encoding Standard are read. Asking Python for any name would keep
each unknown one in the interpreter's cache for ever, and find codecs that are not text (zlib), take
quadratic time (punycode) or make a text longer than its bytes (unicode_escape, utf-7).
"""

import re
from encodings.aliases import aliases

# Python's codecs for the standard's encodings, with the standard's names that Python does not know.
# A name that both know has Python's meaning: iso-8859-1 is not windows-1252.
_CODECS = {
    "ascii": "",
    "big5": "",
    "big5hkscs": "cn_big5 x_x_big5",
    "cp866": "",
    "cp874": "dos_874 windows_874",
    "cp932": "windows_31j x_sjis",
    "cp949": "cseuckr csksc56011987 iso_ir_149 ks_c_5601_1989 ksc_5601 windows_949",
    "cp1250": "x_cp1250",
    "cp1251": "x_cp1251",
    "cp1252": "x_cp1252",
    "cp1253": "x_cp1253",
    "cp1254": "x_cp1254",
    "cp1255": "x_cp1255",
    "cp1256": "x_cp1256",
    "cp1257": "x_cp1257",
    "cp1258": "x_cp1258",
    "euc_jp": "cseucpkdfmtjapanese x_euc_jp",
    "euc_kr": "",
    "gb18030": "",
    "gb2312": "",
    "gbk": "csgb2312 gb_2312 gb_2312_80 x_gbk",
    "iso2022_jp": "",
    "iso8859_2": "iso88592",
    "iso8859_3": "iso88593",
    "iso8859_4": "iso88594",
    "iso8859_5": "iso88595",
    "iso8859_6": "csiso88596e csiso88596i iso_8859_6_e iso_8859_6_i iso88596",
    "iso8859_7": "iso88597 sun_eu_greek",
    "iso8859_8": "csiso88598e csiso88598i iso_8859_8_e iso_8859_8_i iso88598 logical visual",
    "iso8859_9": "iso88599",
    "iso8859_10": "iso885910",
    "iso8859_11": "iso885911",
    "iso8859_13": "iso885913",
    "iso8859_14": "iso885914",
    "iso8859_15": "csisolatin9 iso885915",
    "iso8859_16": "",
    "koi8_r": "koi koi8",
    "koi8_u": "koi8_ru",
    "latin_1": "iso88591",
    "mac_cyrillic": "x_mac_cyrillic x_mac_ukrainian",
    "mac_roman": "csmacintosh mac x_mac_roman",
    "shift_jis": "",
    "tis_620": "",
    "utf_8": "unicode_1_1_utf_8 unicode11utf8 unicode20utf8 x_unicode20utf8",
    "utf_16": "csunicode iso_10646_ucs_2 ucs_2 unicode unicodefeff",
    "utf_16_be": "unicodefffe",
    "utf_16_le": "",
}
_NAMES = {name: codec for codec, names in _CODECS.items() for name in names.split()}


def codec_named(charset: str) -> str | None:
    """Return the name of Python's codec for a charset, or None if it is not one of the standard's.

    >>> codec_named("x-SJIS"), codec_named("ISO_8859-1"), codec_named("punycode")
    ('cp932', 'latin_1', None)
    """
    name = re.sub("[^a-z0-9]+", "_", charset.lower()) if charset.isascii() else ""
    codec = _NAMES.get(name) or aliases.get(name, name)
    return codec if codec in _CODECS else None

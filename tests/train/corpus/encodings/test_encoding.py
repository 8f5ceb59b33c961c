# ruff: noqa: RUF001 - letters of other languages look like English ones
"""Text is decoded as it was written, and any other encoding than UTF-8 is told."""

import codecs

import pytest

from train.corpus.encodings.encoding import decode
from train.errors import InputError

HEADER = "label,text\r\n"
ENGLISH = "ham,see you at the station tomorrow\r\nspam,win a lamp\r\n" * 3
GERMAN = "ham,schöne Grüße aus München, bis später\r\nspam,täglich große Preise für 5 €\r\n"
FRENCH = "ham,j’ai oublié mes clés à l’école\r\nspam,vous avez gagné un séjour à la mer\r\n"
SPANISH = "ham,mañana iré al médico\r\nspam,¡felicidades! usted ganó un año de café\r\n"
POLISH = "ham,dzień dobry, czy możesz przyjść później?\r\nspam,wygrałeś nagrodę, zadzwoń już\r\n"
TURKISH = "ham,yarın akşam görüşürüz, geç kalma\r\nspam,büyük ödülü kazandınız, çağrı bırakın\r\n"
GREEK = "ham,Καλημέρα, πότε θα έρθεις στο σπίτι;\r\nspam,Συγχαρητήρια, κερδίσατε ένα δώρο\r\n"
RUSSIAN = "ham,привет, когда ты придёшь домой?\r\nspam,поздравляем, вы выиграли приз\r\n"
HEBREW = "ham,שלום, מתי אתה מגיע הביתה הערב?\r\nspam,מזל טוב, זכית בפרס, התקשר עכשיו\r\n"
ARABIC = "ham,مرحبا متى تعود إلى البيت هذا المساء\r\nspam,مبروك لقد ربحت جائزة كبيرة اتصل الآن\r\n"
THAI = "ham,สวัสดีครับ วันนี้จะกลับบ้านกี่โมง\r\nspam,ขอแสดงความยินดี คุณได้รับรางวัล\r\n"
JAPANESE = (
    "ham,こんにちは、今日は何時に帰りますか\r\nspam,おめでとうございます、賞品が当たりました\r\n"
)
CHINESE = "ham,你好今天什麼時候回家\r\nspam,恭喜您獲得大獎請立即致電\r\n"
KOREAN = "ham,안녕하세요 오늘 몇 시에 집에 오세요\r\nspam,축하합니다 상품에 당첨되었습니다\r\n"


@pytest.mark.parametrize("more", ["", ENGLISH], ids=["alone", "among-english"])
@pytest.mark.parametrize(
    ("text", "codec"),
    [
        pytest.param(GERMAN, "cp1252", id="german"),
        pytest.param(FRENCH, "cp1252", id="french"),
        pytest.param(SPANISH, "cp1252", id="spanish"),
        pytest.param(POLISH, "cp1250", id="polish"),
        pytest.param(TURKISH, "cp1254", id="turkish"),
        pytest.param(GREEK, "cp1253", id="greek"),
        pytest.param(RUSSIAN, "cp1251", id="russian"),
        pytest.param(RUSSIAN, "koi8_r", id="russian-koi8"),
        pytest.param(HEBREW, "cp1255", id="hebrew"),
        pytest.param(ARABIC, "cp1256", id="arabic"),
        pytest.param(THAI, "cp874", id="thai"),
        pytest.param(JAPANESE, "cp932", id="japanese"),
        pytest.param(CHINESE, "big5", id="chinese"),
        pytest.param(KOREAN, "cp949", id="korean"),
    ],
)
def test_other_encodings_are_detected_and_told(text: str, codec: str, more: str) -> None:
    told: list[str] = []
    expected = HEADER + text + more
    assert decode("c.csv", expected.encode(codec), None, told.append) == expected
    assert told[0].endswith("which fits best; --encoding chooses another")
    assert told[0].startswith("c.csv: is not UTF-8; read as ")


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        pytest.param("привет, как дела сегодня вечером", "koi8_r", id="russian-koi8"),
        pytest.param("привет, как дела сегодня вечером", "cp866", id="russian-dos"),
        pytest.param("привіт, як справи сьогодні ввечері", "cp1251", id="ukrainian"),
        pytest.param("привіт, як справи сьогодні ввечері", "koi8_u", id="ukrainian-koi8"),
        pytest.param("їжак і ґава, де моє щастя", "koi8_u", id="ukrainian-koi8-letters"),
        pytest.param("καλημέρα τι κάνεις σήμερα", "cp1253", id="greek"),
        pytest.param("مرحبا كيف حالك اليوم", "cp1256", id="arabic"),
        pytest.param("שלום מה שלומך היום", "cp1255", id="hebrew"),
        pytest.param("飛行機が遅れました。すみません", "cp932", id="japanese"),
        pytest.param("味が薄いと思います", "cp932", id="japanese-short"),
        pytest.param("Öğretmenim çok iyi, görüşürüz", "cp1254", id="turkish"),
    ],
)
def test_a_single_phrase_tells_the_alphabet(text: str, codec: str) -> None:
    rows = HEADER + "".join(f"ham,{text} see you at {at}\n" for at in range(20))
    assert decode("c.csv", rows.encode(codec), None, lambda line: None) == rows


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param(b"don\x92t", "don\N{RIGHT SINGLE QUOTATION MARK}t", id="apostrophe"),
        pytest.param(b"cr\xe8me for \xa35", "crème for £5", id="accent"),
        pytest.param(b"5 \x80", "5 €", id="euro"),
        pytest.param(
            b"the garden looked behind the office, and then we left \xa35",
            "the garden looked behind the office, and then we left £5",
            id="pound",
        ),
        pytest.param(b"caf\xe9 \x81", "café \ufffd", id="no-character"),
    ],
)
def test_a_few_bytes_are_cp1252_and_not_latin_1(raw: bytes, text: str) -> None:
    told: list[str] = []
    assert decode("c", raw, None, told.append) == text
    assert told == ["c: is not UTF-8; read as cp1252, which fits best; --encoding chooses another"]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        pytest.param(RUSSIAN.encode(), None, id="utf-8"),
        pytest.param(codecs.BOM_UTF8 + RUSSIAN.encode(), None, id="utf-8-bom"),
        pytest.param(RUSSIAN.encode("utf-16"), "UTF-16, which its byte order", id="utf-16"),
        pytest.param(
            codecs.BOM_UTF16_BE + RUSSIAN.encode("utf-16-be"), "UTF-16, which its", id="utf-16-be"
        ),
        pytest.param(RUSSIAN.encode("utf-32"), "UTF-32, which its byte order", id="utf-32"),
        pytest.param(RUSSIAN.encode("utf-16-le"), "UTF-16-LE; --encoding", id="no-mark-le"),
        pytest.param(RUSSIAN.encode("utf-16-be"), "UTF-16-BE; --encoding", id="no-mark-be"),
    ],
)
def test_unicode_is_read_with_and_without_a_byte_order_mark(raw: bytes, told: str | None) -> None:
    lines: list[str] = []
    assert decode("c.csv", raw, None, lines.append) == RUSSIAN
    assert [told in line for line in lines if told] == ([True] if told else [])


CZECH = "ham,Počkej prosím večer před školou, přijdu později než dřív, číslo máš\r\n"
SLOVENE = "ham,Pokliči me zvečer, če boš že doma, prišel bom pozneje, morda bližje\r\n"
HUNGARIAN = "ham,Holnap később érek haza, főzök előtte vacsorát, köszönöm a türelmedet\r\n"
LITHUANIAN = "ham,Ačiū, šį vakarą žiūrėsiu ar galėsiu ateiti, būk gera ir paskambink vėliau\r\n"
LATVIAN = (
    "ham,Paldies, šovakar skatīšos vai varēšu atnākt, zvani man vēlāk, būšu mājās ļoti drīz\r\n"
)


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        pytest.param(POLISH + "ham,weź książkę i pyszną kawę\r\n", "iso8859_2", id="polish-iso"),
        pytest.param(CZECH, "cp1250", id="czech"),
        pytest.param(CZECH, "iso8859_2", id="czech-iso"),
        pytest.param(SLOVENE, "cp1250", id="slovene"),
        pytest.param(SLOVENE, "iso8859_2", id="slovene-iso"),
        pytest.param(HUNGARIAN, "cp1250", id="hungarian"),
        pytest.param(HUNGARIAN, "iso8859_2", id="hungarian-iso"),
        pytest.param(LITHUANIAN, "cp1257", id="lithuanian"),
        pytest.param(LATVIAN, "cp1257", id="latvian"),
        pytest.param("ham,mała są książka\r\nham,gdzie są małe\r\n", "cp1250", id="polish-cp1250"),
    ],
)
def test_letters_that_cp1252_never_puts_together_say_the_encoding(text: str, codec: str) -> None:
    assert decode("c.csv", (HEADER + text).encode(codec), None, lambda line: None) == HEADER + text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("è più bella la città di Krško, non è vero? è così", id="italian-with-a-name"),
        pytest.param("hõne, démarrage, pökoot", id="french-with-names"),
        pytest.param("põe já o café, não põe açúcar", id="portuguese"),
        pytest.param("jõuan õhtul, söö ära õunakook, tõin müüsli ja häid uudiseid", id="estonian"),
        pytest.param("I don¹t know what ³they¹ve² said", id="replaced-apostrophes"),
        pytest.param("það er gaman að sjá þig, hæ og bæ", id="icelandic"),
        pytest.param("10±2 µm, 5¼ inch, 3³ m²", id="signs"),
    ],
)
def test_texts_in_cp1252_with_some_of_these_letters_stay_so(text: str) -> None:
    content = f"{HEADER}ham,{text}\r\n"
    assert decode("c.csv", content.encode("cp1252"), None, lambda line: None) == content


@pytest.mark.parametrize("bom", [b"", codecs.BOM_UTF8], ids=["plain", "bom"])
def test_a_broken_byte_does_not_change_the_encoding_of_the_others(bom: bytes) -> None:
    told: list[str] = []
    raw = bom + RUSSIAN.encode() + b"ham,don\x92t\r\n"
    expected = RUSSIAN + "ham,don\N{RIGHT SINGLE QUOTATION MARK}t\r\n"
    assert decode("c", raw, None, told.append) == expected
    assert told == ["c: read as UTF-8; 1 byte is not, the first in line 3: read as cp1252"]


def test_a_byte_order_mark_of_utf_8_before_another_encoding_is_dropped() -> None:
    raw = codecs.BOM_UTF8 + RUSSIAN.encode("cp1251")
    assert decode("c", raw, None, lambda line: None) == RUSSIAN


def test_the_given_encoding_is_used_without_a_word() -> None:
    told: list[str] = []
    assert decode("c", "\ufeffcafé".encode("utf-16-le"), "utf-16-le", told.append) == "café"
    assert decode("c", b"\xe9", "cp1251", told.append) == "й"
    assert told == []


@pytest.mark.parametrize(
    ("raw", "encoding", "message"),
    [
        pytest.param(b"\xff", "utf-8", "c: is not in utf-8: ", id="not-in-it"),
        pytest.param(codecs.BOM_UTF16_LE + b"a", None, "c: is not in utf-16: ", id="cut"),
        pytest.param(b"ham,a\0b\n", None, "c: line 1: found NUL bytes; expected", id="nul"),
        pytest.param(b"a\0\n\0\0\xd8b\0\n\0", None, "c: line 1: found NUL bytes", id="half-a-pair"),
    ],
)
def test_other_bytes_are_refused(raw: bytes, encoding: str | None, message: str) -> None:
    with pytest.raises(InputError, match=message):
        decode("c", raw, encoding, lambda line: None)

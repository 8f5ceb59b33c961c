"""What a mail costs: the text in it for all contenders, and for this project also as it was sent.

A mail is a multipart with a plain part and an HTML part of the same words. Only this project reads
mails; the others would have to take the text out themselves, which is not in their times.
"""

from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from html import escape

from bench.contenders.catalog import FLOOR, Contender
from bench.contenders.folders import Folders
from bench.contenders.models import PublishedModel
from bench.measure.spread import Spread, spread
from bench.measure.text_groups import Bodies, measure_groups
from bench.measure.text_lengths import texts_of
from chalicelib.mail.mail_text import mail_text

SIZES_KB = (1, 4, 16, 64)
MAILS_PER_SIZE = 20
MAIL = "message/rfc822"
LINE = 12
"""Words in a paragraph."""
HTML = '<p style="margin:0">{} <a href="https://shop.example/">more</a></p>'
MARGIN = 0.98
"""So that no mail is larger than its size, which the service may refuse."""


def measure_mails(
    contenders: Sequence[Contender],
    folders: Folders,
    published: Mapping[str, PublishedModel],
    texts: Sequence[str],
    rounds: int,
) -> dict[str, dict[str, dict[str, Spread]]]:
    """Return each contender's microseconds by the kB of the mail, `as_text` and `as_mail`."""
    mails = {
        str(size): [
            mail(words, size * 1000) for words in texts_of(size * 500, texts, MAILS_PER_SIZE)
        ]
        for size in SIZES_KB
    }
    extracted = {
        size: [mail_text(each.encode()) for each in group] for size, group in mails.items()
    }
    serving = [each for each in contenders if each is not FLOOR]
    bodies = {
        "as_text": [(each, Bodies(extracted)) for each in serving],
        "as_mail": [(each, Bodies(mails, MAIL)) for each in serving if each.app is None],
    }
    return {
        form: {
            name: {group: spread(us) for group, us in by_group.items()}
            for name, by_group in measure_groups(pairs, folders, published, rounds, form).items()
        }
        for form, pairs in bodies.items()
    }


def mail(words: str, size: int) -> str:
    """Return a mail of about `size` bytes, with the first of the words.

    >>> [round(len(mail("you won a prize " * 5_000, size)) / size, 1) for size in (1_000, 64_000)]
    [1.0, 1.0]
    """
    # HTML takes more than its words, and every mail has a header: try, then keep the proportion.
    trial = words[: size // 3]
    header = len(_mail(""))
    grown = (size - header) / (len(_mail(trial)) - header)
    return _mail(words[: int(len(trial) * grown * MARGIN)])


def _mail(words: str) -> str:
    split = words.split()
    lines = [" ".join(split[start : start + LINE]) for start in range(0, len(split), LINE)]
    message = EmailMessage(policy=SMTP)
    message["From"] = "Ann Shop <ann@shop.example>"
    message["To"] = "jo@mail.example"
    message["Subject"] = "Your order"
    message.set_content("\n".join(lines) + "\n")
    rows = "\n".join(HTML.format(escape(each)) for each in lines)
    message.add_alternative(f"<html><body>{rows}</body></html>", subtype="html")
    message.set_boundary("part")
    return message.as_string()

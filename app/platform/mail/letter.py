"""A letter: the words of a mail, as plain text and as simple HTML."""

from collections.abc import Iterable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Literal, Self

from markupsafe import Markup

from app.platform.site.i18n import catalogue

Json = dict[str, str]
SEVEN_BITS = SMTP.clone(cte_type="7bit")
"""Lines end as SMTP wants them, and no server has to know 8BITMIME."""
NO_BREAK = str.maketrans(dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", " "))
PAGE = Markup(
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{subject}</title></head>'
    '<body style="font-family:sans-serif;font-size:16px;line-height:1.5;max-width:36em;margin:1.5em">'
    "{blocks}</body></html>"
)
BLOCKS = {
    "text": Markup("<p>{text}</p>"),
    "code": Markup('<p style="font-size:28px;letter-spacing:4px"><strong>{text}</strong></p>'),
    "link": Markup('<p><a href="{url}">{text}</a></p>'),
    "rule": Markup("<hr>"),
}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a code on a line of its own, a link, or a rule between two letters."""

    kind: Literal["text", "code", "link", "rule"]
    text: str = ""
    url: str = ""

    def as_text(self) -> str:
        """Return it for plain text."""
        if self.kind == "rule":
            return "-" * 40
        return f"{self.text} :\n{self.url}" if self.kind == "link" else self.text

    def as_html(self) -> Markup:
        """Return it as HTML, with everything escaped."""
        return BLOCKS[self.kind].format(text=self.text, url=self.url)


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and blocks, in one language."""

    language: str
    subject: str
    blocks: tuple[Block, ...]

    @classmethod
    def read(cls, language: str, subject: str, content: Iterable[Json]) -> Self:
        """Return the letter of a row of the outbox."""
        return cls(language, subject, tuple(Block(**block) for block in content))  # type: ignore[arg-type]

    def content(self) -> list[Json]:
        """Return the blocks as they are stored."""
        return [{"kind": block.kind, "text": block.text, "url": block.url} for block in self.blocks]

    def text(self) -> str:
        """Return the body as plain text."""
        return "\n\n".join(block.as_text() for block in self.blocks).translate(NO_BREAK) + "\n"

    def html(self) -> str:
        """Return the body as HTML."""
        blocks = Markup("\n").join(block.as_html() for block in self.blocks)
        return str(PAGE.format(language=self.language, subject=self.subject, blocks=blocks))


def joined(letters: list[Letter]) -> Letter:
    """Return one letter that holds several."""
    if len(letters) == 1:
        return letters[0]
    language = letters[0].language
    _ = catalogue(language).ugettext
    subject = _("Proxilieux : %(count)s nouvelles") % {"count": len(letters)}
    blocks: list[Block] = []
    for letter in letters:
        blocks += [Block("rule")] if blocks else []
        blocks += [Block("text", letter.subject), *letter.blocks]
    return Letter(language, subject, tuple(blocks))


def compose(letter: Letter, sender: str, recipient: str, message_id: str, unsubscribe: str | None) -> bytes:
    """Return the mail as SMTP takes it; `unsubscribe` is the address of RFC 8058's one-click."""
    _ = catalogue(letter.language).ugettext
    blocks = letter.blocks
    if unsubscribe:
        leave = Block("link", _("Ne plus recevoir ces nouvelles"), unsubscribe)
        blocks = (*blocks, Block("rule"), leave)
    whole = Letter(letter.language, letter.subject, blocks)
    mail = EmailMessage(SEVEN_BITS)
    mail["Subject"] = " ".join(letter.subject.split())
    mail["From"] = Address("Proxilieux", addr_spec=sender)
    mail["To"] = recipient
    mail["Message-ID"] = message_id
    mail["Content-Language"] = letter.language
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(whole.text())
    mail.add_alternative(whole.html(), subtype="html")
    return _list_headers(unsubscribe) + mail.as_bytes()


def _list_headers(unsubscribe: str | None) -> bytes:
    # Written by hand: `EmailMessage` folds a long address into encoded words, which nobody reads as one.
    if not unsubscribe:
        return b""
    lines = (f"List-Unsubscribe: <{unsubscribe}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click", "")
    return "\r\n".join(lines).encode("ascii")

"""A copy of what is stored about a person, for that person: one JSON file for programs and one text to read.

The own mobile number is in it in full, because a copy is worth nothing otherwise. Nothing of anybody else is: office lines of a ticket are
the answers to the person's own words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import msgspec

from bot.usecases.desk import privacy
from bot.usecases.desk.privacy import COPY, About
from bot.usecases.drawing import File
from bot.usecases.files.order import Maker, Order
from dialogs import phrasebook
from dialogs.views.common import day_and_hour

DOCUMENT_VERSION = 1
MOST_AUDITED = 100_000
"""How many of the person's own lines of the audit are counted."""

Data = dict[str, object]


async def _copy(order: Order) -> Sequence[File]:
    """The JSON document and the text; nothing for somebody deleted meanwhile."""
    found = await order.look(privacy.about)
    if found is None:
        return ()
    counted = Counter(row.action for row in await order.store.audit(MOST_AUDITED, order.person))
    data = msgspec.json.format(msgspec.json.encode(as_data(found, counted, order.now)), indent=2) + b"\n"
    text = "\n".join(as_text(found, counted, order.language)) + "\n"
    return (("document", "my-data.json", data), ("document", "my-data.txt", text.encode()))


def as_data(about: About, audited: Mapping[str, int], now: int) -> Data:
    """The copy for programs; times are UTC milliseconds since 1970."""
    cursor, contact = about.cursor, about.cursor.contact
    return {
        "document": DOCUMENT_VERSION,
        "made_at": now,
        "person": {"id": cursor.person, "language": cursor.language},
        "contact": {"name": contact.name, "post": contact.post, "mobile": contact.mobile, "email": contact.email},
        "consent": {"at": cursor.consented_at, "purposes": cursor.consented_to},
        "roles": [{"role": role, "unit": unit} for role, unit in about.roles],
        "enterprises": [{"name": name, "code": code, "first_contact": first} for name, code, first in about.enterprises],
        "claims": [
            {"code": code, "name": claim.name, "post": claim.post, "state": claim.state.value, "at": claim.at}
            for code, claim in about.claims
        ],
        "liaison_entries": [
            {"name": one.name, "post": one.post, "mobile": one.mobile, "remark": one.remark, "state": one.state.value, "at": one.at}
            for one in about.registrations
        ],
        "invitations": [{"for": one.label, "at": one.made_at, "until": one.expires_at} for one in about.invitations],
        "feedback": [
            {"reference": ticket.reference, "lines": [{"at": line.at, "own": not line.ours, "text": line.text} for line in ticket.lines]}
            for ticket in about.tickets
        ],
        "answers": [{"run": run.id, "question": question, "key": kept.key, "at": kept.at} for run, question, kept in about.answers],
        "notes": [{"run": run.id, "question": question, "text": note.text, "at": note.at} for run, question, note in about.notes],
        "files": [
            {"run": run.id, "question": question, "name": file.name, "size": file.size, "sha256": file.digest, "at": file.at}
            for run, question, file in about.files
        ],
        "facts": [
            {"enterprise": one.enterprise, "fact": one.stated.fact, "value": one.stated.value, "at": one.stated.at} for one in about.facts
        ],
        "form_files": [
            {"enterprise": name, "name": file.name, "size": file.size, "sha256": file.digest, "caption": file.caption, "at": file.at}
            for name, file in about.form_files
        ],
        "audit": dict(sorted(audited.items())),
    }


def as_text(about: About, audited: Mapping[str, int], language: str) -> Iterator[str]:
    """The copy to read: one section after the other, empty ones left out."""
    word = partial(phrasebook.sentence, language, "copy")
    yield word("title")
    for section, lines in _sections(about, audited, word, language):
        if lines:
            yield from ("", word(section), *(f"  {line}" for line in lines))
    yield from (
        "",
        *(phrasebook.sentence(language, "purposes", key) for key in ("used", "colleagues", "district", "assigned", "phone", "long")),
    )


def _sections(about: About, audited: Mapping[str, int], word: Callable[[str], str], language: str) -> Iterator[tuple[str, list[str]]]:
    contact, cursor = about.cursor.contact, about.cursor
    details = (("name", contact.name), ("post", contact.post), ("mobile", contact.mobile), ("email", contact.email))
    yield "contact", [f"{word(key)}{word('colon')}{value}" for key, value in details if value]
    yield "consent", [day_and_hour(cursor.consented_at)] if cursor.consented_at is not None else []
    yield "roles", [f"{unit} {phrasebook.sentence(language, 'roles', role)}".strip() for role, unit in about.roles]
    yield "enterprises", [f"{name} {code}" for name, code, _ in about.enterprises]
    yield "claims", [f"{code} {day_and_hour(claim.at)}" for code, claim in about.claims]
    entries = (" ".join(filter(None, (one.name, one.post, one.mobile, one.remark, day_and_hour(one.at)))) for one in about.registrations)
    yield "entries", list(entries)
    yield "invitations", [f"{one.label} {day_and_hour(one.made_at)}".strip() for one in about.invitations]
    yield "feedback", [f"{ticket.reference} {day_and_hour(line.at)} {line.text}" for ticket in about.tickets for line in ticket.lines]
    yield "answers", [f"{run.profile.name} {question} {kept.key} {day_and_hour(kept.at)}" for run, question, kept in about.answers]
    yield "notes", [f"{run.profile.name} {question} {note.text}" for run, question, note in about.notes]
    yield "files", [f"{run.profile.name} {question} {file.name}" for run, question, file in about.files]
    colon, none = word("colon"), word("taken_back")
    yield "facts", [f"{one.enterprise} {one.name}{colon}{one.said or none} {day_and_hour(one.stated.at)}" for one in about.facts]
    yield "form_files", [f"{name} {file.name} {file.caption}".strip() for name, file in about.form_files]
    yield "audit", [word("lines").format(value=sum(audited.values()))] if audited else []


MAKERS: Mapping[str, Maker] = {COPY: _copy}

"""What is known of the enterprise and its contact, one field after the other; known fields are not asked again, each can be corrected."""

from __future__ import annotations

import msgspec

from dialogs import credit_code, registers
from dialogs.answers import Unreadable, clean, folded, quoted, whole_number
from dialogs.credit_code import CodeFault
from dialogs.effects import EnterpriseSought, FieldAsked, FieldKept, ProfileShown
from dialogs.fields import FIELD_BY_ID, FIELDS, Field, FieldId, missing, put, rows, value
from dialogs.inbound import AnyInbound, Back, Choose, Forward, Jump, Reply, Submit
from dialogs.model import Phase
from dialogs.refusals import Refusal
from dialogs.scene import Scene, Screen, Turn, refused
from dialogs.words import is_skip, is_yes

DOUBTFUL = "doubtful"
"""The part of the search phase that carries a credit code accepted against its check digit."""

MOST_FOUND = 12
"""How many rows a search may come down to before it asks for more of the name."""

_CODE_REFUSALS = {CodeFault.LENGTH: Refusal.CODE_LENGTH, CodeFault.ALPHABET: Refusal.CODE_ALPHABET, CodeFault.CHECK: Refusal.CODE_CHECK}


def show(scene: Scene) -> Screen:
    if scene.cursor.phase is Phase.PROFILE_REVIEW:
        return (ProfileShown(),)
    field = _asked(scene)
    found = tuple(scene.cursor.draft.split()) if field.searched else ()
    return (FieldAsked(field.id, _suggested(scene, field), found),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    if scene.cursor.phase is Phase.PROFILE_REVIEW:
        return _review(scene, inbound)
    field = _asked(scene)
    match inbound:
        case Reply(text):
            return _reply(scene, field, text)
        case Choose("skip") if field.optional:
            return _keep(scene, field, None)
        case Choose(key):
            return _chosen(scene, field, key)
        case Submit() if _suggested(scene, field):
            return _keep(scene, field, _suggested(scene, field))
        case Back():
            return _back(scene, field)
        case Forward() if value(field, scene.run.profile, scene.cursor.contact) != "":
            return _onward(scene)
    return None


def ask_next(scene: Scene) -> Scene:
    """At the first field never asked; the phase must be the profile's already."""
    field = missing(scene.run.profile, scene.cursor.contact)
    return scene.moved("profile_completed") if field is None else scene.with_cursor(at=field.id.value, part="", draft="")


def code_free(scene: Scene) -> Turn:
    """After the shell found nobody else under the credit code: only now is it kept."""
    doubtful = scene.cursor.part == DOUBTFUL
    run, cursor = put(FIELD_BY_ID[FieldId.CODE], scene.run, scene.cursor, scene.cursor.draft)
    kept = Scene(run, cursor, scene.bank, scene.moment).with_run(profile=msgspec.structs.replace(run.profile, code_doubtful=doubtful))
    return _settle(kept.moved("code_answered")).turn(FieldKept(FieldId.CODE, doubtful))


def code_taken(scene: Scene) -> Turn:
    """After the shell found the credit code registered already: to where one asks to join; what was kept before stays."""
    code = scene.cursor.draft or scene.run.profile.code
    return scene.moved("code_answered", at=FieldId.CODE).at_desk("join", code).turn()


def _asked(scene: Scene) -> Field:
    return FIELD_BY_ID[scene.cursor.at]


def _suggested(scene: Scene, field: Field) -> str:
    """The enterprise type that the industry suggests; only ever a suggestion."""
    if field.id is not FieldId.KIND:
        return ""
    industry = registers.entry(registers.INDUSTRIES, scene.run.profile.industry)
    kinds = {kind.id for kind in scene.bank.kinds}
    return industry.suggests if industry is not None and industry.suggests in kinds else ""


def _review(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Submit() | Choose("yes"):
            return _submit(scene)
        case Back() if scene.run.enterprise:
            return scene.moved("homeward").turn()
        case Back():
            return scene.moved("field_corrected", at=FIELDS[-1].id.value).turn()
        case Jump(field) if field in FIELD_BY_ID:
            return _correct(scene, field)
        case Reply(text) if 1 <= whole_number(text) <= len(FIELDS):
            return _correct(scene, FIELDS[whole_number(text) - 1].id.value)
    return None


def _submit(scene: Scene) -> Turn:
    if missing(scene.run.profile, scene.cursor.contact) is not None:
        return refused(scene, Refusal.PROFILE_INCOMPLETE)
    after = scene.moved("profile_submitted", at="register")
    return after.turn(EnterpriseSought(scene.run.profile.code, register=True))


def _correct(scene: Scene, field: str) -> Turn:
    return scene.moved("field_corrected", at=field).with_cursor(correcting=True).turn()


def _reply(scene: Scene, field: Field, text: str) -> Turn:
    if field.optional and is_skip(text):
        return _keep(scene, field, None)
    if rows(field, scene.bank):
        return _matched(scene, field, text)
    try:
        read = field.read(text)
    except Unreadable as unreadable:
        return refused(scene, unreadable.code, unreadable.value)
    return _code(scene, read) if field.id is FieldId.CODE else _keep(scene, field, read)


def _code(scene: Scene, code: str) -> Turn:
    """A check digit that does not match is asked about once; the same code again is then taken with a mark."""
    fault = credit_code.fault_of(code)
    if fault is CodeFault.CHECK and scene.cursor.draft == code:
        return _seek(scene, code, doubtful=True)
    if fault is None:
        return _seek(scene, code, doubtful=False)
    asked = scene.with_cursor(draft=code if fault is CodeFault.CHECK else "")
    return refused(asked, _CODE_REFUSALS[fault], code if fault is CodeFault.CHECK else str(len(code)))


def _seek(scene: Scene, code: str, doubtful: bool) -> Turn:
    after = scene.moved("code_entered", at="code", part=DOUBTFUL if doubtful else "", draft=code)
    return after.turn(EnterpriseSought(code))


def _matched(scene: Scene, field: Field, text: str) -> Turn:
    """A typed number picks from the list on the screen; anything else searches the register."""
    try:
        wanted = folded(clean(text))
    except Unreadable as unreadable:
        return refused(scene, unreadable.code, unreadable.value)
    suggested = _suggested(scene, field)
    if suggested and is_yes(text):
        return _keep(scene, field, suggested)
    listed = _listed(scene, field)
    if wanted.isdecimal() and 1 <= int(wanted) <= len(listed):
        return _keep(scene, field, listed[int(wanted) - 1])
    found = registers.search(rows(field, scene.bank), wanted)
    if len(found) == 1:
        return _keep(scene, field, found[0].id)
    if not found and wanted.isdecimal():
        return refused(scene, Refusal.CHOICE_EXPECTED)
    if not found or len(found) > MOST_FOUND:
        return refused(scene, Refusal.TOO_MANY_FOUND if found else Refusal.NOT_FOUND, quoted(text))
    return scene.with_cursor(draft=" ".join(row.id for row in found)).turn()


def _listed(scene: Scene, field: Field) -> tuple[str, ...]:
    """The ids that the screen numbers: what a search came down to, else the whole of a short register."""
    if field.searched:
        return tuple(scene.cursor.draft.split())
    return tuple(row.id for row in rows(field, scene.bank))


def _chosen(scene: Scene, field: Field, key: str) -> Turn:
    if field.id is FieldId.CODE and key == "keep" and scene.cursor.draft:
        return _code(scene, scene.cursor.draft)
    if registers.entry(rows(field, scene.bank), key) is None:
        return refused(scene, Refusal.CHOICE_EXPECTED)
    return _keep(scene, field, key)


def _keep(scene: Scene, field: Field, new: str | None) -> Turn:
    run, cursor = put(field, scene.run, scene.cursor, new)
    after = _settle(Scene(run, cursor, scene.bank, scene.moment).moved("field_kept", at=field.id))
    return after.turn(FieldKept(field.id))


def _settle(scene: Scene) -> Scene:
    """The next field never asked, or the review when one was being corrected or none is left."""
    return scene.with_cursor(correcting=False).moved("profile_completed") if scene.cursor.correcting else ask_next(scene)


def _onward(scene: Scene) -> Turn:
    after = _settle(scene)
    return after.turn()


def _back(scene: Scene, field: Field) -> Turn:
    """The field before; from a correction, the review with everything as it was."""
    if scene.cursor.correcting:
        return _onward(scene)
    place = FIELDS.index(field)
    if place == 0:
        return refused(scene, Refusal.FIRST_ALREADY)
    return scene.with_cursor(at=FIELDS[place - 1].id.value, part="", draft="").turn()

"""The review of a finished run as others than the reviewers read it (评审意见): both scores, the gaps for the enterprise, and its replies.

`at` is a run (the last finished one of the own enterprise without it), or a run and a question. The city opens a locked review again.
"""

from __future__ import annotations

import msgspec

from dialogs.desk import forms
from dialogs.desk.figures import reached
from dialogs.desk.forms import Blank, BlankAsked
from dialogs.desk.reviews import FILES
from dialogs.desk.reviews.effects import Said
from dialogs.desk.reviews.sides import Side, side_view
from dialogs.effects import DeskShown, DeskTold, Wanted
from dialogs.inbound import AnyInbound, Back, Choose, Open
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows, by_number, in_rows
from dialogs.views.common import Context, brief, day_and_hour

WORDS = ("/verified", "评审意见", "verified")

_REPLY = (Blank("reply", forms.any_text),)
_CAUSE = (Blank("cause", forms.any_text),)
_FORMS = {"reply": _REPLY, "cause": _CAUSE}
_INTO = "in."


class VerifiedWanted(Wanted, frozen=True, tag="verified_wanted"):
    """The review of a run, or of the own enterprise's last one, as this person may see it."""

    run: str


class GapWanted(Wanted, frozen=True, tag="gap_wanted"):
    """One answer that was adjusted or asked back."""

    run: str
    question: str


class GapAnswered(Wanted, frozen=True, tag="gap_answered"):
    """What the enterprise says to a finding of which it saw `seen`."""

    run: str
    question: str
    seen: str
    text: str


class RepliesSent(Wanted, frozen=True, tag="replies_sent"):
    """The review goes back to the reviewers."""

    run: str


class ReopenWanted(Wanted, frozen=True, tag="reopen_wanted"):
    """A locked review is to be opened again."""

    run: str
    cause: str


class VerifiedFileWanted(Wanted, frozen=True, tag="verified_file_wanted"):
    """The report of the review: `pdf` or `json`."""

    run: str
    what: str


class GapRow(msgspec.Struct, frozen=True):
    """One gap: the question, what was answered, what was found, and whether the enterprise replied."""

    question: str
    number: str
    stem: str
    given: str
    judgement: str
    key: str
    reason: str
    replied: bool


class VerifiedShown(DeskShown, frozen=True, tag="verified_shown"):
    """The review. `gaps` are only for those who may read answers; `may` lists what the person may do: `reply`, `reopen`, `files`."""

    run: str
    name: str
    agency: str
    state: str
    own: Side
    verified: Side | None
    asked: int
    adjusted: int
    replied: int
    gaps: tuple[GapRow, ...]
    may: tuple[str, ...]
    seal: str
    locked_at: int
    reopened: int
    intact: bool


class NotReviewed(DeskShown, frozen=True, tag="not_reviewed"):
    """There is no review of the own enterprise's last result, or none that says anything yet."""

    name: str
    begun: bool


class GapShown(DeskShown, frozen=True, tag="gap_shown"):
    """One gap in full."""

    number: str
    stem: str
    given: str
    given_text: str
    judgement: str
    key: str
    key_text: str
    reason: str
    reply: str
    earlier: tuple[Said, ...]
    seen: str
    open: bool


class GapKept(DeskTold, frozen=True, tag="gap_kept"):
    """What was said to a finding is kept; the reviewers read it once it is sent."""

    number: str


class GapMoved(DeskTold, frozen=True, tag="gap_moved"):
    """The finding changed since it was shown, so what was written was not taken."""

    number: str


class RepliesTaken(DeskTold, frozen=True, tag="replies_taken"):
    """The review is in the hands of the reviewers again."""

    replies: int


class ReviewReopened(DeskTold, frozen=True, tag="review_reopened"):
    """The review is under way again."""


class ReviewMoved(DeskShown, frozen=True, tag="review_moved"):
    """To others: a review was returned, locked or opened again; `cause` is why."""

    run: str
    name: str
    what: str
    gaps: int = 0
    level: int | None = None
    cause: str = ""
    ours: bool = False


def parts(at: str) -> tuple[str, str]:
    """Run and question of a path."""
    run, _, question = at.partition("/")
    return run, question


def show(scene: Scene) -> Screen:
    desk = scene.cursor.desk
    run, question = parts(desk.at)
    if desk.asked:
        return (forms.asked(scene, _FORMS[desk.asked]),)
    return (GapWanted(run, question),) if question else (VerifiedWanted(run),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    run, question = parts(desk.at)
    if desk.asked:
        return _write(scene, inbound)
    if question:
        return _gap(scene, inbound)
    match inbound:
        case Choose("reopen") if run:
            return scene.at_desk("verified", run, "cause").turn()
        case Choose("send") if run:
            return scene.turn(RepliesSent(run))
        case Choose(what) if what in FILES:
            return scene.turn(VerifiedFileWanted(run, what))
        case Choose(key) if key.startswith(_INTO):
            return scene.at_desk("verified", f"{run}/{key.removeprefix(_INTO)}").turn()
    return None


def _gap(scene: Scene, inbound: AnyInbound) -> Turn | None:
    at = scene.cursor.desk.at
    match inbound:
        case Choose(key) if key.startswith("reply."):
            return scene.at_desk("verified", at, "reply", seen=key.removeprefix("reply.")).turn()
        case Back():
            return scene.at_desk("verified", parts(at)[0]).turn()
    return None


def _write(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    after = forms.filled(scene, _FORMS[desk.asked], inbound)
    run, question = parts(desk.at)
    if not isinstance(after, Scene):
        return scene.at_desk("verified", desk.at).turn() if isinstance(inbound, Back) else after
    given = after.cursor.desk.fields
    here = scene.at_desk("verified", run)
    if question:
        return here.turn(GapAnswered(run, question, given.get("seen", ""), given["reply"]))
    return here.turn(ReopenWanted(run, given["cause"]))


# -- what the screens say and offer -------------------------------------------------------------------------------------


def _offers(effect: VerifiedShown, scene: Scene) -> Rows:
    numbers = tuple(by_number(place, Choose(f"{_INTO}{gap.question}")) for place, gap in enumerate(effect.gaps, 1))
    listed = in_rows(numbers, 5)
    send = (Offer("verified_send", Choose("send")),) if "reply" in effect.may and effect.replied else ()
    reopen = (Offer("verified_reopen", Choose("reopen")),) if "reopen" in effect.may else ()
    files = (Offer("review_pdf", Choose("pdf")), Offer("show_json", Choose("json"))) if "files" in effect.may else ()
    return tuple(row for row in (*listed, (*send, *reopen), (*files, Offer("back_step", Back()))) if row)


def _gap_offers(effect: GapShown, scene: Scene) -> Rows:
    reply = (Offer("verified_reply", Choose(f"reply.{effect.seen}")),) if effect.open else ()
    return ((*reply, Offer("back_step", Back())),)


def _none_offers(effect: NotReviewed, scene: Scene) -> Rows:
    return ((Offer("back_step", Back()),),)


def _moved_offers(effect: ReviewMoved, scene: Scene) -> Rows:
    return ((Offer("review_look", Open("reviews" if effect.ours else "verified", effect.run)),),)


def _view(effect: VerifiedShown, scene: Scene) -> Context:
    gaps = [{**msgspec.structs.asdict(gap), "stem": brief(gap.stem), "reason": brief(gap.reason)} for gap in effect.gaps]
    return {
        **msgspec.structs.asdict(effect),
        "own": side_view(effect.own),
        "verified": side_view(effect.verified) if effect.verified else None,
        "gaps": gaps,
        "seal": effect.seal[:16],
        "locked_on": day_and_hour(effect.locked_at) if effect.locked_at else "",
    }


def _moved_view(effect: ReviewMoved, scene: Scene) -> Context:
    return {**msgspec.structs.asdict(effect), "level": reached(scene, effect.level) if effect.level is not None else ""}


def _gap_view(effect: GapShown, scene: Scene) -> Context:
    return {**msgspec.structs.asdict(effect), "earlier": [msgspec.structs.asdict(said) for said in effect.earlier]}


OFFERS = {
    VerifiedShown: _offers,
    NotReviewed: _none_offers,
    GapShown: _gap_offers,
    ReviewMoved: _moved_offers,
    BlankAsked: forms.offers,
}
VIEWS = {VerifiedShown: _view, GapShown: _gap_view, ReviewMoved: _moved_view}

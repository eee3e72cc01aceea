"""Reviews (评审): the queue of a third-party agency, and a finished run gone through area by area, answer by answer.

`at` is a path: nothing (the queue), a run, a run and an area, or a run, an area and a question. Every button that judges carries what the
reviewer saw of the answer's finding, so that of two reviewers one is told. The run itself never changes.
"""

from __future__ import annotations

import msgspec

from dialogs.desk import forms
from dialogs.desk.forms import Blank, BlankAsked
from dialogs.desk.reviews.effects import (
    CardWanted,
    EvidenceWanted,
    Judged,
    LockWanted,
    QueueShown,
    QueueWanted,
    RepliesCame,
    RestAccepted,
    ReturnWanted,
    ReviewAsked,
    ReviewCardShown,
    ReviewedAreaShown,
    ReviewedAreaWanted,
    ReviewFileWanted,
    ReviewLocked,
    ReviewShown,
    ReviewWanted,
)
from dialogs.desk.reviews.sides import side_view
from dialogs.effects import Wanted
from dialogs.inbound import AnyInbound, Back, Choose, Forward, Open
from dialogs.review import Judgement
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows, by_number, in_rows
from dialogs.views.common import Context, brief, day_and_hour
from dialogs.words import is_no, is_yes

WORDS = ("/reviews", "评审", "reviews")

FILES = ("pdf", "json")
_WHY = (Blank("why", forms.any_text),)
_QUERY = (Blank("query", forms.any_text),)
_FORMS = {"why": _WHY, "query": _QUERY}
_CONFIRMED = ("return", "lock")
_INTO = "in."
_FILE = "f."


def parts(at: str) -> tuple[str, str, str]:
    """Run, area and question of a path; empty where it does not go so far."""
    run, _, rest = at.partition("/")
    area, _, question = rest.partition("/")
    return run, area, question


def show(scene: Scene) -> Screen:
    desk = scene.cursor.desk
    run, area, question = parts(desk.at)
    if desk.asked in _FORMS:
        return (forms.asked(scene, _FORMS[desk.asked]),)
    if question:
        return (CardWanted(run, area, question),)
    if area:
        return (ReviewedAreaWanted(run, area),)
    return (ReviewWanted(run, desk.asked),) if run else (QueueWanted(),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    run, area, question = parts(desk.at)
    if desk.asked in _FORMS:
        return _write(scene, inbound)
    if question:
        return _card(scene, inbound)
    if area:
        return _area(scene, inbound)
    return _review(scene, inbound) if run else None


def _review(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    if desk.asked:
        return _confirm(scene, inbound)
    match inbound:
        case Choose(asked) if asked in _CONFIRMED:
            return scene.at_desk("reviews", desk.at, asked).turn()
        case Choose(what) if what in FILES:
            return scene.turn(ReviewFileWanted(desk.at, what))
        case Choose(key) if key.startswith(_INTO):
            return scene.at_desk("reviews", f"{desk.at}/{key.removeprefix(_INTO)}").turn()
        case Back():
            return scene.at_desk("reviews").turn()
    return None


def _confirm(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    after = scene.at_desk("reviews", desk.at)
    wish: Wanted = ReturnWanted(desk.at) if desk.asked == "return" else LockWanted(desk.at)
    if inbound == Choose("yes") or is_yes(getattr(inbound, "text", "")):
        return after.turn(wish)
    if inbound in (Choose("no"), Back()) or is_no(getattr(inbound, "text", "")):
        return after.turn()
    return None


def _area(scene: Scene, inbound: AnyInbound) -> Turn | None:
    run, area, _ = parts(scene.cursor.desk.at)
    match inbound:
        case Choose("rest"):
            return scene.turn(RestAccepted(run, area))
        case Choose(key) if key.startswith(_INTO):
            return scene.at_desk("reviews", f"{run}/{area}/{key.removeprefix(_INTO)}").turn()
        case Back():
            return scene.at_desk("reviews", run).turn()
    return None


def _card(scene: Scene, inbound: AnyInbound) -> Turn | None:
    run, area, question = parts(scene.cursor.desk.at)
    match inbound:
        case Choose(key) if key.startswith(_FILE):
            return scene.turn(EvidenceWanted(run, area, question, key.removeprefix(_FILE)))
        case Choose("before"):
            return scene.turn(CardWanted(run, area, question, -1))
        case Forward() | Choose("after"):
            return scene.turn(CardWanted(run, area, question, 1))
        case Choose(key):
            return _judge(scene, key)
        case Back():
            return scene.at_desk("reviews", f"{run}/{area}").turn()
    return None


def _judge(scene: Scene, key: str) -> Turn | None:
    """`ok.seen`, `ask.seen`, `to.option.seen`: accepted at once; the others ask for a text first."""
    what, _, rest = key.partition(".")
    option, _, seen = rest.rpartition(".")
    run, area, question = parts(at := scene.cursor.desk.at)
    match what:
        case "ok":
            return scene.turn(Judged(run, area, question, Judgement.ACCEPTED, seen))
        case "ask":
            return scene.at_desk("reviews", at, "query", seen=seen).turn()
        case "to" if option:
            return scene.at_desk("reviews", at, "why", seen=seen, key=option).turn()
    return None


def _write(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    after = forms.filled(scene, _FORMS[desk.asked], inbound)
    here = scene.at_desk("reviews", desk.at)
    if not isinstance(after, Scene):
        return here.turn() if isinstance(inbound, Back) else after
    run, area, question = parts(desk.at)
    given = after.cursor.desk.fields
    adjusted = desk.asked == "why"
    judgement = Judgement.ADJUSTED if adjusted else Judgement.ASKED_BACK
    key = given.get("key", "") if adjusted else ""
    return here.turn(Judged(run, area, question, judgement, given.get("seen", ""), key, given[desk.asked]))


# -- what the screens say and offer -------------------------------------------------------------------------------------


def _queue_offers(effect: QueueShown, scene: Scene) -> Rows:
    found = tuple(by_number(place, Open("reviews", row.run)) for place, row in enumerate(effect.rows, 1))
    return (*in_rows(found, 5), (Offer("back_step", Back()),))


def _review_offers(effect: ReviewShown, scene: Scene) -> Rows:
    areas = tuple(Offer(f"={row.name} {row.decided}/{row.of}", Choose(f"{_INTO}{row.area}")) for row in effect.areas)
    listed = in_rows(areas, 2)
    back = () if effect.state == "returned" else (Offer("review_return", Choose("return")),)
    acts = () if effect.state == "locked" else ((*back, Offer("review_lock", Choose("lock"))),)
    files = (Offer("review_pdf", Choose("pdf")), Offer("show_json", Choose("json")))
    return (*listed, *acts, (*files, Offer("back_step", Back())))


def _asked_offers(effect: ReviewAsked, scene: Scene) -> Rows:
    return ((Offer(f"review_{effect.asking}_yes", Choose("yes")), Offer("no", Choose("no"))),)


def _area_offers(effect: ReviewedAreaShown, scene: Scene) -> Rows:
    numbers = tuple(by_number(place, Choose(f"{_INTO}{row.question}")) for place, row in enumerate(effect.rows, 1))
    listed = in_rows(numbers, 5)
    open_ = effect.unjudged and effect.state != "locked"
    first = next((row.question for row in effect.rows if not row.judgement), "")
    acts = ((Offer("review_each", Choose(f"{_INTO}{first}")), Offer("review_rest", Choose("rest"))),) if open_ else ()
    return (*listed, *acts, (Offer("back_step", Back()),))


def _card_offers(effect: ReviewCardShown, scene: Scene) -> Rows:
    files = tuple((Offer(f"={file.name}", Choose(f"{_FILE}{file.id}")),) for file in effect.files)
    acts: Rows = ()
    if effect.state != "locked":
        accept = () if effect.judgement == Judgement.ACCEPTED else (Offer("review_accept", Choose(f"ok.{effect.seen}")),)
        to = tuple(Offer(f"=→ {key}", Choose(f"to.{key}.{effect.seen}")) for key in effect.others if key != effect.key)
        acts = ((*accept, Offer("review_ask", Choose(f"ask.{effect.seen}"))), to)
    before = (Offer("back", Choose("before")),) if effect.place > 1 else ()
    after = (Offer("forward", Choose("after")),) if effect.place < effect.of else ()
    return tuple(row for row in (*files, *acts, (*before, *after), (Offer("review_area", Back()),)) if row)


def _came_offers(effect: RepliesCame, scene: Scene) -> Rows:
    return ((Offer("review_look", Open("reviews", effect.run)),),)


def _queue_view(effect: QueueShown, scene: Scene) -> Context:
    rows = [{**msgspec.structs.asdict(row), "finished_on": day_and_hour(row.finished_at)[:10]} for row in effect.rows]
    return {"rows": rows, "more": effect.more}


def _review_view(effect: ReviewShown, scene: Scene) -> Context:
    values = {**msgspec.structs.asdict(effect), "finished_on": day_and_hour(effect.finished_at)[:10]}
    areas = [msgspec.structs.asdict(row) for row in effect.areas if row.asked]
    decided = effect.accepted + effect.adjusted
    values |= {"decided": decided, "unjudged": effect.of - decided - effect.waiting - effect.replied}
    return {**values, "own": side_view(effect.own), "verified": side_view(effect.verified), "asked": areas}


def _asked_view(effect: ReviewAsked, scene: Scene) -> Context:
    return {**msgspec.structs.asdict(effect), "own": side_view(effect.own), "verified": side_view(effect.verified)}


def _area_view(effect: ReviewedAreaShown, scene: Scene) -> Context:
    rows = [{**msgspec.structs.asdict(row), "stem": brief(row.stem)} for row in effect.rows]
    return {"name": effect.name, "area": effect.area, "rows": rows, "unjudged": effect.unjudged, "locked": effect.state == "locked"}


def _card_view(effect: ReviewCardShown, scene: Scene) -> Context:
    files = [msgspec.structs.asdict(file) for file in effect.files]
    earlier = [msgspec.structs.asdict(said) for said in effect.earlier]
    return {**msgspec.structs.asdict(effect), "files": files, "earlier": earlier, "on": day_and_hour(effect.at) if effect.at else ""}


def _locked_view(effect: ReviewLocked, scene: Scene) -> Context:
    return {"seal": effect.seal[:16]}


OFFERS = {
    QueueShown: _queue_offers,
    ReviewShown: _review_offers,
    ReviewAsked: _asked_offers,
    ReviewedAreaShown: _area_offers,
    ReviewCardShown: _card_offers,
    RepliesCame: _came_offers,
    BlankAsked: forms.offers,
}
VIEWS = {
    QueueShown: _queue_view,
    ReviewShown: _review_view,
    ReviewAsked: _asked_view,
    ReviewedAreaShown: _area_view,
    ReviewCardShown: _card_view,
    ReviewLocked: _locked_view,
}

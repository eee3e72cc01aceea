"""What programmes say to an enterprise, kept and told: judged in the transaction that changed something, by nobody's leave twice."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest

from bot.ports import Enterprise, Store, Transaction
from bot.ports.programmes import KeptVerdict
from bot.usecases.desk.visit import Visit
from bot.usecases.programmes import Changed, document_in, notices, refresh, state, told, verdict_of
from dialogs.desk.prog.effects import Turned, VerdictMoved, VerdictsTurned
from dialogs.effects import AnswerKept
from dialogs.inbound import Abandon, Choose, Reply, Submit
from question_bank.model import Text
from question_bank.programmes.model import (
    ConditionId,
    FactId,
    FactKind,
    Join,
    Operator,
    Programme,
    Purpose,
    Subject,
    Track,
    TrackId,
    Truth,
    Value,
)
from question_bank.programmes.model import Outcome as Said
from tests.bot import typed
from tests.bot.office import NOON, Office, at_once
from tests.bot.programmes import LEVEL, a_fact, a_programme, a_run, a_visit, joined, keep_all, must, of_flag, of_level

ELIGIBLE, NOT_YET, NOT_ELIGIBLE = Said.ELIGIBLE, Said.NOT_YET, Said.NOT_ELIGIBLE


def enterprise_in(tx: Transaction, code: str = typed.CODE) -> Enterprise:
    """The enterprise registered under this code."""
    found = tx.enterprise_by_code(code)
    assert found is not None
    return found


def kept_in(office: Office, code: str = typed.CODE) -> dict[str, str]:
    """What stands: the outcome of each programme."""
    found = office.store.submit(lambda tx: tx.verdicts_of(enterprise_in(tx, code).id)).result()
    return {programme: verdict.outcome for programme, verdict in found.items()}


def stands(office: Office, programme: str) -> KeptVerdict:
    """The verdict of one programme that stands."""
    return office.store.submit(lambda tx: tx.verdicts_of(enterprise_in(tx).id)[programme]).result()


def stating(office: Office, programme: Programme, fact: str, value: Value | None, who: str = "王工") -> tuple[Changed, ...]:
    """A contact states a fact of a programme."""

    def work(tx: Transaction) -> tuple[Changed, ...]:
        visit = a_visit(tx, office.clock.at, office.bank.id, tx.person("test", who, office.clock.at))
        return state(visit, enterprise_in(tx), programme.facts_by_id[FactId(fact)], value)

    return office.store.submit(work).result()


# -- turns -------------------------------------------------------------------------------------------------------------------


def test_a_profile_that_is_stored_is_judged_and_nobody_is_told_of_a_first_verdict(office: Office) -> None:
    """What is not known yet is counted as lacking."""
    keep_all(office.store, of_level(2), of_flag())
    outcome = office.register("王工")
    assert kept_in(office) == {"leveltwo": "not_yet", "legal": "not_yet"}
    assert stands(office, "legal").lacking == 1
    assert not [effect for effect in outcome.turn.effects if isinstance(effect, VerdictMoved)]


def test_a_run_finished_in_the_conversation_makes_a_verdict_stand_and_the_person_is_told_in_place(office: Office) -> None:
    """In the turn that finishes it, with the level it reached; an older verdict goes to the history."""
    keep_all(office.store, of_level(2), of_level(5, "levelfive"))
    outcome = office.finish("王工")
    assert kept_in(office) == {"leveltwo": "eligible", "levelfive": "not_yet"}
    moved = [effect for effect in outcome.turn.effects if isinstance(effect, VerdictMoved)]
    assert moved == [VerdictMoved(title="leveltwo申报", before="not_yet", after="eligible", open=True, closes="2026-12-31")]
    assert outcome.posted == ()
    past = office.store.submit(lambda tx: tx.verdict_history(enterprise_in(tx).id, "leveltwo", 10)).result()
    assert [verdict.outcome for verdict in past] == ["eligible", "not_yet"]


def test_the_document_of_a_verdict_holds_the_facts_used_and_what_every_condition_was(office: Office) -> None:
    """Readable by the version of the pack that gave it."""
    programme = a_programme(
        "both",
        [LEVEL, a_fact("legal_person"), a_fact("unused", FactKind.TEXT)],
        [must("maturity_level", Operator.AT_LEAST, "5"), must("legal_person", Operator.IS, "yes")],
    )
    keep_all(office.store, programme)
    office.finish("王工")
    stating(office, programme, "legal_person", True)
    kept = stands(office, "both")
    document = document_in(kept.document)
    assert (kept.version, kept.outcome, kept.missing, kept.lacking, kept.track) == ("1.0.0", "not_yet", 1, 0, "only")
    assert document.truths == {"c_maturity_level": Truth.UNMET, "c_legal_person": Truth.MET}
    assert document.tracks == {"only": NOT_YET}
    assert document.values(programme) == {"maturity_level": Decimal(2), "legal_person": True}
    assert document.facts["maturity_level"].source == "run.level"
    assert document.facts["legal_person"].by
    gone = replace(programme, facts=(LEVEL,))
    assert document.values(gone) == {"maturity_level": Decimal(2)}


def test_a_document_holds_what_lies_below_a_join_and_leaves_out_what_the_version_cannot_read(office: Office) -> None:
    """Every condition by its id, however deep; a choice that the version does not have is not made up."""
    accident = a_fact("accident", FactKind.CHOICE, choices=("none", "grave"))
    conditions = [
        joined("either", Join.ANY),
        must("legal_person", Operator.IS, "yes", parent="either"),
        must("accident", Operator.IS, "none", parent="either"),
    ]
    programme = a_programme("nested", [a_fact("legal_person"), accident], conditions)
    keep_all(office.store, programme)
    office.register("王工")
    stating(office, programme, "accident", "none")
    document = document_in(stands(office, "nested").document)
    assert document.truths == {"either": Truth.MET, "c_legal_person": Truth.OPEN, "c_accident": Truth.MET}
    assert document.values(programme) == {"accident": "none"}
    fewer = replace(programme, facts=(programme.facts[0], replace(accident, choices=accident.choices[1:])))
    assert document.values(fewer) == {}


def test_giving_a_run_up_is_judged_too(office: Office) -> None:
    """Whatever of it counted counts no longer."""
    keep_all(office.store, of_flag())
    office.start("王工")
    office.store.submit(lambda tx: tx.state_fact(enterprise_in(tx).id, "legal_person", "yes", "p", NOON)).result()
    assert kept_in(office) == {"legal": "not_yet"}
    office.take("王工", Abandon())
    office.take("王工", Submit())
    assert kept_in(office) == {"legal": "eligible"}


def test_a_corrected_profile_is_judged_when_it_is_stored_again(office: Office) -> None:
    """Sales that fall below the threshold are no longer above scale."""
    scale = a_programme("scale", [a_fact("above", source="profile.above_scale")], [must("above", Operator.IS, "yes")])
    keep_all(office.store, scale)
    office.register("王工")
    assert kept_in(office) == {"scale": "eligible"}
    office.say("王工", "/profile", "9", "1999 万元", "/submit")
    assert kept_in(office) == {"scale": "not_yet"}


def test_a_turn_that_answers_a_question_judges_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """It never even asks which packs there are."""
    keep_all(office.store, of_level(2))
    office.start("王工")

    def refuse(visit: Visit) -> None:
        raise AssertionError("packs were looked at")

    monkeypatch.setattr(Visit, "packs", property(refuse))
    outcome = office.take("王工", Choose("D"))
    assert any(isinstance(effect, AnswerKept) for effect in outcome.turn.effects)


def test_a_program_without_packs_judges_nothing(office: Office) -> None:
    """A run is finished as ever."""
    office.finish("王工")
    assert kept_in(office) == {}


# -- stating facts -----------------------------------------------------------------------------------------------------------


def test_a_stated_fact_changes_every_programme_that_asks_for_it(office: Office) -> None:
    """Once; saying the same again changes nothing, taking it back makes it unknown. The audit knows which fact, not what was said."""
    one, other = of_flag(), of_flag(name="other")
    keep_all(office.store, one, other)
    office.register("王工")
    changed = stating(office, one, "legal_person", True)
    assert [(found.programme.id, found.before, found.after) for found in changed] == [
        ("legal", NOT_YET, ELIGIBLE),
        ("other", NOT_YET, ELIGIBLE),
    ]
    assert stating(office, one, "legal_person", True) == ()
    assert [found.after for found in stating(office, one, "legal_person", None)] == [NOT_YET, NOT_YET]
    lines = [(action, detail) for _, _, _, action, detail in office.audit() if action.startswith("fact_")]
    assert [action for action, _ in lines] == ["fact_stated", "fact_taken_back"]
    assert all("legal_person" in detail and "yes" not in detail for _, detail in lines)


def test_two_contacts_who_state_at_once_leave_a_verdict_that_knows_both(store: Store) -> None:
    """Whoever is second judges with what the first said."""
    facts = [f"f{place}" for place in range(6)]
    programme = a_programme("many", map(a_fact, facts), [must(fact, Operator.IS, "yes") for fact in facts])
    office = Office(store)
    keep_all(store, programme)
    office.register("王工")
    at_once([partial(stating, office, programme, fact, True, fact) for fact in facts])
    assert kept_in(office) == {"many": "eligible"}
    assert stands(office, "many").lacking == 0


def test_what_a_programme_says_now_is_kept_only_by_who_refreshes(office: Office) -> None:
    """Looking leaves no trace."""
    programme = of_flag()
    office.register("王工")
    keep_all(office.store, programme)

    def look(tx: Transaction) -> Said:
        return verdict_of(a_visit(tx, NOON, office.bank.id), enterprise_in(tx), programme).outcome

    assert office.store.submit(look).result() is NOT_YET
    assert kept_in(office) == {}


def test_only_programmes_for_enterprises_are_kept(office: Office) -> None:
    """One for agencies says nothing of an enterprise."""
    keep_all(office.store, of_flag(), replace(of_flag(name="bodies"), subject=Subject.AGENCY))
    office.register("王工")
    assert set(kept_in(office)) == {"legal"}


# -- notices -----------------------------------------------------------------------------------------------------------------


def noticed(office: Office, *changed: Changed, who: str = "王工") -> list[tuple[str, object]]:
    """What the others of the enterprise are told of these changes, by person."""

    def work(tx: Transaction) -> list[tuple[str, object]]:
        visit = a_visit(tx, office.clock.at, office.bank.id, tx.person("test", who, office.clock.at))
        return [(notice.person, notice.shown) for notice in notices(visit, enterprise_in(tx), changed)]

    return office.store.submit(work).result()


def test_the_other_contacts_get_one_notice_that_lists_all_that_became_possible(office: Office) -> None:
    """Not whoever did it; in the language of each."""
    office.finish("王工")
    office.take("李工", Reply("/start"))
    colleague = office.store.submit(lambda tx: _join(tx, "李工")).result()
    one, two = of_level(2), replace(of_flag(), windows=())
    changed = (Changed(one, NOT_YET, ELIGIBLE), Changed(two, NOT_ELIGIBLE, ELIGIBLE))
    shown = VerdictsTurned(typed.NAME, (Turned("leveltwo", "leveltwo申报", True, "2026-12-31"), Turned("legal", "legal申报")))
    assert noticed(office, *changed) == [(colleague, shown)]
    assert len(noticed(office, *changed, who="谁都不是")) == 2


def _join(tx: Transaction, who: str) -> str:
    person = tx.person("test", who, NOON)
    tx.add_contact(enterprise_in(tx).id, person, NOON)
    return person


@pytest.mark.parametrize(
    ("before", "after", "purpose"),
    [
        (None, ELIGIBLE, Purpose.APPLY),
        (NOT_YET, NOT_ELIGIBLE, Purpose.APPLY),
        (ELIGIBLE, NOT_YET, Purpose.APPLY),
        (NOT_YET, ELIGIBLE, Purpose.DUTY),
    ],
)
def test_nobody_is_told_of_first_verdicts_losses_or_duties(office: Office, before: Said | None, after: Said, purpose: Purpose) -> None:
    """Only what has become possible is worth a message."""
    office.register("王工")
    office.store.submit(lambda tx: _join(tx, "李工")).result()
    assert noticed(office, Changed(replace(of_flag(), purpose=purpose), before, after)) == []


def test_the_person_in_front_reads_every_change_but_first_verdicts(office: Office) -> None:
    """In the own language; a closed programme says so."""
    office.register("王工")
    closed = replace(of_flag(), windows=of_flag(name="x").windows[:0])
    changed = (Changed(closed, ELIGIBLE, NOT_YET), Changed(of_flag(name="new"), None, ELIGIBLE))
    found = office.store.submit(lambda tx: told(a_visit(tx, NOON, ""), changed)).result()
    assert found == (VerdictMoved(title="legal申报", before="eligible", after="not_yet"),)


def tiers(purpose: Purpose = Purpose.APPLY) -> Programme:
    """Two tiers, each for a level of its own."""
    basic, upper = Track(TrackId("basic"), Text("基础级"), 1), Track(TrackId("upper"), Text("先进级", {"en": "advanced"}), 2)
    low = replace(must("maturity_level", Operator.AT_LEAST, "1"), id=ConditionId("low"), track=basic.id)
    high = replace(must("maturity_level", Operator.AT_LEAST, "2"), id=ConditionId("high"), track=upper.id)
    return replace(a_programme("tiers", [LEVEL], [low, high], purpose=purpose), tracks=(basic, upper))


def test_a_higher_tier_is_a_change_and_told_by_its_name(office: Office) -> None:
    """Though one could apply before already; a lower one is a change that nobody else is told."""
    keep_all(office.store, tiers())
    office.register("王工")
    office.store.submit(lambda tx: _join(tx, "李工")).result()
    said: list[tuple[Said | None, Said, str, int]] = []
    for level in (1, 2, 1):
        changed = at_level(office, level)
        said += [(one.before, one.after, one.reached("en"), len(noticed(office, one))) for one in changed]
    assert said == [(NOT_YET, ELIGIBLE, "基础级", 1), (ELIGIBLE, ELIGIBLE, "advanced", 1), (ELIGIBLE, ELIGIBLE, "基础级", 0)]


def at_level(office: Office, level: int) -> tuple[Changed, ...]:
    """Judged after one more run that reached this level."""

    def work(tx: Transaction) -> tuple[Changed, ...]:
        found = enterprise_in(tx)
        office.clock.at += 1000
        run = a_run(f"run{office.clock.at}", found.id, office.bank.id, office.clock.at, level, "1.0")
        tx.add_run(run, found.first_contact, office.clock.at)
        return refresh(a_visit(tx, office.clock.at, office.bank.id), found)

    return office.store.submit(work).result()


def test_a_tier_that_the_next_version_does_not_have_is_no_change(office: Office) -> None:
    """Nobody is told of what only became called otherwise."""
    keep_all(office.store, tiers())
    office.register("王工")
    at_level(office, 2)
    renamed = replace(tiers(), version="2.0.0", tracks=(tiers().tracks[0], replace(tiers().tracks[1], id=TrackId("other"))))
    high = replace(renamed.conditions[1], track=TrackId("other"))
    keep_all(office.store, replace(renamed, conditions=(renamed.conditions[0], high)))
    assert office.store.submit(lambda tx: refresh(a_visit(tx, NOON, office.bank.id), enterprise_in(tx))).result() == ()
    assert stands(office, "tiers").track == "other"

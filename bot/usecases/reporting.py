"""From a run to what reports need, and to the files that are handed out. The contact's own details never enter a report."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from dialogs.fields import FIELD_BY_ID, FieldId, display
from dialogs.limits import day_of
from dialogs.model import Evidence, Run
from dialogs.scene import left_out_ids
from question_bank.answer_sheet import AnswerSheet
from question_bank.model import Bank, EnterpriseType, IndicatorId, QuestionId
from reports.assessment import Assessment, Enterprise, FileFact, IndicatorValue
from reports.chart_specs import ChartSpec, gaps, levels, radar, twin
from reports.model import Summary
from reports.summary import summarise
from reports.text import text


def summary_of(bank: Bank, run: Run, language: str) -> Summary:
    """The summary of a run, finished or not."""
    return summarise(bank, assessment_of(bank, run, language))


def assessment_of(bank: Bank, run: Run, language: str) -> Assessment:
    """The run as reports see it."""
    return Assessment(
        run_id=run.id,
        enterprise=_enterprise(bank, run, language),
        sheet=AnswerSheet(
            EnterpriseType(run.profile.kind),
            left_out_ids(run.tailored_out),
            {QuestionId(question): answer.key for question, answer in run.answers.items()},
        ),
        indicators={
            IndicatorId(indicator): IndicatorValue(Decimal(kept.value) if kept.value is not None else None, kept.formula)
            for indicator, kept in run.indicators.items()
        },
        started=day_of(run.started_at or run.created_at),
        finished=day_of(run.finished_at) if run.finished_at is not None else None,
        language=language,
        files=tuple(_file(QuestionId(question), file) for question, files in run.evidence.items() for file in files),
        notes={QuestionId(question): len(notes) for question, notes in run.notes.items()},
    )


def _file(question: QuestionId, file: Evidence) -> FileFact:
    return FileFact(question, file.name, file.size, file.id, file.helper, day_of(file.at))


def _enterprise(bank: Bank, run: Run, language: str) -> Enterprise:
    profile = run.profile

    def read(field: FieldId) -> str:
        return display(FIELD_BY_ID[field], str(getattr(profile, field.value)), bank, language)

    return Enterprise(
        name=profile.name,
        code=profile.code,
        code_doubtful=profile.code_doubtful,
        district=read(FieldId.DISTRICT),
        unit=read(FieldId.UNIT),
        industry=read(FieldId.INDUSTRY),
        kind=EnterpriseType(profile.kind),
        size=read(FieldId.SIZE),
        sales=profile.sales,
        nature=read(FieldId.NATURE),
    )


def texts_of(summary: Summary, what: str) -> Iterator[str]:
    """What is said at once: the text summary, or the text twins of the charts."""
    if what == "txt":
        yield text(summary)
    elif what == "charts":
        for _, spec in charts_of(summary):
            yield f"{twin(spec)}\n"


def files_of(summary: Summary, what: str) -> Iterator[tuple[str, bytes]]:
    """The files of one kind (`pdf`, `json`, `txt`, `charts`): name and bytes. The name tells apart the reports of several runs."""
    if what == "charts":
        from reports.charts import draw

        yield from ((f"{name}.png", draw(spec)) for name, spec in charts_of(summary))
        return
    from reports.documents import render

    yield f"report-{(summary.finished or summary.started).isoformat()}.{what}", render(summary, what)


def charts_of(summary: Summary) -> tuple[tuple[str, ChartSpec], ...]:
    """The charts of a run by the name of their file."""
    return ("radar", radar(summary)), ("levels", levels(summary)), ("gaps", gaps(summary))


def write_files(summary: Summary, what: str, folder: Path) -> tuple[Path, ...]:
    """The files written below `folder`, in a folder of the run's own; each is complete or not there."""
    home = folder / "reports" / summary.run_id
    home.mkdir(parents=True, exist_ok=True)
    return tuple(written(home / name, content) for name, content in files_of(summary, what))


def written(path: Path, content: bytes) -> Path:
    """The file with this content; it is complete or not there. Folders on the way are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(content)
    fresh.replace(path)
    return path

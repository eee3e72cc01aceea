"""How long the longest official form takes, and how much memory: an application with ten pictures of 5 MB and ten megapixels.

Each measurement runs in a fresh process: from the first import to the document's bytes, as the worker makes it, and what bare python-docx
takes for the same pictures and about as much text. Prints seconds, the peak of resident memory, and ratios. It asserts nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

PICTURES, BYTES = 10, 5 << 20
ROUNDS = 3
GOAL_SECONDS, GOAL_MB = 5, 300

_OURS = """
from bot.usecases.files.papers import Job, drawn, looked_at_picture
from question_bank.programmes.library import load
programme = load("shanghai-advanced-factory-2025")
form = next(form for form in programme.forms if form.pitch)
texts = {part.fact: "智能工厂建设情况，" * 45 for part in form.parts if part.kind == "text"}
looked = [looked_at_picture(path, path, "zh").picture for path in paths]
read = clock()
made = drawn(Job(form, programme, {**texts, "profile.name": "某公司"}, tuple(zip(looked, paths, strict=True)), True, "zh"))
documents = [content for _, content in made]
"""
_WHOLE = """
from dataclasses import replace
from pathlib import Path
from question_bank.programmes.library import load
from reports.forms.filling import filled
from reports.forms.pictures import read_picture
from reports.forms.word import word_document
programme = load("shanghai-advanced-factory-2025")
form = next(form for form in programme.forms if form.pitch)
texts = {part.fact: "智能工厂建设情况，" * 45 for part in form.parts if part.kind == "text"}
looked = [replace(read_picture(path, Path(path).read_bytes(), "总装车间"), read=Path(path).read_bytes) for path in paths]
read = clock()
documents = [word_document(filled(form, programme, texts, "zh"), looked)]
"""
_CHECK = """
from reports.forms.word_reading import read_document
from pathlib import Path
read = clock()
documents = [Path(paths[0]).read_bytes()]
found = read_document("a.docx", documents[0])
assert len(found.pictures) == 3
"""
_BARE = """
import io
from docx import Document
from docx.shared import Cm
read = clock()
document = Document()
for _ in range(11):
    document.add_paragraph("智能工厂建设情况，" * 45)
for path in paths:
    document.add_picture(path, width=Cm(15))
made = io.BytesIO()
document.save(made)
documents = [made.getvalue()]
"""
_FRAME = """
import json, resource, sys
from time import perf_counter as clock
begun, paths = clock(), sys.argv[1:]
{work}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([clock() - begun, clock() - read, peak, sum(map(len, documents)) / (1 << 20), len(documents)]))
"""


def main() -> None:
    """Print what our document takes beside bare python-docx, and what a check of an uploaded one takes."""
    with tempfile.TemporaryDirectory() as folder:
        paths = _pictures(Path(folder))
        print(f"{PICTURES} pictures of {BYTES >> 20} MB, 4000 × 2500; goal under {GOAL_SECONDS} s and {GOAL_MB} MB")
        bare = _best(_BARE, paths)
        _say("bare python-docx", bare, bare)
        _say("the form as it is sent (parts under 50 MB)", _best(_OURS, paths), bare)
        _say("the form in one document", _best(_WHOLE, paths), bare)
        small = Path(folder) / "small.docx"
        small.write_bytes(_document(paths[:3]))
        _say("an uploaded document read for its checks", _best(_CHECK, [str(small)]), bare)


def _say(what: str, figures: list[float], bare: list[float]) -> None:
    seconds, working, peak, size, documents = figures
    ratio = f"{working / bare[1]:.2f} × the time, {peak / bare[2]:.2f} × the memory of bare python-docx"
    print(f"{what:44} {seconds:5.2f} s ({working:.2f} s without imports), peak {peak:4.0f} MB, {size:5.1f} MB in {documents:.0f}; {ratio}")


def _best(work: str, paths: list[str]) -> list[float]:
    """The round with the median time."""
    rounds = sorted(_round(work, paths) for _ in range(ROUNDS))
    return rounds[ROUNDS // 2]


def _round(work: str, paths: list[str]) -> list[float]:
    made = subprocess.run([sys.executable, "-c", _FRAME.format(work=work), *paths], check=True, capture_output=True, text=True)
    found: list[float] = json.loads(made.stdout)
    return found


def _pictures(folder: Path) -> list[str]:
    """Pictures of exactly so many bytes, each another."""
    from tests.reports.forms.images import jpeg

    paths = [folder / f"{number}.jpg" for number in range(PICTURES)]
    for number, path in enumerate(paths):
        path.write_bytes(jpeg(4000, 2500, size=BYTES, colour=f"rgb({20 * number}, 90, 140)"))
    return [str(path) for path in paths]


def _document(paths: list[str]) -> bytes:
    import io

    from docx import Document

    document = Document()
    for path in paths:
        document.add_picture(path)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


if __name__ == "__main__":
    main()

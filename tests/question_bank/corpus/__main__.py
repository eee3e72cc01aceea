"""Writes every faulty workbook of the corpus into a folder."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.question_bank.corpus import CASES, FILES
from tests.question_bank.corpus.forms import XLSX, packed, spoilt_parts, tables

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for case in CASES:
    if XLSX in case.forms:
        written = packed(spoilt_parts(case.base, tables(case.base, case.edit)))
        (folder / f"{case.name.replace('/', '_')}.xlsx").write_bytes(written)
for file in FILES:
    (folder / f"{file.name.replace('/', '_')}{Path(file.file).suffix}").write_bytes(file.make())
print(f"{len(list(folder.iterdir()))} files in {folder}")

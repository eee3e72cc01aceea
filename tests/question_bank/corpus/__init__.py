"""Banks with one fault each, made from the shipped ones and a tiny one, as workbook, CSV folder and JSON, with the place of the fault.

`python -m tests.question_bank.corpus FOLDER` writes the workbooks, to be looked at in a spreadsheet program.
"""

from __future__ import annotations

from tests.question_bank.corpus.cells import cells
from tests.question_bank.corpus.files import files
from tests.question_bank.corpus.meaning import meaning
from tests.question_bank.corpus.shapes import pages, shapes

CASES = (*cells(), *meaning(), *shapes())
FILES = (*files(), *pages())

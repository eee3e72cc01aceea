"""Hostile tables: cells, rows, texts and other forms than workbooks. Each is made from a random source, so by a seed."""

from __future__ import annotations

import json
from random import Random

from question_bank.csv_text import bytes_of
from tests.question_bank.corpus.forms import CMMM, TINY, as_json, packed, spoilt_parts, tables
from tests.question_bank.hostile.archived import FILE, Family
from tests.question_bank.packages import value
from tests.question_bank.tiny import Tables

FORMULAS = (
    "<c><f>1+1</f><v>2</v></c>",
    '<c><f t="shared" si="0"/><v>3</v></c>',
    '<c><f t="array" ref="A1:B2">A1</f></c>',
    '<c><f>HYPERLINK("http://127.0.0.1:9")</f></c>',
    "<c><f>cmd|'/C calc'!A0</f></c>",
)
KINDS = (
    value("45000", style=1),
    value("1", "b"),
    value("12.5"),
    value("1e999"),
    value("NaN"),
    value("-0"),
    value("#REF!", "e"),
    value("x", "e"),
    '<c t="d"><v>2023-02-31</v></c>',
    value("9" * 400),
    value("1e-400"),
    value("", "n"),
    value("TRUE", "b"),
    '<c t="z"><v>1</v></c>',
    "<c><v>一</v></c>",
)
OUT_OF_RANGE = tuple(value(number, "s") for number in ("-1", "999999", "1e3", "", "x", "9" * 30, "1.5"))
PLACES = ("XFD1048576", "ZZZZ1", "A0", "A-1", "1A", "AAAAAAAAAA1", "A99999999999", "a1", "$A$1", "R1C1", "A1:B2", " ", "Ａ1")
TEXTS = (
    "\x00",
    "\x07\x1b[31m",
    "\u202egnp.exe",
    "\u200b" * 50,
    "\ud7ff\ue000",
    "\U0001f469\u200d\U0001f469",
    "_x0000_",
    "_xD800_",
    "=1+1",
    "＝cmd",
    "{0.__class__}",
    "%s%n",
    "<script>",
    "'; DROP TABLE",
    "../../etc/passwd",
    "{{7*7}}",
    "見 9.9.9" * 300,
    "5.4" * 1_000,
    "第" * 3_999,
    "1." * 2_000,
)


def _workbook(given: Tables, base: str = TINY) -> tuple[str, bytes]:
    return FILE, packed(spoilt_parts(base, given))


def sprinkled(random: Random) -> tuple[str, bytes]:
    """Cells of the wrong kind all over a bank: formulas, dates, booleans, errors, strings that are not there."""
    base = random.choice((CMMM, TINY))
    given = tables(base)
    cells = random.choice((FORMULAS, KINDS, OUT_OF_RANGE, tuple(f'<c r="{place}"><v>1</v></c>' for place in PLACES)))
    share = random.choice((0.002, 0.05, 1))
    for table in given.values():
        for line in table[random.choice((0, 1)) :]:
            line[:] = [random.choice(cells) if random.random() < share else cell for cell in line]
    return _workbook(given, base)


def texts(random: Random) -> tuple[str, bytes]:
    """Texts that try to be more than texts, in cells, headings and names of sheets, in every form."""
    given = tables(random.choice((CMMM, TINY)))
    for _ in range(random.choice((1, 30))):
        name = random.choice([*given])
        line = random.choice(given[name])
        if line:
            line[random.randrange(len(line))] = random.choice(TEXTS)
    if random.random() < 0.3:
        given[random.choice(TEXTS)[:31] or "x"] = [["a"], ["b"]]
    if random.random() < 0.3:
        return "bank.json", as_json(given)
    return _workbook({name: [[cell.replace("\x1b", "") for cell in line] for line in table] for name, table in given.items()})


def large(random: Random) -> tuple[str, bytes]:
    """Very long cells, very many rows or columns."""
    given = tables(TINY)
    sheet = random.choice([*given])
    table = given[sheet]
    match random.randrange(4):
        case 0:
            table[-1][0] = "长" * 1_000_000
        case 1:
            table += [list(table[-1]) for _ in range(100_000)]
        case 2:
            table[0] += [f"c{number}" for number in range(16_000)]
        case _:
            table += [[f"{number}{cell}" for cell in table[-1]] for number in range(19_000)]
    return _workbook(given) if random.random() < 0.6 else (f"{sheet}.csv", bytes_of(given[sheet]))


def as_csv(random: Random) -> tuple[str, bytes]:
    """One sheet as text, in any encoding, with any separator, with what spreadsheet programs never write."""
    sheet = random.choice(("questions", "areas", "shares"))
    text = bytes_of(tables(CMMM)[sheet]).decode("utf-8-sig")
    text = random.choice(
        (
            text,
            text.replace(",", ";"),
            text.replace(",", "\t"),
            text.replace("\n", "\r"),
            text[: len(text) // 2] + '"',
            text.replace("，", "\x00"),
            '"' * 100_001,
            "," * 1_000_000,
            "\n" * 1_000_000,
            "a" * 5_000_000,
            '"' + "a,\n" * 500_000,
        )
    )
    encoding = random.choice(
        ("utf-8", "utf-8-sig", "gbk", "gb18030", "big5", "utf-16", "utf-16-be", "utf-32", "utf-7", "latin-1", "shift_jis")
    )
    data = text.encode(encoding, "replace")
    return f"{sheet}.csv", data if random.random() < 0.8 else data[: random.randrange(1, len(data))] + random.randbytes(9)


def as_other_json(random: Random) -> tuple[str, bytes]:
    """JSON that is no bank: too deep, of the wrong shape, with numbers without end, names twice, half characters."""
    return "bank.json", random.choice(
        (
            b"[" * 100_000 + b"]" * 100_000,
            b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
            b'{"areas": ' + b"9" * 1_000_000 + b"}",
            b'{"areas": [{"id": NaN, "name": Infinity, "x": -1e999999}]}',
            b'{"areas": [{"id": "a", "id": "b"}]}',
            b'{"areas": [{"id": "\\ud800", "\\udfff": "x"}], "\\ud800": []}',
            json.dumps({f"s{number}": [] for number in range(20_000)}).encode(),
            json.dumps({"areas": [{f"c{number}": "x" for number in range(50_000)}]}).encode(),
            json.dumps({"areas": [{"id": f"a{number}"} for number in range(200_000)]}).encode(),
            json.dumps({"areas": [{f"c{number}": "x"} for number in range(3_000)]}).encode(),
            b'{"areas": [' + b"[]," * 500_000 + b"null]}",
            as_json(tables(CMMM))[: random.randrange(200_000)],
            b"\xef\xbb\xbf{}",
            b"{",
            b"null",
            random.randbytes(10_000),
        )
    )


def shown(random: Random) -> tuple[str, bytes]:
    """Merged ranges and hidden rows, columns and sheets, also doubled and over one another."""
    made = spoilt_parts(CMMM, tables(CMMM))
    for number in range(2, 12):
        name = f"xl/worksheets/sheet{number}.xml"
        page = made[name].decode()
        if random.random() < 0.5:
            page = page.replace("<row ", '<row hidden="1" ')
        if random.random() < 0.5:
            page = page.replace("<col ", '<col hidden="true" ')
        ranges = "".join(
            f'<mergeCell ref="{random.choice(("A1:B9", "A:A", "1:1048576", "B2:XFD1048576", "C3", "Z9:A1", "A1:A1", "x", ""))}"/>'
            for _ in range(random.choice((0, 3, 300)))
        )
        made[name] = page.replace("</sheetData>", f"</sheetData><mergeCells>{ranges}</mergeCells>").encode()
    book = made["xl/workbook.xml"].decode()
    for _ in range(random.choice((0, 1, 4))):
        book = book.replace(
            f'<sheet name="{random.choice([*tables(CMMM)])}"',
            random.choice(('<sheet state="veryHidden" name="x"', '<sheet name="areas"', '<sheet name=""', '<sheet state="" name="AREAS"')),
            1,
        )
    return FILE, packed({**made, "xl/workbook.xml": book.encode()})


def endless(random: Random) -> tuple[str, bytes]:
    """A bank within every limit of the format that makes much work: types by levels by areas, languages, guesses, circles."""
    given = tables(TINY)
    kind = random.choice(("languages", "kinds", "areas", "near", "circles", "terms", "settings", "columns", "mapping"))
    bank, areas, questions = given["bank"], given["areas"], given["questions"]
    match kind:
        case "languages":
            bank.append(["languages", ",".join(f"{a}{b}" for a in "abcdefghijklmnopqrstuvwxyz" for b in "abcdefghijklmnopqrstuvwxyz"), ""])
            del bank[8]
            questions += [[f"Q{number}", *questions[-1][1:]] for number in range(5_000)]
        case "kinds":
            given["kinds"] += [[f"k{number}", "类", ""] for number in range(18)]
            areas[0] += [f"weight:k{number}" for number in range(18)]
            areas[1:] = [[*line, *["100"] * 18] for line in areas[1:]]
            given["levels"] += [[str(number), "级", *[""] * 7] for number in range(3, 21)]
            areas += [[f"a{number}", f"a{number // 3}" if number > 2 else "making.plan", *areas[3][2:]] for number in range(1_900)]
            given["requirements"] += [[f"r{number}", f"a{number % 1_900}", str(number % 20 + 1), "a", "题", ""] for number in range(5_000)]
            questions += [[f"Q{number}", "", f"r{number}", *questions[-1][3:]] for number in range(5_000)]
        case "areas" | "circles":
            areas += [
                [f"a{number}", f"a{(number + 1) % 1_900 if kind == 'circles' else number - 1}", *areas[3][2:]] for number in range(1_900)
            ]
        case "near":
            given["requirements"] += [[f"making.plan.{number}", "making.plan", "1", "a", "题", ""] for number in range(9_000)]
            questions += [[f"Q{number}", "", f"making.plam.{number}", *questions[-1][3:]] for number in range(9_000)]
        case "terms":
            text = random.choice(("设备装备供应商供货商" * 80, "见 1.1.1.1.1" * 60, "L1-" * 260, "第1." * 220))
            questions += [[f"Q{number}", *questions[-1][1:13], text, *questions[-1][14:]] for number in range(3_000)]
        case "settings":
            bank += [[f"titel{number}", "x", ""] for number in range(19_000)]
        case "columns":
            for table in given.values():
                table[0] += [f"{random.choice(table[0])}{number}" for number in range(290 - len(table[0]))]
        case _:
            given["mapping"] = [
                ["bank", "what", "from", "to"],
                *(["old", "question", f"q{number}", f"L1-1.{number}"] for number in range(5_000)),
            ]
    return _workbook(given)


PAGES: tuple[Family, ...] = (sprinkled, texts, large, as_csv, as_other_json, shown, endless)

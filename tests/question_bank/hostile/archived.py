"""Hostile archives: what the ZIP around a workbook, its relations or its XML can do. Each is made from a random source, so by a seed."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from random import Random

from tests.question_bank.corpus.forms import CMMM, DIAGNOSIS, TINY, Parts, member, packed, parts
from tests.question_bank.packages import LINKED, MAIN, PACKAGE
from tests.question_bank.workbook_faults import OLE, with_password

Family = Callable[[Random], tuple[str, bytes]]
FILE = "bank.xlsx"
READ = (
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "xl/worksheets/sheet2.xml",
)
PAGE = "xl/worksheets/sheet9.xml"


FORMAT = '<numFmt numFmtId="{0}" formatCode="yyyy{0}"/>'
STYLE, MERGE, COLUMN = '<xf numFmtId="14"/>', '<mergeCell ref="A1:B2"/>', '<col min="1" max="16384" hidden="1"/>'
ATTRIBUTE, SPACE = ' b{0}="{0}"', ' xmlns:n{0}="urn:{0}"'


def whole(random: Random) -> Parts:
    """The parts of a good workbook."""
    return parts(random.choice((CMMM, TINY, DIAGNOSIS)))


def bomb(random: Random) -> tuple[str, bytes]:
    """One part that unpacks into very much."""
    size = random.choice((2_000_000, 20_000_000, 47_000_000, 60_000_000))
    inside = random.choice((b" ", b"\n", b"<!-- -->", b"<a/>", b"A"))
    return FILE, packed({**whole(random), random.choice(READ): b"<x>" + inside * (size // len(inside)) + b"</x>"})


def nested(random: Random) -> tuple[str, bytes]:
    """Archives within archives, under the names of parts."""
    data = packed(whole(random))
    for _ in range(random.randint(1, 20)):
        data = packed({**parts(TINY), random.choice(READ): data})
    return FILE, data


def lies(random: Random) -> tuple[str, bytes]:
    """A directory that says untrue things of its members: sizes, checks, places, methods, flags."""
    data = bytearray(packed(whole(random)))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        at = archive.start_dir
    for _ in range(random.randint(1, 8)):
        if (at := data.find(b"PK\x01\x02", at)) < 0:
            break
        field, width = random.choice(((8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (32, 2), (42, 4)))
        lie = random.choice((0, 1, 0x7F, 0xFFFF, 0xFFFFFFFF, random.getrandbits(31)))
        data[at + field : at + field + width] = struct.pack("<I", lie & 0xFFFFFFFF)[:width]
        at += 4
    return FILE, bytes(data)


def overlapping(random: Random) -> tuple[str, bytes]:
    """Many members whose directory entries lead to one and the same place."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts(TINY).items():
            archive.writestr(member(name), part)
        for number in range(random.choice((10, 400, 1_500))):
            archive.writestr(member(f"xl/worksheets/over{number}.xml"), b"")
        big = archive.infolist()[0]
        for over in archive.infolist():
            if "over" in over.filename:
                over.header_offset, over.file_size, over.compress_size, over.CRC = (
                    big.header_offset,
                    big.file_size,
                    big.compress_size,
                    big.CRC,
                )
    return FILE, made.getvalue()


def members(random: Random) -> tuple[str, bytes]:
    """Very many members without content."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(random.choice((2_001, 20_000, 100_000))):
            archive.writestr(member(f"{number}"), b"")
    return FILE, made.getvalue()


def entities(random: Random) -> tuple[str, bytes]:
    """Document types: files of the machine, addresses, entities that grow; in any part, in any encoding."""
    kind = random.choice(
        (
            '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>',
            '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>',
            '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p">%p;]><x/>',
            '<!DOCTYPE x PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://127.0.0.1:9/"><x/>',
            "<!DOCTYPE x [" + "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12)) + ']><x l="&l12;"/>',
            '<!DOCTYPE x [<!ENTITY q "' + "q" * 100_000 + '">]><x>' + "&q;" * 100_000 + "</x>",
            '<x xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd" parse="text"/></x>',
            '<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?><x/>',
        )
    )
    encoding = random.choice(("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp037", "utf-7"))
    declared = random.choice(
        ("", f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>', '<?xml version="1.0" encoding="UTF-8"?>')
    )
    return FILE, packed({**whole(random), random.choice(READ): (declared + kind).encode(encoding)})


def outward(random: Random) -> tuple[str, bytes]:
    """Links to other files, addresses, macros, programs."""
    made = dict(whole(random))
    found = random.choice(
        (
            "xl/externalLinks/externalLink1.xml",
            "xl/vbaProject.bin",
            "xl/macrosheets/sheet1.xml",
            "xl/embeddings/oleObject1.bin",
            "customXml/item1.xml",
            "relation",
        )
    )
    if found == "relation":
        kind, target = (
            random.choice(("worksheet", "image", "attachedTemplate")),
            random.choice(("http://127.0.0.1:9/x", "file:///etc/passwd", "\\\\host\\share\\x", "../../../../etc/passwd")),
        )
        link = f'<Relationship Id="rId2" Type="{LINKED}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
        made["xl/_rels/workbook.xml.rels"] = made["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", link.encode())
        return FILE, packed(made)
    return FILE, packed({**made, found: random.randbytes(random.choice((0, 10, 10_000)))})


def locked(random: Random) -> tuple[str, bytes]:
    """With a password, or another program's under the name of a workbook."""
    begin = random.choice(
        (
            OLE,
            OLE + "EncryptedPackage".encode("utf-16-le"),
            b"%PDF-1.7\n",
            b"\x89PNG\r\n\x1a\n",
            b"GIF89a",
            b"MZ",
            b"\x7fELF",
            b"SQLite format 3\0",
            b"\x1f\x8b\x08",
            b"BZh9",
            b"\xfd7zXZ\0",
            b"Rar!\x1a\x07",
            b"PK\x05\x06",
            b"PK\x03\x04",
            b"PK\x07\x08",
        )
    )
    if random.random() < 0.3:
        return FILE, with_password(packed(whole(random)))
    return FILE, begin + random.randbytes(random.choice((0, 1, 100, 50_000)))


def foreign(random: Random) -> tuple[str, bytes]:
    """An archive of another kind, with or without a workbook in it."""
    inside = random.choice(
        (
            "content.xml",
            "word/document.xml",
            "xl/workbook.bin",
            "index/document.iwa",
            "mimetype",
            "../../etc/passwd",
            "/etc/passwd",
            "xl\\workbook.xml",
            "XL/WORKBOOK.XML",
            "con",
            "a" * 60_000,
            "\udc80".encode("utf-8", "surrogateescape").decode("latin-1"),
        )
    )
    return FILE, packed({**(whole(random) if random.random() < 0.5 else {}), inside: b"<x/>"})


def truncated(random: Random) -> tuple[str, bytes]:
    """A good workbook that breaks off at some tenth, or somewhere."""
    data = packed(whole(random))
    return FILE, data[: len(data) * random.randint(0, 10) // 10 + random.choice((-3, -1, 0, 1, 17))]


def flipped(random: Random) -> tuple[str, bytes]:
    """A good workbook with a few bits turned over."""
    data = bytearray(packed(whole(random)))
    for _ in range(random.choice((1, 1, 5, 50, 5_000))):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return FILE, bytes(data)


def looped(random: Random) -> tuple[str, bytes]:
    """Relations that lead to what is no sheet: the book itself, the relations, the strings, each other, all to one."""
    made = dict(whole(random))
    links = made["xl/_rels/workbook.xml.rels"].decode()
    target = random.choice(
        (
            "workbook.xml",
            "_rels/workbook.xml.rels",
            "sharedStrings.xml",
            "styles.xml",
            "/[Content_Types].xml",
            "worksheets/sheet2.xml",
            "",
            ".",
            "//",
            "worksheets/../worksheets/sheet3.xml",
            "\x00"[:0] + "x" * 10_000,
        )
    )
    for number in range(1, random.choice((2, 4, 20))):
        links = links.replace(f"worksheets/sheet{number}.xml", target)
    return FILE, packed({**made, "xl/_rels/workbook.xml.rels": links.encode()})


def one_page_many_tabs(random: Random) -> tuple[str, bytes]:
    """A hundred sheets that are all one large part."""
    page = random.choice((300, 3_000, 19_000))
    rows = "".join(f'<row r="{number}">{"<c><v>1</v></c>" * random.choice((1, 20))}</row>' for number in range(1, page))
    tabs = "".join(f'<sheet name="s{number}" sheetId="{number}" r:id="rId1"/>' for number in range(1, random.choice((20, 99, 2_000))))
    link = f'<Relationship Id="rId1" Type="{LINKED}/worksheet" Target="{PAGE[3:]}"/>'
    return FILE, packed(
        {
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKED}"><sheets>{tabs}</sheets></workbook>'.encode(),
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{link}</Relationships>'.encode(),
            PAGE: f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode(),
        }
    )


def _counted(pattern: str, count: int) -> str:
    return "".join(pattern.format(number) for number in range(count))


def spelling(random: Random) -> tuple[str, bytes]:
    """XML that is endless in some way other than by its elements: instructions, remarks, attributes, names, namespaces."""
    inside = random.choice(
        (
            lambda: "<?a b?>" * 1_000_000,
            lambda: "<!---->" * 1_000_000,
            lambda: f"<a {_counted(ATTRIBUTE, 200_000)}/>",
            lambda: f'<a b="{"x" * 20_000_000}"/>',
            lambda: f"<{'a' * 5_000_000}/>",
            lambda: f"<a {_counted(SPACE, 50_000)}/>",
            lambda: "<![CDATA[x]]>" * 500_000,
            lambda: "&#65;" * 2_000_000,
            lambda: f"<numFmts>{_counted(FORMAT, 100_000)}</numFmts>",
            lambda: f"<cellXfs>{STYLE * 1_000_000}</cellXfs>",
            lambda: f"<mergeCells>{MERGE * 200_000}</mergeCells>",
            lambda: f"<cols>{COLUMN * 200_000}</cols>",
        )
    )()
    name = random.choice(("xl/styles.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet2.xml"))
    root = {"xl/styles.xml": "styleSheet", "xl/sharedStrings.xml": "sst"}.get(name, "worksheet")
    return FILE, packed({**whole(random), name: f'<{root} xmlns="{MAIN}">{inside}</{root}>'.encode()})


ARCHIVED: tuple[Family, ...] = (
    bomb,
    nested,
    lies,
    overlapping,
    members,
    entities,
    outward,
    locked,
    foreign,
    truncated,
    flipped,
    looped,
    one_page_many_tabs,
    spelling,
)

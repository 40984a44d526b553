"""Opens each document with software that is not ours, and says what is wrong.

Called by .ci/documents with the folder of the documents: python-docx, openpyxl, icalendar, and what
LibreOffice made of them as PDF.
"""

import datetime
import re
import subprocess
import sys
from pathlib import Path

import docx
import icalendar
import openpyxl

folder = Path(sys.argv[1])


def check(what, holds):
    if not holds:
        sys.exit(f"wrong: {what}")


def pdf(name):
    text = subprocess.run(["pdftotext", "-layout", folder / name, "-"], capture_output=True, text=True, check=True)
    return text.stdout


def words():
    for path in sorted(folder.glob("*.docx")):
        document = docx.Document(path)
        headings = [p for p in document.paragraphs if p.style.name.lower().startswith(("heading", "title"))]
        check(f"{path.name}: headings", len(headings) >= 3)
        check(f"{path.name}: tables", document.tables)
        check(f"{path.name}: times", document.core_properties.created == document.core_properties.modified)
        footer = "".join(p._p.xml for p in document.sections[0].footer.paragraphs)
        check(f"{path.name}: page numbers", "PAGE" in footer and "NUMPAGES" in footer)
        check(f"{path.name}: A4", round(document.sections[0].page_width.mm) == 210)
        text = pdf(f"word/{path.stem}.pdf")
        check(f"{path.name}: as PDF", "Page 1 of" in text and "2026-0002" in text)
    names = {style.name for style in docx.Document(folder / "escalate-2026-0002.docx").styles}
    check("styles", {"heading 1", "Table Text", "Overdue"} <= {name.replace("Heading", "heading") for name in names})


def workbook():
    for path in sorted(folder.glob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        check(f"{path.name}: sheets", book.sheetnames[:4] == ["Cases", "Due", "Entries", "Themes"])
        for sheet in book:
            check(f"{sheet.title}: frozen header", sheet.freeze_panes == "B2")
            check(f"{sheet.title}: filter", sheet.auto_filter.ref)
            for row in sheet.iter_rows():
                for cell in row:
                    check(f"{sheet.title} {cell.coordinate} is a formula", cell.data_type != "f")
                    check(f"{sheet.title} {cell.coordinate} is a link", cell.hyperlink is None)
        head = [cell.value for cell in book["Cases"][1]]
        opened = book["Cases"].cell(2, head.index("Opened") + 1).value
        check("a real date", isinstance(opened, datetime.datetime))
        check("colours for overdue", book["Cases"].conditional_formatting)
        check("its time", book.properties.created == datetime.datetime(2026, 6, 15, 7, 30))
        check("LibreOffice shows it", "2026-0002" in pdf(f"excel/{path.stem}.pdf"))


def calendar():
    for path in sorted(folder.glob("*.ics")):
        text = path.read_bytes()
        read = icalendar.Calendar.from_ical(text)
        events = list(read.walk("VEVENT"))
        uids = [str(event["UID"]) for event in events]
        check(f"{path.name}: one identity each", events and len(set(uids)) == len(uids))
        for event in events:
            check("a reference first", re.match(r"\d{4}-\d{4}: ", str(event["SUMMARY"])))
            check("no name", not re.search(r"Patel|Cole|Llew|Okoro", str(event["SUMMARY"]) + str(event["DESCRIPTION"])))
            alarms = list(event.walk("VALARM"))
            check("alarms", alarms or event["STATUS"] == "CANCELLED")
        check("lines of 75 bytes", all(len(line) <= 75 for line in text.split(b"\r\n")))


words()
workbook()
calendar()
print("Word, Excel, calendar: sound")

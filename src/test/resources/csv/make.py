"""Makes the fixtures of this folder: python3 make.py (needs soffice for the libreoffice-* ones).

The libreoffice-* files are LibreOffice's own output: it gets real cells (a flat ODS) and does the
quoting and the encoding itself. The excel-* files follow, byte for byte, what Excel writes: CRLF after
each row, LF inside a cell, quotes only where needed, doubled quotes, delimiters alone for empty rows.
"""
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).parent
TITLE = "Лекция №1: «Введение», часть 2"


def rows(first_title):
    return [
        ["url", "title", "description", "note"],
        ["https://example.com/1.mp4", first_title, "", ""],
        ["https://example.com/2.mp4", "Запятая, точка; с запятой", "", "a"],
        ["https://example.com/3.mp4", 'Кавычки "внутри" текста', "", ""],
        ["https://example.com/4.mp4", "Две строки", "", 'первая строка\nвторая, "строка"'],
        ["https://example.com/5.mp4", "-5 градусов", "", "=1+1"],
    ]


def flat_ods(table):
    def cell(text):
        if not text:
            return "<table:table-cell/>"
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
        return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'

    body = "".join("<table:table-row>" + "".join(map(cell, row)) + "</table:table-row>" for row in table)
    ns = "urn:oasis:names:tc:opendocument:xmlns:"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="{ns}office:1.0"'
        f' xmlns:table="{ns}table:1.0" xmlns:text="{ns}text:1.0" office:version="1.2"'
        ' office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body>'
        f'<office:spreadsheet><table:table table:name="Videos">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document>"
    )


def libreoffice(name, table, options):
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "source.fods")
        source.write_text(flat_ods(table), encoding="utf-8")
        target = f"csv:Text - txt - csv (StarCalc):{options}"
        subprocess.run(["soffice", "--headless", "--convert-to", target, "--outdir", folder, source], check=True)
        (HERE / name).write_bytes(Path(folder, "source.csv").read_bytes())


def excel(name, table, delimiter, encoding, mark=b"", before="", empty_rows=0):
    def cell(text):
        quoted = any(c in text for c in (delimiter, '"', "\n"))
        return '"' + text.replace('"', '""') + '"' if quoted else text

    lines = [delimiter.join(map(cell, row)) for row in table]
    lines += [delimiter * (len(table[0]) - 1)] * empty_rows
    text = before + "".join(line + "\r\n" for line in lines)
    (HERE / name).write_bytes(mark + text.encode(encoding))


def main():
    emoji, plain = rows(TITLE + " 😀"), rows(TITLE)
    excel("excel-csv-utf8-semicolon.csv", emoji, ";", "utf-8", mark=b"\xef\xbb\xbf", empty_rows=2)
    excel("excel-csv-utf8-comma.csv", emoji, ",", "utf-8", mark=b"\xef\xbb\xbf")
    excel("excel-windows-1251-semicolon.csv", plain, ";", "windows-1251", empty_rows=2)
    excel("excel-unicode-text-tab.csv", emoji, "\t", "utf-16-le", mark=b"\xff\xfe")
    excel("excel-sep-line-pipe.csv", emoji, "|", "utf-8", mark=b"\xef\xbb\xbf", before="sep=|\r\n")
    if "--excel-only" in sys.argv:
        return
    # delimiter, quote, encoding (76 UTF-8, 34 windows-1251, 65535 UTF-16), first line, -, -, quote all text
    libreoffice("libreoffice-utf8-comma-minimal.csv", emoji, "44,34,76,1,,0,false")
    libreoffice("libreoffice-utf8-semicolon-quoted.csv", emoji, "59,34,76,1,,0,true")
    libreoffice("libreoffice-utf8-tab.csv", emoji, "9,34,76,1,,0,false")
    libreoffice("libreoffice-utf8-pipe.csv", emoji, "124,34,76,1,,0,false")
    libreoffice("libreoffice-utf16-semicolon.csv", emoji, "59,34,65535,1,,0,false")
    libreoffice("libreoffice-windows-1251-semicolon.csv", plain, "59,34,34,1,,0,false")


main()

"""CSV with the hashtags of the Humanitarian Exchange Language in its second row."""

from __future__ import annotations

import csv
import io

from qianshao.briefing.rules.sheets import FIGURES, MEANINGS, Sheet

LEVELS = {0: "#country", 2: "#adm1", 4: "#adm2", 6: "#adm3", 9: "#adm4"}
TAGS = {
    **dict.fromkeys(FIGURES, "#affected"),
    **dict.fromkeys(("workplaces", "reported", "heard", "wrong", "opened", "open"), "#indicator"),
    **dict.fromkeys(("headcount", "on_duty"), "#population"),
}


def table(sheet: Sheet) -> bytes:
    """The lines, or the whole where it has none; no sums, which would be counted again. A withheld figure is empty."""
    lines = sheet.lines or [sheet.whole]
    level = LEVELS[len(lines[0].code)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["日期", "区划代码", "区划名称", *(MEANINGS[name][0] for name in FIGURES), "不予公布"])
    tags = [f"{TAGS[name]}+{name.replace('_', '')}+num" for name in FIGURES]
    writer.writerow(["#date", f"{level}+code", f"{level}+name", *tags, "#meta+withheld+list"])
    for line in lines:
        figures = ["" if line.figures[name] is None else line.figures[name] for name in FIGURES]
        writer.writerow([sheet.day.isoformat(), line.code, line.name, *figures, " ".join(sorted(line.withheld))])
    return out.getvalue().encode()

"""Words that would do something if they were taken for markup, and a case that has them in every free cell."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Mapping
from pathlib import Path

from epicrisis.paths import ProjectPaths
from small_case import CASE_ID, TABLES_TEXT, write_case

REPOSITORY = Path(__file__).parents[2]

PAYLOADS: Mapping[str, str] = {
    "script": "<script>alert(1)</script>",
    "handler": '<img src=x onerror="alert(1)">',
    "style": "</style><style>body{display:none}",
    "link": "[x](javascript:alert(1))",
    "picture": "![x](../../../etc/passwd)",
    "autolink": "<javascript:alert(1)>",
    "entities": "&lt;b&gt; &#60; &amp;amp; &quot;",
    "quotes": "5'-UTR \"printed\" 'so'",
    "formula": '=HYPERLINK("http://example.org";1)',
    "command": "@SUM(1)*cmd",
    "shortcode": "{{< var tiny.version >}} {{< include x.md >}}",
    "div": "::: {.content-hidden} x :::",
    "tex": "$\\input{/etc/passwd}$ \\textbf{x} 5$",
    "typst": '#read("/etc/passwd") #box[x] // y /* z */',
    "raw": "`x`{=html} ~~~{=typst}",
    "citation": "@doe2020 [@none] ^[note] [^1]",
    "columns": "a | b || c",
    "heading": "# a --- *** ___ == b",
    "scripts": "x_{1}^2 H~2~O \\(y\\)",
    "typography": "a -- b --- c ... d",
    "placeholder": "{} %s {0} %(x)s ${x} {{ x }} {% x %}",
    "xml": "]]> <![CDATA[ x ]]> <?php ?> <!-- c -->",
    "attributes": "x]{.datum onclick=alert(1)} y",
    "lines": "one line\n\n- another\n\n# third",
    "template": "$title$ $if(x)$ y $endif$",
}
"""Each by its name; what a reader must find is the words themselves, on one line."""

TABLES = {
    "facts": "{name},patient,{text},{text},,Test ¶1,synthetic,{text}",
    "treatments": "{name},chemo,{text},{text},2,mg,{text},{text},Test ¶1,synthetic,{text}",
    "lesions": "{name},visit_1,{text},left,{text},{text},Test ¶1,synthetic,{text}",
    "markers": "{name},{text},{text},positive,Test ¶1,synthetic,{text}",
    "genomics": "{name},{text},mutation,{text},{text},Test ¶1,synthetic,{text}",
    "literature": "{name},doe2020,{text},{text},{text},{text},Test ¶1,synthetic,{text}",
    "mrd": "{name},visit_1,{text},{text},=,0.5,,Test ¶1,synthetic,{text}",
    "coverage": "{name},{text},{text},described,,{text},Test ¶1,synthetic,{text}",
}
GENERATED = ("treatments", "lesions", "markers", "genomics", "literature", "mrd", "coverage")
NOTES = "".join(
    f"Note {{{{< var tiny.facts.{name}.note >}}}} and {{{{< var tiny.facts.{name}.text >}}}}.\n\n"
    for name in PAYLOADS
)


def write_hostile_project(root: Path) -> ProjectPaths:
    """Write a project whose case has the payloads in cells, title, front matter, headings and bibliography."""
    tables = {name: f"{TABLES_TEXT[name]}{_rows(pattern)}" for name, pattern in TABLES.items()}
    tables["events"] = TABLES_TEXT["events"].replace("First visit", '"{}"'.format(_quoted("script")))
    tables["events"] = tables["events"].replace("Second visit", '"{}"'.format(_quoted("tex")))
    paths = write_case(root, tables=tables, package={"title": PAYLOADS["script"]})
    config = (REPOSITORY / "_quarto.yml").read_text(encoding="utf-8")
    paths.quarto_config.write_text(config.partition("epicrisis:")[0], encoding="utf-8")
    shutil.copytree(REPOSITORY / "notebooks", paths.notebooks, ignore=shutil.ignore_patterns(".*"))
    shutil.copytree(REPOSITORY / "report" / "theme", paths.report / "theme")
    paths.manuscript(CASE_ID).write_text(_manuscript(), encoding="utf-8")
    (paths.report / "references.bib").write_text(_bibliography(), encoding="utf-8")
    return paths


def _quoted(name: str) -> str:
    return PAYLOADS[name].replace('"', '""')


def _rows(pattern: str) -> str:
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    for name, payload in PAYLOADS.items():
        writer.writerow(cell.format(name=name) if cell != "{text}" else payload for cell in pattern.split(","))
    return lines.getvalue()


def _manuscript() -> str:
    tables = "".join(
        f"::: {{#tbl-{name}}}\n{{{{< include _tables/tiny/{name}.md >}}}}\n\nThe table.\n:::\n\n"
        for name in GENERATED
    )
    figures = "".join(
        f"![A figure.](../figures/tiny/{stem}.svg){{#fig-{stem} "
        f'fig-alt="{{{{< var tiny.figures.{stem}.alt >}}}}"}}\n\n'
        for stem in ("timeline", "mrd", "immune_cells")
    )
    return f"""---
title: "Case report: {{{{< var tiny.title >}}}}"
author:
  - name: "A {{{{< var tiny.facts.handler.note >}}}}"
abstract: |
  Abstract {{{{< var tiny.facts.script.text >}}}} and {{{{< var tiny.facts.tex.text >}}}}.
keywords: ["{{{{< var tiny.facts.autolink.note >}}}}"]
---

## Notes {{{{< var tiny.facts.style.note >}}}}

{NOTES}
Known [@doe2020].

{figures}{tables}## References

::: {{#refs}}
:::
"""


def _bibliography() -> str:
    return (
        "@article{doe2020, author={Doe, <script>alert(1)</script> Jane}, "
        "title={{A <img src=x onerror=alert(1)> report}}, journal={J =SUM(1) Test}, year=2020, volume=1, "
        "pages={1--2}, url={javascript:alert(1)}}\n"
        "@article{roe2021, author={Roe, Jo}, title={Another}, journal={J Test}, year=2021}\n"
    )

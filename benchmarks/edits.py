"""What somebody who works on a report changes again and again, in the projects that `synthetic.py` makes."""

from __future__ import annotations

from synthetic import CASE

from epicrisis.paths import ProjectPaths


def change_datum(paths: ProjectPaths, number: int) -> None:
    """Change one MRD value, to one that it never had."""
    table = paths.case_data(CASE) / "mrd.csv"
    head, rest = table.read_text(encoding="utf-8").split("end_induction_marrow", 1)
    cells = rest.split(",")
    cells[5] = f"0.{600 + number}"
    table.write_text(f"{head}end_induction_marrow{','.join(cells)}", encoding="utf-8")


def change_sentence(paths: ProjectPaths, number: int) -> None:
    """Change one sentence, to one that was never there."""
    manuscript = paths.manuscript(CASE)
    head, rest = manuscript.read_text(encoding="utf-8").split("version ", 1)
    manuscript.write_text(f"{head}version {number} {rest.split(' ', 1)[1]}", encoding="utf-8")

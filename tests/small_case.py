"""A small synthetic case, `tiny`, written as a whole project: no name, day or value of it stands in the package.

Tests take it as it is, or replace some of its tables:

    paths = write_case(tmp_path, tables={"timing": TABLES_TEXT["timing"] + "extra,row,…"})
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from epicrisis.case.package import table_resource
from epicrisis.case.schema import TABLES
from epicrisis.paths import ProjectPaths

CASE_ID = "tiny"

QUARTO_CONFIG = """\
project:
  type: default
  output-dir: _build
  render:
    - report/*.qmd
execute:
  enabled: false
lang: en
format:
  html:
    embed-resources: true
    theme: default
  typst:
    papersize: a4
    citeproc: true
    pdf-standard: ua-1
"""

PACKAGE: Mapping[str, Any] = {
    "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
    "name": CASE_ID,
    "title": "A tiny synthetic case",
    "version": "0.1.0",
    "created": "2024-02-29T00:00:00Z",
    "licenses": [{"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}],
    "sources": [{"title": "Made up for tests", "path": "https://doi.org/10.0000/tiny"}],
    "epicrisis": {"day_zero": "graft", "synthetic": True},
}

TABLES_TEXT: Mapping[str, str] = {
    "facts": """\
id,subject,attribute,value,unit,source,basis,note
age,patient,age,50,years,Test ¶1,synthetic,
graft_cells,graft,CD34+ cells,4.2,10⁶/kg,Test ¶2,synthetic,
consent,consent,publication,not needed,,Test ¶3,synthetic,nobody is described
""",
    "events": """\
id,lane,kind,label,detail,source,basis,note
diagnosis,disease,point,Diagnosis,"Leukaemia, made up.",Test ¶1,synthetic,
chemo,systemic_therapy,interval,Chemotherapy,,Test ¶1,synthetic,
relapse,disease,point,Relapse,,Test ¶1,synthetic,
car_t,cellular_therapy,point,CAR-T cells,,Test ¶1,synthetic,
graft,transplant,point,Transplantation,,Test ¶2,synthetic,
engraftment,response,point,Engraftment,Neutrophils of at least 0.5 × 10⁹/L for three days.,Test ¶2,synthetic,
virus,complication,interval,Viral reactivation,,Test ¶2,synthetic,
visit_1,response,point,First visit,,Test ¶2,synthetic,
visit_2,response,point,Second visit,,Test ¶2,synthetic,
last_seen,outcome,point,Alive in remission,,Test ¶3,synthetic,
""",
    "timing": """\
id,event,edge,reference,reference_edge,min_days,max_days,source,basis,note
chemo_start,chemo,start,diagnosis,start,1,7,Test ¶1,synthetic,
chemo_length,chemo,end,chemo,start,27,27,Test ¶1,derived,28 days of treatment: 28 − 1
relapse_after_chemo,relapse,start,chemo,end,0,,Test ¶1,synthetic,
car_t_after_relapse,car_t,start,relapse,start,0,,Test ¶1,synthetic,
graft_after_car_t,graft,start,car_t,start,40,60,Test ¶1,synthetic,
engraftment_day,engraftment,start,graft,start,15,15,Test ¶2,synthetic,
virus_start,virus,start,engraftment,start,0,10,Test ¶2,synthetic,
virus_length,virus,end,virus,start,5,,Test ¶2,synthetic,
visit_1_day,visit_1,start,graft,start,28,28,Test ¶2,synthetic,
visit_2_day,visit_2,start,graft,start,80,100,Test ¶2,synthetic,
virus_over,visit_2,start,virus,end,0,,Test ¶2,synthetic,
last_seen_day,last_seen,start,graft,start,365,,Test ¶3,synthetic,
""",
    "treatments": """\
id,event,regimen,agent,dose,dose_unit,schedule,route,source,basis,note
drug_a,chemo,AB,drug A,1.5,mg/m²,days 1 and 8,intravenous,Test ¶1,synthetic,
drug_b,chemo,AB,drug B,40,mg,days 1 to 28,oral,Test ¶1,synthetic,
cells,car_t,,CAR-T cells,2,10⁶/kg,,intravenous,Test ¶1,synthetic,
graft,graft,,stem cells,4.2,10⁶/kg,,intravenous,Test ¶2,synthetic,
""",
    "mrd": """\
id,event,specimen,method,relation,value_percent,lod_percent,source,basis,note
relapse,relapse,bone marrow,flow cytometry,=,0.5,0.01,Test ¶1,synthetic,
before_graft,car_t,bone marrow,flow cytometry,<,0.01,0.01,Test ¶1,synthetic,
blood_1,visit_1,blood,PCR,positive,,0.001,Test ¶2,synthetic,
marrow_1,visit_1,bone marrow,flow cytometry,not_detected,,0.01,Test ¶2,synthetic,
marrow_2,visit_2,bone marrow,,not_detected,,,Test ¶2,synthetic,
""",
    "immune_cells": """\
id,event,population,relation,cells_per_ul,method,source,basis,note
b_1,visit_1,B cells,below_range,,flow cytometry,Test ¶2,synthetic,
b_2,visit_2,B cells,=,120,flow cytometry,Test ¶2,synthetic,
t_1,visit_1,T cells,<,100,flow cytometry,Test ¶2,synthetic,
t_2,visit_2,T cells,=,650,flow cytometry,Test ¶2,synthetic,
t_3,last_seen,T cells,in_range,,,Test ¶3,synthetic,
""",
    "reference_ranges": """\
id,population,low,high,unit,source,basis,note
b,B cells,90,560,cells/µL,Test ¶2,synthetic,
t,T cells,700,2100,cells/µL,Test ¶2,synthetic,
""",
    "lesions": """\
id,event,site,laterality,modality,status,source,basis,note
node_relapse,relapse,lymph node,left,PET-CT,involved,Test ¶1,synthetic,
node_visit,visit_1,lymph node,left,PET-CT,not involved,Test ¶2,synthetic,
""",
    "markers": """\
id,specimen,marker,result,source,basis,note
cd19,bone marrow,CD19,positive,Test ¶1,synthetic,
cd20,bone marrow,CD20,partial,Test ¶1,synthetic,
cd3,bone marrow,CD3,negative,Test ¶1,synthetic,
""",
    "genomics": """\
id,method,kind,notation,gene,source,basis,note
karyotype,G-banding,karyotype,"46,XY,del(9)(p21)",,Test ¶1,synthetic,
gene_a,sequencing,mutation,p.Gly12Asp,KRAS,Test ¶1,synthetic,
""",
    "literature": """\
id,citekey,setting,sites,treatment,outcome,source,basis,note
doe,doe2020,one patient,lymph node,CAR-T cells,remission for a year,Test ¶4,synthetic,
roe,roe2021,"ten patients, one centre",,transplantation,seven alive at two years,Test ¶4,synthetic,
""",
    "coverage": """\
id,item,content,status,label,detail,source,basis,note
figure_1,Figure 1,MRD,regenerated,fig-mrd,,Test ¶5,synthetic,
figure_2,Figure 2,A scan,not_available,,,Test ¶5,synthetic,
""",
}


def write_case(
    root: Path,
    *,
    case_id: str = CASE_ID,
    tables: Mapping[str, str | bytes | None] | None = None,
    package: Mapping[str, Any] | str | None = None,
) -> ProjectPaths:
    """Write the project with the case, or a changed copy of it.

    Args:
        root: An existing folder.
        case_id: Folder of the case.
        tables: The whole content of a table's file instead of its own; None leaves the file out.
        package: Keys of `datapackage.json` to put over its own, None leaves a key out; or the file's whole text.

    Returns:
        The paths of the project.
    """
    paths = ProjectPaths(root)
    folder = paths.case_data(case_id)
    folder.mkdir(parents=True)
    paths.quarto_config.write_text(QUARTO_CONFIG, encoding="utf-8")
    (folder / "datapackage.json").write_text(_package_text(case_id, package or {}), encoding="utf-8")
    for name, content in {**TABLES_TEXT, **(tables or {})}.items():
        if content is not None:
            data = content if isinstance(content, bytes) else content.encode()
            (folder / f"{name}.csv").write_bytes(data)
    return paths


def _package_text(case_id: str, changes: Mapping[str, Any] | str) -> str:
    if isinstance(changes, str):
        return changes
    resources = [table_resource(schema) for schema in TABLES]
    package = {**PACKAGE, "name": case_id, "resources": resources, **changes}
    kept = {key: value for key, value in package.items() if value is not None}
    return json.dumps(kept, ensure_ascii=False, indent=2) + "\n"

"""Does `datapackage.json` describe the tables as they are?"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from epicrisis.case.package import table_resource
from epicrisis.case.schema import TABLES
from epicrisis.checks.finding import Finding
from epicrisis.places import Place


def check_package(package: dict[str, Any], name: str) -> Iterable[Finding]:
    """Find tables that the data package leaves out or describes in another way than the program reads them.

    Args:
        package: The parsed `datapackage.json`.
        name: Its name for messages.
    """
    resources = package.get("resources")
    listed = resources if isinstance(resources, list) else []
    described = {resource.get("name"): resource for resource in listed if isinstance(resource, dict)}
    fix = f"Run python -m epicrisis.case.package {name.removesuffix('/datapackage.json')}"
    for schema in TABLES:
        resource = described.get(schema.name)
        if resource is None:
            yield Finding(
                "package.table", "error", Place(name), f"the table '{schema.name}' is not described", fix
            )
        elif json.dumps(resource, sort_keys=True) != json.dumps(table_resource(schema), sort_keys=True):
            message = f"the description of the table '{schema.name}' is not that of this program"
            yield Finding("package.table", "error", Place(name), message, fix)
    if not package.get("licenses"):
        yield Finding("package.licence", "error", Place(name), "no licence", 'Add "licenses"')

"""Hold an RO-Crate against the Process Run Crate profile, offline; run by the judge's own Python (`make judge`).

usage: judge.py CRATE CACHE

The judge would fetch the JSON-LD context of RO-Crate 1.1; its cache is given the copy that ro-crate-py ships, so
that nothing is fetched.
"""

from __future__ import annotations

import io
import json
import sys
from importlib.resources import files
from typing import Any

import requests
import requests_cache
import urllib3
from rocrate_validator import services
from rocrate_validator.models import Severity, ValidationSettings

CONTEXT = "https://w3id.org/ro/crate/1.1/context"


class Shelf(requests.adapters.HTTPAdapter):
    """Answers with the copy that ro-crate-py ships, as the web site would."""

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        """Answer without the network."""
        content = files("rocrate").joinpath("data/ro-crate.jsonld").read_bytes()
        assert json.loads(content)["@id"] == CONTEXT
        headers = {"Content-Type": "application/ld+json"}
        return self.build_response(
            request, urllib3.HTTPResponse(io.BytesIO(content), headers, 200, preload_content=False)
        )


def fill_cache(path: str) -> None:
    """Put the context into the cache of the judge."""
    with requests_cache.CachedSession(path, backend="sqlite") as session:
        session.mount(CONTEXT, Shelf())
        session.get(CONTEXT).raise_for_status()


def main(crate: str, cache: str) -> int:
    """Print what the judge has against the crate, by severity, and fail if it is no Process Run Crate."""
    fill_cache(cache)
    settings = ValidationSettings(
        rocrate_uri=crate,
        profile_identifier="process-run-crate-0.5",
        requirement_severity=Severity.RECOMMENDED,
        offline=True,
        cache_path=cache,
    )
    result = services.validate(settings)
    for issue in result.get_issues():
        print(f"{issue.severity.name}: {issue.message}")
    return 1 if result.get_issues(min_severity=Severity.REQUIRED) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""The terminologies that a packet takes its terms from, as the standard wants them declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from phenopackets.schema.v2 import Resource

from epicrisis.export.phenopacket.identifiers import LOCAL, LOCAL_IRI

# Identifiers of a terminology do not change from release to release, so that none is named.
STABLE = "any: only lasting identifiers are used"
TERMINOLOGIES: Mapping[str, tuple[str, str, str]] = {
    "ECO": (
        "Evidence and Conclusion Ontology",
        "http://purl.obolibrary.org/obo/eco.owl",
        "http://purl.obolibrary.org/obo/ECO_",
    ),
    "HGNC": ("HUGO Gene Nomenclature Committee", "https://www.genenames.org", "https://identifiers.org/hgnc/"),
    "HP": (
        "Human Phenotype Ontology",
        "http://purl.obolibrary.org/obo/hp.owl",
        "http://purl.obolibrary.org/obo/HP_",
    ),
    "LOINC": ("Logical Observation Identifiers Names and Codes", "https://loinc.org", "https://loinc.org/"),
    "NCIT": ("NCI Thesaurus", "http://purl.obolibrary.org/obo/ncit.owl", "http://purl.obolibrary.org/obo/NCIT_"),
    "UBERON": ("Uberon", "http://purl.obolibrary.org/obo/uberon.owl", "http://purl.obolibrary.org/obo/UBERON_"),
    "UO": (
        "Units of measurement ontology",
        "http://purl.obolibrary.org/obo/uo.owl",
        "http://purl.obolibrary.org/obo/UO_",
    ),
}


def resources(identifiers: Iterable[str], case_id: str, version: str) -> Iterator[Resource]:
    """Yield the terminologies that identifiers come from, the case itself first.

    Args:
        identifiers: Every identifier of a packet.
        case_id: The case.
        version: Its data version.
    """
    iri = LOCAL_IRI.format(case=case_id)
    yield Resource(
        id=LOCAL,
        name=f"Rows of the case {case_id}: epicrisis:<table>.<row>.<column>",
        url=iri,
        version=version,
        namespace_prefix=LOCAL,
        iri_prefix=iri,
    )
    for prefix in sorted({identifier.partition(":")[0] for identifier in identifiers} & TERMINOLOGIES.keys()):
        name, url, iri = TERMINOLOGIES[prefix]
        yield Resource(
            id=prefix.lower(), name=name, url=url, version=STABLE, namespace_prefix=prefix, iri_prefix=iri
        )

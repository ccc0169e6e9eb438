"""The table of genes."""

from __future__ import annotations

from epicrisis.checks.genes import gene_symbols


def test_an_older_name_is_not_a_symbol_as_well() -> None:
    """The table does not contradict itself."""
    aliases = [alias for names in gene_symbols().values() for alias in names]
    assert len(gene_symbols()) >= 100
    assert len(aliases) == len(set(aliases))
    assert not set(aliases) & gene_symbols().keys()

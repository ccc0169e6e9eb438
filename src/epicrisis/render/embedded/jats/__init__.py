"""The writer of JATS XML."""

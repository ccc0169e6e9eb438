"""Publish a clinical case report from versioned case data."""

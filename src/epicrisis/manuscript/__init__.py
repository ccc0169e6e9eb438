"""The manuscript as text: what the checks read and what the embedded engine parses."""

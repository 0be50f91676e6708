"""The report formats: one module each, all rendered from the one plain summary of a result."""

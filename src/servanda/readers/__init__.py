"""Evidence to facts: one module a format (tables, maps of control, news)."""

"""Where the SQL of a rule runs: one module per engine. DuckDB is the default."""

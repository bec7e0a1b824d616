"""What the evidence claims: vocabulary, tables of facts, coverage, incidents."""

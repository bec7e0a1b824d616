"""What was agreed: model, loading, and the formulas that clauses compile to."""

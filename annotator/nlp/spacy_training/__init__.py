"""Training data for spaCy, and spaCy’s own training on it."""

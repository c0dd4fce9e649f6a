"""spaCy and the learners; imported in worker processes only."""

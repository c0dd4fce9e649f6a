"""Where suggestions come from: a spaCy pipeline, and what it sees in a text."""

"""Topics that are learned from reviews."""

"""Several coders: the page that plans a round, and what a coder is told after training."""

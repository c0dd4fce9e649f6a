"""What is learned from, the versions in use, the worker that suggests and what it is asked for."""

"""The history of the project, and the bin."""

"""The settings: of the person, of the project, and the keys."""

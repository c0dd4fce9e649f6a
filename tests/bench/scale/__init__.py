"""A project of a million articles, and what the window does with it."""

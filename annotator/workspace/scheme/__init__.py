"""Schemes as files, as they are typed, and as they grow."""

"""Releases: a folder that an archive takes, checked, made again from the texts, and compared."""

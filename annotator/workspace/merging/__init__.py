"""Work that comes back: handed in as files without texts, and merged."""

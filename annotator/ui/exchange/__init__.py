"""Import and export: their pages, and the jobs that the window runs."""

"""Backups of projects: kept, thinned by age, listed, and put back."""

"""Suggesting for many articles: cut into batches, done by processes here or of a cluster."""

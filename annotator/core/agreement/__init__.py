"""How far people agree about the same articles: what they coded, and the measures of it."""

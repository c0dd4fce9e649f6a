"""WebAnno's tables of tokens (TSV 3), in and out."""

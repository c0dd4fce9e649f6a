"""The page of agreement: how far people agree, and where they do not."""

"""Near copies, side by side."""

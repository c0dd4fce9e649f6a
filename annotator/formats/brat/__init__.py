"""brat's standoff format, in and out."""

"""Settling where people who coded the same articles disagree."""

"""Reading and writing other tools' formats: one module a format, and one registry."""

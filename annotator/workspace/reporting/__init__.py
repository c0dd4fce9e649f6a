"""The report of reliability: methods in sentences, numbers, tables, figures, what reviewers ask."""

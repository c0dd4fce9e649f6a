"""The use cases, without Qt: open, review, suggest, learn, import, export, jobs."""

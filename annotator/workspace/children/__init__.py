"""Jobs in processes of their own: `python -m annotator.workspace.children`, never imported.

One request comes in on stdin; progress and one answer go out on stdout (`annotator.protocol`).
"""

"""Jobs in processes of their own: `annotator --child job`, never imported.

One request comes in on stdin; progress and one answer go out on stdout (`annotator.protocol`).
"""

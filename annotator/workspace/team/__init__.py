"""Work of several coders: the plan of a round, hand-outs, and the hand-out that is open."""

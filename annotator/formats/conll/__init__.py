"""Token per line: CoNLL-2003, IOB, BILOU, CoNLL-U and their relatives."""

"""One file of tests for each module of annotator/, in the same folders."""

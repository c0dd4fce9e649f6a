"""The tests: unit/ mirrors annotator/, gui/ real widgets, e2e/ the real main(), bench/ by hand."""

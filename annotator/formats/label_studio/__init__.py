"""Label Studio: tasks with annotations and predictions, and the labelling interface beside them."""

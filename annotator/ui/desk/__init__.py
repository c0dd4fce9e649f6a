"""The desk: keys and clicks go to the open review, and what changed to the views."""

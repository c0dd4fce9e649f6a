"""Learning in the window: trainings as they are due, and the page that shows what they brought."""

"""What every page is made of: theme, badges, fields over lists, questions, key names."""

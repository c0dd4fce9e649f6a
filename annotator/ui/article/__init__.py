"""The article on screen: its text, the marks painted on it, its heading and its topics."""

"""The lists beside the article: the articles of the project, its labels and entities."""

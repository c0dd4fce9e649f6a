"""Finding: mentions in context, any article, action or name, and acts over what was found."""

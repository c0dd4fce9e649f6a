"""The corrector: a model that repairs suggestions by what the project’s reviews have taught."""

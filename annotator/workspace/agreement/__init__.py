"""How far people agree: computed by a job, kept with the project, told and reported."""

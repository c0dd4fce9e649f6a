"""The project file: connection, migrations and store. The only room that knows SQL."""

"""The migration gate for Flask-Migrate projects: `pytest --migrations`."""

"""A bundle and data in, a report out."""

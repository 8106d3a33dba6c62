"""Metrics as pure functions on arrays. Know no record, no model and no file."""

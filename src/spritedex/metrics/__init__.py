"""Metrics as pure functions: arrays in, numbers out. Know no record, no model and no file."""

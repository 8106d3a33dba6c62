"""Measure a model: a bundle and data in, a report out. Know no command line."""

"""A configuration and data in, a run folder out."""

"""Configuration: the sections of a run's YAML file, and how they are loaded. Knows no model and no data."""

"""What can be set in a training run's YAML file: sections, for each architecture. `files` alone knows files."""

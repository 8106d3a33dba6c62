"""What can be set in a training run's YAML file: sections, composed for each architecture. Knows no file system."""

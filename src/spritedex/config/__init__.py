"""What can be set in a training run's YAML file: sections by architecture. `named` and `files` alone know files."""

"""The HTTP API and the page: translates requests for the workflows, nothing else."""

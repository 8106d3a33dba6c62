"""Training through Lightning: tasks, data module, callbacks and run folders. Knows nothing of the command line."""

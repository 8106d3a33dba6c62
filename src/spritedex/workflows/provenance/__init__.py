"""Where results come from: digests, the machine, names that may be published."""

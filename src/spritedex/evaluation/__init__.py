"""Metrics, baselines and reports. Knows nothing of training: arrays of labels and scores in, numbers out."""

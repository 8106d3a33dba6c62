"""Data in, its statistics, splits and suspects out."""

"""Data in; statistics, splits and suspects out."""

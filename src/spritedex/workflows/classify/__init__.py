"""Pictures in, types out."""

"""Sentences in, sprites out."""

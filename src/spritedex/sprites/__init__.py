"""Pixels: codec, canvas, palette, sheets. Know no model and no data set."""

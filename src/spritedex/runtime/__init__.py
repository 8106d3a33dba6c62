"""Bundles, text encoder, classifier and generator on ONNX Runtime and NumPy. Never imports torch."""

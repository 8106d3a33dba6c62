"""Records, readers, captions, splits and audit. Know no model and no torch."""

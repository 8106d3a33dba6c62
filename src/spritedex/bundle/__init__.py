"""The on-disk format of a trained model: write, verify, locate, gallery. Knows no network and no training."""

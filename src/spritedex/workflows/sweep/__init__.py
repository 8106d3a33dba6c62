"""A space of settings in, trained trials and the best configuration out."""

"""Pictures drawn elsewhere in, sprites that a game can load out."""

"""The architectures: one file each, gathered in one dictionary (`catalogue.ARCHITECTURES`).

A record names its parts in every room of the house and imports none of them until a function of it is called, so the
runtime half reads it without torch.
"""

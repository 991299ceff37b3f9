"""A compiled file, read: collections, search, related articles."""

"""Measures the book and the library beside their peers: `nox -s bench`."""

"""A compiled file, read: collections, search, related articles."""

from __future__ import annotations

from refresher_content.library.library import Library

__all__ = ["Library"]

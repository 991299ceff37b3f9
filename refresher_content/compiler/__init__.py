"""Checked entries to a compiled file. Needs the extra `authoring`."""

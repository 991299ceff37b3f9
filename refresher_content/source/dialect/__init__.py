"""The dialect of bodies: Markdown and safe HTML, read into one tree."""

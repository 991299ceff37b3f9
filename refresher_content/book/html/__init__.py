"""What surrounds a page's text in HTML."""

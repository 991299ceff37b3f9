"""What a page's text may hold beyond MyST, and how it is rendered."""

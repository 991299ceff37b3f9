"""The archive's pages as MyST text: which there are, and what stands on them."""

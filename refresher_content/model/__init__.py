"""What an archive holds: entries, dates, and the description of their fields."""

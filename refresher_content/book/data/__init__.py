"""What a build knows of the archive, kept in memory."""

"""Officers' decisions before the public reads a comment."""

"""What comes by other routes than the website, and the files that belong to it."""

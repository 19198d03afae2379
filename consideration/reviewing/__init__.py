"""What officers decide before the public reads a comment."""

"""What came in, as files and as counts."""

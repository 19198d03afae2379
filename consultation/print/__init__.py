"""What is printed: the form to fill in, and the posters of shared links."""

"""Mail: what is posted on which occasion, how it is sent, and who asked for it."""

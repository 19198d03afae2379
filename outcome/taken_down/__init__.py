"""Words that were public until an officer redacted or withheld them."""

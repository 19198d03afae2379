"""Campaigns: responses with nearly the same words. Each of them counts as it did before."""

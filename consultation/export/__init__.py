"""Responses as files and as counts."""

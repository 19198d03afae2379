"""Responses as rows: what officers export, and what they import."""

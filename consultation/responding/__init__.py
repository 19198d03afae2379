"""Responding to a consultation: the draft, answers, sending, and changing it later."""

"""Preparing a consultation: what it needs to go live, its dates, questions and invitations."""

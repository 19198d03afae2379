"""Setting up a consultation: its launch checklist, dates, questions and invitations."""

"""Officers' accounts: signing in and out, the second factor, and when a session ends.

django-allauth does the work; what is here chooses from it (`configuration.py`, `urls.py`), words it
(`forms.py`, `templates/account`, `templates/mfa`) and holds it to the portal's rules.
"""

"""Officers' accounts: signing in and out, the second factor, and when a session ends.

django-allauth does the work. This package chooses from it (`configuration.py`, `urls.py`), gives
it words (`forms.py`, `templates/account`, `templates/mfa`) and adds the portal's rules.
"""

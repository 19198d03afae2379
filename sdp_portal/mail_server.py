"""Django's mail backend for SMTP, which also notes whether a mail was handed over.

If the connection is lost after the server got the text of a mail, nobody knows whether the mail was
sent. If it is lost before that, the mail was not sent, and can be sent again.
"""

import smtplib
from functools import partial

from django.core.mail.backends import smtp


class EmailBackend(smtp.EmailBackend):
    has_handed_over = False

    @property
    def connection_class(self):
        kind = NotingSMTPOverTLS if self.use_ssl else NotingSMTP
        return partial(kind, backend=self)


class NotesHandingOver:
    def __init__(self, *args, backend, **kwargs):
        self.backend = backend
        super().__init__(*args, **kwargs)

    def send(self, s):
        """smtplib sends commands as text, and only the mail itself as bytes."""
        if isinstance(s, bytes):
            self.backend.has_handed_over = True
        super().send(s)


class NotingSMTP(NotesHandingOver, smtplib.SMTP):
    pass


class NotingSMTPOverTLS(NotesHandingOver, smtplib.SMTP_SSL):
    pass

"""Django's mail over SMTP, which can tell afterwards how far a mail came.

Once a server has been given the text of a mail, a lost connection leaves open whether the mail is
on its way. Before that it certainly is not, and can be sent again.
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
        """Of all that smtplib sends, commands are text and only the mail itself is bytes."""
        if isinstance(s, bytes):
            self.backend.has_handed_over = True
        super().send(s)


class NotingSMTP(NotesHandingOver, smtplib.SMTP):
    pass


class NotingSMTPOverTLS(NotesHandingOver, smtplib.SMTP_SSL):
    pass

"""The private link of a response not sent yet, by mail, and one reminder before closing."""

import datetime as dt

from django.db import transaction

from consultation.models import LinkRequest, Mail, Response
from consultation.notifications.outbox import link_key, post_link, post_reminder
from consultation.responding.draft import AlreadySentError, touch

FOR_A_RESPONSE = (3, dt.timedelta(hours=1))
TO_AN_ADDRESS = (5, dt.timedelta(days=1))


class TooManyLinksError(Exception):
    """So many were asked for that the next might annoy somebody who did not ask."""


@transaction.atomic
def ask_for_link(*, response: Response, email: str, remind: bool, at: dt.datetime):
    """Post the link of `response` to `email`, and note whether a reminder is wanted there.

    A second click within the minute posts no second mail. Raises TooManyLinksError, and
    AlreadySentError when the response was sent meanwhile.
    """
    response = Response.objects.select_for_update(of=["self"]).get(pk=response.pk)
    if response.is_sent:
        raise AlreadySentError
    if Mail.objects.filter(key=link_key(response=response, email=email, at=at)).exists():
        return
    _refuse_too_many(response, email, at)
    asked = response.link_requests.filter(email__iexact=email).first()
    if asked is None:
        asked = LinkRequest(response=response, email=email)
    asked.asked_at, asked.remind = at, remind
    asked.save()
    touch(response=response, at=at)
    post_link(asked=asked, at=at)


def remind_in_time(*, at: dt.datetime):
    """Post the reminders for which it is time: once for whoever asked, however the dates move."""
    for asked in LinkRequest.objects.to_remind(at=at):
        with transaction.atomic():
            response = Response.objects.select_for_update(of=["self"]).get(pk=asked.response_id)
            if response.can_be_sent(at=at) and not response.is_sent:
                post_reminder(asked=asked, at=at)
                LinkRequest.objects.filter(pk=asked.pk).update(remind=False)
                touch(response=response, at=at)


def _refuse_too_many(response, email, at):
    links = Mail.objects.filter(kind=Mail.Kind.LINK)
    number, span = FOR_A_RESPONSE
    of_response = links.filter(link_request__response=response, created_at__gt=at - span)
    if of_response.count() >= number:
        raise TooManyLinksError
    number, span = TO_AN_ADDRESS
    if links.to_address(email).filter(created_at__gt=at - span).count() >= number:
        raise TooManyLinksError

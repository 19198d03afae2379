"""Email the private link of an unsent response, and one reminder before closing."""

import datetime as dt

from django.db import transaction

from consultation.models import LinkRequest, Mail, Response
from consultation.notifications.outbox import link_key, post_link, post_reminder
from consultation.responding.draft import AlreadySentError, touch

MOST_LINKS_AN_HOUR = 3  # for one response
MOST_LINKS_A_DAY = 5  # to one address


class TooManyLinksError(Exception):
    """Too many links were asked for: the next might annoy somebody who did not ask."""


@transaction.atomic
def ask_for_link(*, response: Response, email: str, remind: bool, at: dt.datetime):
    """Email the link of `response` to `email`, and record whether a reminder is wanted there.

    A second click within the minute sends no second email. Raises TooManyLinksError, and
    AlreadySentError when the response was sent meanwhile.
    """
    response = Response.objects.select_for_update(of=["self"]).get(pk=response.pk)
    if response.is_sent:
        raise AlreadySentError
    if Mail.objects.filter(key=link_key(response=response, email=email, at=at)).exists():
        return
    links = Mail.objects.filter(kind=Mail.Kind.LINK)
    this_hour = links.filter(created_at__gt=at - dt.timedelta(hours=1))
    today = links.filter(created_at__gt=at - dt.timedelta(days=1))
    if this_hour.filter(link_request__response=response).count() >= MOST_LINKS_AN_HOUR:
        raise TooManyLinksError
    if today.to_address(email).count() >= MOST_LINKS_A_DAY:
        raise TooManyLinksError
    asked = response.link_requests.filter(email__iexact=email).first()
    if asked is None:
        asked = LinkRequest(response=response, email=email)
    asked.asked_at, asked.remind = at, remind
    asked.save()
    touch(response=response, at=at)
    post_link(asked=asked, at=at)


def remind_in_time(*, at: dt.datetime):
    """Email the reminders that are due: one for each request, even if the dates move."""
    for asked in LinkRequest.objects.to_remind(at=at):
        with transaction.atomic():
            response = Response.objects.select_for_update(of=["self"]).get(pk=asked.response_id)
            if response.can_be_sent(at=at) and not response.is_sent:
                post_reminder(asked=asked, at=at)
                LinkRequest.objects.filter(pk=asked.pk).update(remind=False)
                touch(response=response, at=at)

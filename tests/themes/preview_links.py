from django.contrib.auth import get_user_model

from tests.conftest import london
from themes.publishing.preview import make_link, ticket_of


def partners_ticket(draft, *, at, until):
    """Of a link for people without an account."""
    officer, _ = get_user_model().objects.get_or_create(username="gives-links")
    made_at = london("2024-04-09T10:00")
    return ticket_of(make_link(draft, shows_at=at, until=until, by=officer, at=made_at))

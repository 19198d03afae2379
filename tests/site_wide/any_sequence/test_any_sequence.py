"""No sequence of officers' acts breaks what is public.

Officers and residents act in an order that nobody thought of. CONTRIBUTING.md tells how to read
and replay a sequence that fails.
"""

import datetime as dt
import os
import sys

import pytest
from django.conf import settings as portal
from django.contrib.auth import get_user_model
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from consultation.models import Response, Window
from consultation.responding.flags import SENDERS
from sdp_portal import clock
from strategy.reading.outline import forget_outlines
from tests.loaded_database import Databases
from tests.own_database import nobody_connected_to
from tests.site_wide.any_sequence.browsers import Browser, crawl, links_of, officer, whole
from tests.site_wide.any_sequence.consulting import OfficersConsult
from tests.site_wide.any_sequence.receiving import OfficersReceive
from tests.site_wide.any_sequence.residents import ResidentsAct

SEQUENCES = int(os.environ.get("SEQUENCES", "20"))
MACHINES = 2  # side by side on two cores
BY_CHANCE = "BY_CHANCE" in os.environ
STEPS = 12
PUBLIC = ["/", "/strategies/", "/editions/", "/consultations/", "/sitemap.xml"]

HOW = settings(
    max_examples=SEQUENCES // MACHINES,
    stateful_step_count=STEPS,
    derandomize=not BY_CHANCE,
    database=None,
    deadline=None,
    print_blob=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)

pytestmark = pytest.mark.ignore_template_errors  # the admin's own templates


class AnySequence(OfficersConsult, OfficersReceive, ResidentsAct):
    """Each sequence has its own copy of the database that holds the shipped strategy."""

    begins: str

    def __init__(self):
        super().__init__()
        self.before = connection.settings_dict["NAME"]
        self.databases = Databases()
        with nobody_connected_to(self.before):
            copy = self.databases.new()
        connection.settings_dict["NAME"] = copy
        forget_outlines()
        SENDERS.forget()
        portal.CLOCK_OFFSET = clock.offset_to(self.begins)
        self.seen, self.tabs, self.slugs, self.sent = set(), [], 0, {}
        self.officers = [
            officer(get_user_model().objects.create_superuser(name), self.seen, self.tabs)
            for name in ("Ann", "Ben")
        ]
        self.residents = [Browser(name, self.seen, self.tabs) for name in ("Rosa", "Sam")]

    def new_slug(self):
        self.slugs += 1
        return f"new-{self.slugs}"

    @rule(hours=st.sampled_from([1, 24, 24 * 5, 24 * 30, 24 * 200]))
    def time_passes(self, hours):
        portal.CLOCK_OFFSET += dt.timedelta(hours=hours)

    # After every step

    @invariant()
    def the_front_answers(self):
        for address in ("/", "/consultations/"):
            assert Browser("", self.seen, []).open(address).status_code == 200

    @invariant()
    def every_open_consultation_can_be_responded_to(self):
        for window in self._open_windows():
            respond = f"/consultations/{window.consultation.slug}/respond/"
            somebody = Browser("", self.seen, [])
            for address in (respond, f"{respond}comment/"):
                answer = somebody.client.get(address)
                assert answer.status_code == 200, f"{address}: {answer.status_code}"
                words = answer.content.decode()
                assert respond in words, f"{address} offers no form"

    @invariant()
    def every_live_consultation_has_a_text_to_read(self):
        """It is public, or will be before the first window opens."""
        for window in Window.objects.of_live_consultations().select_related(
            "consultation__edition"
        ):
            edition = window.consultation.edition
            assert edition.is_published(at=max(window.opens_at, clock.now())), (
                f"Nobody can read “{edition}” when “{window}” opens"
            )

    @invariant()
    def no_sent_response_is_changed(self):
        now = {response.pk: _as_sent(response) for response in Response.objects.sent()}
        for pk, before in self.sent.items():
            assert now.get(pk) == before
        self.sent = now

    # At the end of the sequence

    def teardown(self):
        try:
            if sys.exception() is None:  # otherwise the sequence has failed already
                self._every_open_consultation_takes_a_comment()
                self._every_link_leads_somewhere()
                self._every_address_that_was_public_leads_on()
        finally:
            with nobody_connected_to(self.before):
                self.databases.drop_all()

    def _every_open_consultation_takes_a_comment(self):
        """By the links of the strategy's pages, whichever edition is current."""
        for window in self._open_windows():
            consultation = window.consultation
            somebody = Browser("", self.seen, [])
            page = f"/consultations/{consultation.slug}/respond/comment/"
            answer = somebody.fill_in(page, {"text": "A last word."})
            assert "A last word." in answer.content.decode(), f"{page} takes no comment"
            for text in (
                f"/editions/{consultation.edition.slug}/document/",
                f"/strategies/{consultation.edition.strategy.slug}/document/",
            ):
                links = links_of(Browser("", self.seen, []).open(text))
                assert any("/respond/comment/?" in link for link in links), (
                    f"“Comment on this” is not on {text}"
                )

    def _every_link_leads_somewhere(self):
        assert crawl(self.residents[0], PUBLIC, of_each_view=2) == []
        assert crawl(self.officers[0], ["/admin/"], of_each_view=1, within="/admin/") == []

    def _every_address_that_was_public_leads_on(self):
        for address in sorted(self.seen):
            answer = whole(self.residents[0].client.get(address, follow=True))
            assert answer.status_code < 400, f"{address} was public: {answer.status_code}"

    def _open_windows(self):
        """Of live consultations, whether or not the public can read the text."""
        return [
            window
            for window in Window.objects.of_live_consultations().for_everyone()
            if window.is_open(at=clock.now())
        ]


def _as_sent(response):
    return (
        response.reference,
        response.version,
        response.received_at,
        sorted(response.comments.values_list("pk", "part", "question", "text")),
        sorted(response.answers.values_list("pk", "question", "choice")),
    )


class WhileAConsultationIsOpen(AnySequence):
    begins = "2024-04-10T10:00"


class LaterThanToday(AnySequence):
    """The database refuses by its own clock to call off what is public. So only what is agreed for
    a time later than today can be called off."""

    begins = "2100-04-10T10:00"


@pytest.mark.usefixtures("kept_files")
@pytest.mark.parametrize("machine", [WhileAConsultationIsOpen, LaterThanToday])
def test_no_sequence_of_acts_breaks_what_is_public(django_db_blocker, machine):
    with django_db_blocker.unblock():
        run_state_machine_as_test(machine, settings=HOW)

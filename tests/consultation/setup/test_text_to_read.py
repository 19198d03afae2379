"""A consultation asks about a text that the public can read from its first window on."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from consultation.models import Consultation
from consultation.setup.launch_checklist import checklist, go_live
from consultation.setup.window_dates import change_dates
from strategy.models import Edition
from tests.conftest import london
from tests.consultation import factories
from tests.sdp_portal.officers.forms import opened
from tests.strategy import factories as editions
from themes.drafting.throwing_away import ThrowingAwayError, throw_away
from themes.publishing.publication import PublicationError, call_off

AT = london("2024-04-10T10:00")
MAY = london("2024-05-03T09:00")
FAR_AHEAD = london("2999-01-01T09:00")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]
in_the_admin = pytest.mark.ignore_template_errors


@pytest.fixture
def draft(edition):
    return editions.draft(edition.strategy)


def opening(consultation, moment):
    consultation.windows.update(opens_at=moment, closes_at=moment + dt.timedelta(weeks=4))
    return Consultation.objects.for_page().get(pk=consultation.pk)


def ahead(edition, *, at=FAR_AHEAD):
    return editions.published(edition.strategy, at=at)


def the_text(consultation):
    return checklist(consultation, at=AT)[0]


def test_a_draft_is_no_text_to_ask_about(draft, admin_user):
    coming = factories.prepared(draft)
    sentence = (
        "“Next edition” is a draft that the public cannot read. Publish it, or choose another "
        "edition."
    )

    item = the_text(coming)
    with pytest.raises(ValidationError) as refusal:
        go_live(consultation=coming, by=admin_user, at=AT)

    assert (item.is_done, item.to_do) == (False, sentence)
    assert item.address == f"/admin/strategy/edition/{draft.pk}/publication/"
    assert refusal.value.messages == [sentence]
    assert not Consultation.objects.get(pk=coming.pk).is_live


def test_a_window_that_opens_before_its_text_is_public_keeps_it_from_going_live(
    edition, admin_user
):
    coming = factories.prepared(ahead(edition, at=MAY))

    with pytest.raises(ValidationError) as refusal:
        go_live(consultation=coming, by=admin_user, at=AT)

    assert refusal.value.messages == [
        "“Next edition” is public from 9am on Friday 3 May 2024, but “Window 1” opens before that, "
        "at 9am on Tuesday 9 April 2024. Let it open later, or choose another edition."
    ]
    window = coming.windows.get()
    assert the_text(coming).address == f"/admin/consultation/window/{window.pk}/change/"


def test_a_text_that_is_public_when_the_first_window_opens_is_enough(edition, admin_user):
    coming = opening(factories.prepared(ahead(edition, at=MAY)), MAY)

    assert the_text(coming).now == "“Next edition”, public from 9am on Friday 3 May 2024"
    assert go_live(consultation=coming, by=admin_user, at=AT).is_live


@in_the_admin
def test_the_checklist_leads_to_where_the_draft_is_published(admin_client, draft):
    coming = factories.prepared(draft)

    html = admin_client.get(
        f"/admin/consultation/consultation/{coming.pk}/go-live/"
    ).content.decode()

    assert f'href="/admin/strategy/edition/{draft.pk}/publication/"' in html


def live_on(text, admin_user):
    coming = opening(factories.prepared(text), text.published_at)
    return go_live(consultation=coming, by=admin_user, at=AT)


def test_a_publication_that_a_live_consultation_depends_on_is_not_called_off(edition, admin_user):
    text = ahead(edition)
    live_on(text, admin_user)

    with pytest.raises(PublicationError, match="“Consultation “next”” is live and asks about this"):
        call_off(edition=text, at=AT)

    assert Edition.objects.get(pk=text.pk).is_agreed
    assert text.parts.exists()


def test_a_publication_is_not_called_off_while_questions_are_about_its_parts(edition):
    text = ahead(edition)
    coming = factories.prepared(text)
    question = factories.asked(coming, part=text.parts.first())

    with pytest.raises(PublicationError, match="asks questions about parts of this text"):
        call_off(edition=text, at=AT)

    question.delete()
    call_off(edition=text, at=AT)
    assert not Edition.objects.get(pk=text.pk).is_agreed


@in_the_admin
def test_the_page_says_why_it_cannot_be_called_off_and_links_to_the_consultation(
    admin_client, edition, admin_user
):
    text = ahead(edition)
    live = live_on(text, admin_user)
    page = f"/admin/strategy/edition/{text.pk}/publication/"

    html = admin_client.get(page).content.decode()
    answer = admin_client.post(f"{page}call-off/", follow=True)

    assert f'href="/admin/consultation/consultation/{live.pk}/change/"' in html
    assert "Call off the publication" not in html
    assert "is live and asks about this text" in answer.content.decode()


def test_a_window_of_a_live_consultation_does_not_open_before_its_text(edition, admin_user):
    live = live_on(ahead(edition, at=MAY), admin_user)
    window = live.windows.get()
    dates = {"closes_at": window.closes_at, "reason": "Sooner.", "by": admin_user, "at": AT}

    with pytest.raises(ValidationError) as refusal:
        change_dates(window=window, opens_at=MAY - dt.timedelta(minutes=1), **dates)

    assert refusal.value.message_dict == {
        "opens_at": [
            "The text, “Next edition”, is public from 9am on Friday 3 May 2024. Choose that moment "
            "or a later one."
        ]
    }
    window.refresh_from_db()
    assert window.opens_at == MAY


def window_form(consultation, day):
    return {
        "consultation": consultation.pk,
        "title": "Another",
        "audience": "invited",
        "opens_at_0": day,
        "opens_at_1": "09:00",
        "last_minute_0": "30/06/2024",
        "last_minute_1": "23:59",
        "grace_minutes": "15",
        "reason": "Sooner than planned.",
    }


@in_the_admin
@pytest.mark.parametrize(("day", "is_refused"), [("02/05/2024", True), ("03/05/2024", False)])
def test_nor_does_a_window_that_is_added_or_moved(
    admin_client, edition, admin_user, day, is_refused
):
    live = live_on(ahead(edition, at=MAY), admin_user)
    moved = live.windows.create(
        title="Moved",
        audience="invited",
        opens_at=MAY + dt.timedelta(weeks=1),
        closes_at=MAY + dt.timedelta(weeks=8),
    )
    form = window_form(live, day)

    page = f"/admin/consultation/window/{moved.pk}/change/"
    added = admin_client.post("/admin/consultation/window/add/", form)
    changed = admin_client.post(page, form | opened(admin_client, page))

    for answer in (added, changed):
        html = answer.content.decode()
        assert ("public from 9am on Friday 3 May 2024. Choose that moment" in html) is is_refused
        assert answer.status_code == (200 if is_refused else 302)


def test_before_going_live_a_window_may_open_at_any_moment(edition, admin_user):
    coming = opening(factories.prepared(ahead(edition, at=MAY)), MAY)
    window = coming.windows.get()

    change_dates(
        window=window,
        opens_at=AT,
        closes_at=window.closes_at,
        reason="Sooner.",
        by=admin_user,
        at=AT,
    )

    assert not the_text(Consultation.objects.for_page().get(pk=coming.pk)).is_done


def test_a_draft_is_not_thrown_away_while_a_consultation_is_prepared_on_it(
    edition, draft, admin_user
):
    coming = factories.prepared(draft)
    thrown = {"edition": draft, "because": "Wrong.", "by": admin_user, "at": AT}

    with pytest.raises(ThrowingAwayError, match="is being prepared on this draft"):
        throw_away(**thrown)

    coming.edition = edition
    coming.save()
    assert throw_away(**thrown).thrown_away_at == AT


@in_the_admin
def test_the_page_leads_to_the_consultation_that_keeps_a_draft(admin_client, draft):
    coming = factories.prepared(draft)
    page = f"/admin/strategy/edition/{draft.pk}/throw-away/"

    for answer in (admin_client.get(page), admin_client.post(page, {"because": "A slip."})):
        html = answer.content.decode()
        assert f'href="/admin/consultation/consultation/{coming.pk}/change/"' in html
        assert 'value="Throw this draft away"' not in html


@in_the_admin
def test_what_was_thrown_away_cannot_be_chosen_for_a_consultation(
    admin_client, edition, draft, admin_user
):
    coming = factories.prepared(edition)
    throw_away(edition=draft, because="Wrong.", by=admin_user, at=AT)
    address = f"/admin/consultation/consultation/{coming.pk}/change/"

    choice = admin_client.get(address).context["adminform"].form.fields["edition"]

    assert edition in choice.queryset
    assert draft not in choice.queryset


@pytest.mark.parametrize(
    "write",
    [
        lambda edition, draft: draft.consultations.update(went_live_at=AT),
        lambda edition, draft: Consultation.objects.live().update(edition=draft),
        lambda edition, draft: factories.prepared(draft, slug="other", went_live_at=AT),
    ],
)
def test_the_database_holds_no_live_consultation_on_a_draft(edition, draft, write):
    factories.prepared(draft)

    with pytest.raises(IntegrityError, match="public cannot read its text"), transaction.atomic():
        write(edition, draft)


def test_the_database_takes_no_text_away_from_a_live_consultation(edition, admin_user):
    text = ahead(edition)
    live_on(text, admin_user)

    with (
        pytest.raises(IntegrityError, match="A live consultation asks about the edition"),
        transaction.atomic(),
    ):
        Edition.objects.filter(pk=text.pk).update(published_at=None)


def test_the_database_holds_no_consultation_on_what_was_thrown_away(edition, draft, admin_user):
    thrown = {
        "thrown_away_at": AT,
        "thrown_away_by": admin_user,
        "thrown_away_because": "Wrong.",
    }
    coming = factories.prepared(draft)
    with (
        pytest.raises(IntegrityError, match="A consultation is being prepared on the edition"),
        transaction.atomic(),
    ):
        Edition.objects.filter(pk=draft.pk).update(**thrown)
    Consultation.objects.filter(pk=coming.pk).update(edition=edition)
    Edition.objects.filter(pk=draft.pk).update(**thrown)

    with pytest.raises(IntegrityError, match="was thrown away"), transaction.atomic():
        Consultation.objects.filter(pk=coming.pk).update(edition=draft)


def test_officers_read_which_consultations_a_publication_touches(
    admin_client, consultation, edition
):
    draft = editions.draft(edition.strategy)

    html = admin_client.get(f"/admin/strategy/edition/{draft.pk}/publication/").content.decode()

    assert f'href="{consultation.get_absolute_url()}"' in html
    assert "“Public consultation” is open until 11:59pm on Sunday 14 April 2024." in html
    assert "It goes on asking about “Consultation draft”, which stays readable at" in html
    assert "“Comment on this” stays on every page" in html
    assert "words on the page differ" in html


@pytest.mark.parametrize("name", ["closed", "not live"])
def test_a_consultation_that_is_over_or_not_live_is_not_touched(
    admin_client, consultation, edition, name, set_clock
):
    if name == "closed":
        set_clock("2024-06-01T10:00")
    else:
        edition = editions.published(
            editions.strategy(), slug="roads"
        )  # without a live consultation
        factories.prepared(edition)
    draft = editions.draft(edition.strategy)

    html = admin_client.get(f"/admin/strategy/edition/{draft.pk}/publication/").content.decode()

    assert "It touches no consultation that is open or still to open." in html

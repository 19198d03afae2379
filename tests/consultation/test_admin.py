"""What officers can do, and not do, in the admin."""

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultation.models import Comment, Response, Window
from strategy.models import Edition, Partnership, Section, SiteText
from tests.conftest import london
from tests.consultation import factories
from tests.consultation.factories import BEGUN
from tests.sdp_portal.officers.forms import opened
from themes.models import UmbrellaTheme

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]
OURS = [
    model
    for model in admin.site._registry
    if model._meta.app_label in {"strategy", "themes", "consultation"}
]


@pytest.fixture
def one_of_each(consultation, public_window, invited_window, kept_files):
    """Of what nobody has loaded: a response with its mail, an invitation, a file to import."""
    factories.sent(public_window, email="ada@example.org")
    factories.moved(public_window)
    factories.invited(invited_window)
    factories.kept_file(consultation)
    SiteText.objects.create(
        key="privacy", text="<p>Words.</p>", changed_at=BEGUN, changed_by=factories.officer()
    )


def listing(model):
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
@pytest.mark.usefixtures("one_of_each")
def test_every_list_and_every_page_opens(admin_client, model):
    assert admin_client.get(listing(model)).status_code == 200
    one = model.objects.order_by("pk").last()
    assert admin_client.get(f"{listing(model)}{one.pk}/change/").status_code == 200


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
@pytest.mark.usefixtures("one_of_each")
def test_a_list_costs_the_same_queries_with_ten_times_as_many_rows(admin_client, settings, model):
    settings.DEBUG = True
    call_command("sample_responses", "1")
    with CaptureQueriesContext(connection) as few:
        admin_client.get(listing(model))
    number = len(few)
    call_command("sample_responses", "10", seed=2)
    copy_rows(model)

    with CaptureQueriesContext(connection) as many:
        admin_client.get(listing(model))

    assert len(many) == number


def copy_rows(model):
    """Ten more rows where the database lets us: what is frozen has several rows to begin with."""
    if model in (Response, Comment, Edition, Partnership) or hasattr(model, "edition"):
        return
    unique = {
        "slug",
        "key",
        "name",
        "title",
        "heading",
        "token_hash",
        "wording",
        "message_id",
        "searched",
    } & {f.name for f in model._meta.fields}
    original = model.objects.order_by("pk").first()
    for n in range(10):
        original.pk = None
        for field in unique:
            setattr(original, field, f"copy-{n}")
        if model is Window:
            original.audience = "invited"
        original.save(force_insert=True)


def test_what_is_published_can_be_read_but_not_changed(admin_client, edition):
    for item in (edition, edition.section_set.first(), edition.goal_set.first()):
        page = f"{listing(type(item))}{item.pk}/change/"

        assert 'name="_save"' not in admin_client.get(page).content.decode()
        assert admin_client.post(page, {"title": "Changed"}).status_code == 403
        assert admin_client.post(page.replace("change", "delete")).status_code == 403


def test_a_draft_can_be_made_and_edited(admin_client, edition):
    admin_client.post(
        f"{listing(Edition)}add/",
        {"strategy": edition.strategy_id, "slug": "next", "title": "Next", "change_note": ""},
    )
    draft = Edition.objects.get(slug="next")

    answer = admin_client.post(
        f"{listing(Section)}add/",
        {
            "edition": draft.pk,
            "key": "ambition",
            "title": "Our ambition",
            "text": "<p>Safe<script>alert(1)</script></p>",
            "position": 0,
            "placement": "before",
            "role": "ambition",
        },
    )

    assert answer.status_code == 302
    assert draft.section_set.get().text == "<p>Safe</p>"


def test_nothing_can_be_added_to_what_is_published(admin_client, edition):
    answer = admin_client.post(
        f"{listing(UmbrellaTheme)}add/",
        {"edition": edition.pk, "key": "fourth", "title": "Fourth", "position": 9},
    )

    assert answer.status_code == 200
    assert "Select a valid choice" in answer.content.decode()


def test_a_window_is_typed_with_its_last_minute(admin_client, public_window):
    page = f"{listing(Window)}{public_window.pk}/change/"
    form = admin_client.get(page).context["adminform"].form

    assert form.initial["last_minute"] == london("2024-04-14T23:59")
    typed = window_data(public_window, last_minute_0="21/04/2024", reason="A late leaflet.")
    admin_client.post(page, typed | opened(admin_client, page))

    public_window.refresh_from_db()
    assert public_window.closes_at == london("2024-04-22T00:00")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"last_minute_0": "17/03/2024"}, "A window must close after it opens."),
        (
            {"last_minute_0": "18/03/2024", "last_minute_1": "00:00", "reason": "A slip."},
            "This window would be open for only one minute.",
        ),
        (
            {"last_minute_0": "31/03/2024", "last_minute_1": "01:30"},
            "On 31 March 2024 the clocks go forward from 1am to 2am, so there is no 1:30am. "
            "Use a time before 1am, or 2am or later.",
        ),
        (
            {"last_minute_0": "27/10/2024", "last_minute_1": "01:59"},
            "On 27 October 2024 the clocks go back from 2am to 1am, so 1:59am happens twice. "
            "Use a time before 1am, or 2am or later.",
        ),
        (
            {"opens_at_0": "31/03/2024", "opens_at_1": "01:00"},
            "so there is no 1:00am. Use a time before 1am, or 2am or later.",
        ),
        ({"last_minute_0": "14 April"}, "Enter a valid date."),
        ({"last_minute_0": "", "last_minute_1": ""}, "This field is required."),
        ({"grace_minutes": "1441"}, "The grace period can be at most a day"),
    ],
)
def test_a_window_with_impossible_times_is_refused_in_words(
    admin_client, public_window, change, sentence
):
    page = f"{listing(Window)}{public_window.pk}/change/"

    answer = admin_client.post(page, window_data(public_window, **change))

    assert sentence in answer.content.decode()
    public_window.refresh_from_db()
    assert public_window.closes_at == london("2024-04-15T00:00")


@pytest.mark.parametrize(
    ("last_minute", "sentence"),
    [
        ("09:00", "This window would be open for only one minute."),
        ("09:01", "This window would be open for only 2 minutes."),
        ("09:58", "This window would be open for only 59 minutes."),
        ("09:59", ""),
    ],
)
def test_a_window_shorter_than_an_hour_is_a_slip_of_typing(
    admin_client, public_window, last_minute, sentence
):
    day = {"opens_at_0": "01/05/2024", "opens_at_1": "09:00", "last_minute_0": "01/05/2024"}
    data = window_data(public_window, title="Again", last_minute_1=last_minute, **day)

    answer = admin_client.post(f"{listing(Window)}add/", data)

    assert Window.objects.filter(title="Again").exists() is (sentence == "")
    if sentence:
        assert sentence in answer.content.decode()
        assert "a window is open for at least an hour." in answer.content.decode()


def test_a_window_that_is_open_may_be_closed_within_its_first_hour(
    admin_client, public_window, set_clock
):
    set_clock("2024-03-18T00:10")
    change = {"last_minute_0": "18/03/2024", "last_minute_1": "00:19", "reason": "A mistake."}

    page = f"{listing(Window)}{public_window.pk}/change/"
    admin_client.post(page, window_data(public_window, **change) | opened(admin_client, page))

    public_window.refresh_from_db()
    assert public_window.closes_at == london("2024-03-18T00:20")


def window_data(window, **changes):
    return {
        "consultation": window.consultation_id,
        "title": window.title,
        "audience": window.audience,
        "opens_at_0": "18/03/2024",
        "opens_at_1": "00:00",
        "last_minute_0": "14/04/2024",
        "last_minute_1": "23:59",
        "grace_minutes": "15",
        "asked": "",
        "milestone": "",
    } | changes


def test_officers_find_a_sent_response_by_its_reference_and_words(admin_client, public_window):
    response = factories.sent(public_window, comments=["A rare wording."])

    for words in (response.reference, "rare wording"):
        page = admin_client.get(listing(Response), {"q": words}).content.decode()
        assert response.reference in page
    assert (
        response.reference not in admin_client.get(listing(Response), {"q": "zzz"}).content.decode()
    )


def test_officers_do_not_see_what_was_not_sent(admin_client, public_window):
    response = factories.unsent(public_window, comments=["Not sent."])

    assert "Not sent." not in admin_client.get(listing(Comment)).content.decode()
    assert admin_client.get(f"{listing(Response)}{response.pk}/change/").status_code == 302


def test_the_secret_of_a_response_is_not_shown_to_officers(admin_client, public_window):
    response = factories.sent(public_window)

    for page in (listing(Response), f"{listing(Response)}{response.pk}/change/"):
        assert response.token not in admin_client.get(page).content.decode()


def test_responses_and_comments_cannot_be_added_changed_or_removed(admin_client, public_window):
    response = factories.sent(public_window)
    for thing in (response, response.comments.get()):
        page = f"{listing(type(thing))}{thing.pk}/change/"
        assert admin_client.post(page, {"text": "x"}).status_code == 403
        assert (
            admin_client.post(page.replace("change", "delete"), {"post": "yes"}).status_code == 403
        )
        assert admin_client.get(f"{listing(type(thing))}add/").status_code == 403


@pytest.mark.parametrize(
    ("value", "found"),
    [("whole", "On the whole."), ("goal", "On a goal."), ("999999", ""), ("x'", "")],
)
def test_responses_and_comments_are_filtered_by_part(
    admin_client, public_window, edition, value, found
):
    goal = edition.parts.filter(kind="goal").first()
    whole = factories.sent(public_window, comments=["On the whole."])
    on_goal = factories.sent(public_window, comments=["On a goal."], part=goal)
    part = goal.pk if value == "goal" else value

    comments = admin_client.get(listing(Comment), {"part": part}).context["cl"].queryset
    responses = admin_client.get(listing(Response), {"part": part}).context["cl"].queryset

    assert [comment.text for comment in comments] == ([found] if found else [])
    expected = {"On the whole.": [whole], "On a goal.": [on_goal], "": []}[found]
    assert list(responses) == expected

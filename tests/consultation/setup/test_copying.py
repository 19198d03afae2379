"""The next consultation begins as a copy of an earlier one."""

import datetime as dt

import pytest

from consultation.models import Consultation
from consultation.setup.copying import copy_consultation
from consultation.setup.launch_checklist import useful_items
from consultation.setup.window_dates import texts_with_other_years
from sdp_portal.clock import LONDON
from tests.conftest import london
from tests.consultation.factories import asked, sent
from tests.strategy.factories import draft, published, strategy
from themes.drafting.new_draft import start_draft
from themes.publishing.publication import publish_edition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

NEXT = {"title": "Consultation on the 2029–34 draft", "slug": "next-draft"}


def copied(consultation, **details):
    return copy_consultation(
        source=consultation,
        **NEXT | {"edition": consultation.edition, "opens_on": dt.date(2029, 1, 15)} | details,
    )


def in_words(window):
    opens, closes = (m.astimezone(LONDON) for m in (window.opens_at, window.last_minute))
    return f"{opens:%Y-%m-%dT%H:%M} to {closes:%Y-%m-%dT%H:%M}"


def test_its_windows_keep_their_distance_and_their_times_of_day(consultation):
    """From a summer-time close to one in winter, too."""
    copy = copied(consultation).consultation

    assert [in_words(w) for w in consultation.windows.all()] == [
        "2024-03-18T00:00 to 2024-04-14T23:59",
        "2024-04-16T00:00 to 2024-04-23T23:59",
    ]
    assert [in_words(w) for w in copy.windows.all()] == [
        "2029-01-15T00:00 to 2029-02-11T23:59",
        "2029-02-13T00:00 to 2029-02-20T23:59",
    ]


def test_it_has_all_texts_and_lists_and_is_not_live(consultation, public_window):
    consultation.localities.create(name="The Dales – west")
    consultation.response_due_on = dt.date(2024, 7, 8)
    consultation.who_reads = "Officers and the police read it."
    consultation.save()
    sent(public_window)

    copy = Consultation.objects.get(pk=copied(consultation).consultation.pk)

    assert not copy.is_live
    assert copy.proposal == consultation.proposal
    assert copy.privacy_summary == consultation.privacy_summary
    assert copy.who_reads == consultation.who_reads
    assert copy.response_due_on == dt.date(2029, 5, 7)
    assert [group.name for group in copy.circulation.all()] == [
        group.name for group in consultation.circulation.all()
    ]
    assert [area.name for area in copy.localities.all()] == ["The Dales – west"]
    assert not copy.responses.exists()


def test_its_questions_are_about_the_same_parts_of_the_new_text(consultation, edition):
    on_the_whole = asked(consultation)
    part = edition.parts.get(key="hate-crime")
    on_a_part = asked(consultation, "And on hate crime?", part=part)
    gone = edition.parts.get(key="road-safety")
    on_what_is_gone = asked(consultation, "And on roads?", part=gone)
    draft = start_draft(base=edition, slug="revised", title="Revised")
    draft.areaofassurance_set.get(key="road-safety").delete()
    revised = publish_edition(edition=draft, at=london("2024-04-10T09:00"))

    done = copied(consultation, edition=revised)

    questions = list(done.consultation.questions.in_order())
    assert [q.wording for q in questions] == [on_the_whole.wording, on_a_part.wording]
    assert questions[1].part == revised.parts.get(key="hate-crime")
    assert done.not_asked == [on_what_is_gone]


def test_it_has_the_equality_questions_with_their_choices(consultation):
    question = consultation.equality_questions.create(wording="Which of these are you?")
    question.options.create(label="Under 18")
    question.options.create(label="18 or over", position=1)

    copy = copied(consultation).consultation

    the_same = copy.equality_questions.get(wording="Which of these are you?")
    assert copy.equality_questions.count() == consultation.equality_questions.count()
    assert [option.label for option in the_same.options.all()] == ["Under 18", "18 or over"]


def test_a_consultation_without_windows_is_copied_without_dates(edition):
    bare = Consultation.objects.create(edition=edition, slug="bare", title="Bare", email="a@b.org")

    assert not copied(bare, opens_on=None).consultation.windows.exists()


def test_the_copy_says_of_no_group_that_it_has_the_link(consultation):
    copy = copied(consultation).consultation

    assert copy.circulation.count() == consultation.circulation.count() == 6
    assert Consultation.objects.for_page().get(pk=copy.pk).shared_with == []
    assert len(Consultation.objects.for_page().get(pk=consultation.pk).shared_with) == 6


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("<p>We stop on Monday 15 April.</p>", "15 April"),
        ("<p>A drop-in – bring “ideas” 🙂 – on 03 May 2024.</p>", "3 May"),
        ("<p>In April, 114 Aprils, 14 Apr.</p>", ""),
        ("", ""),
    ],
)
def test_a_day_that_is_none_of_its_own_stays_on_the_checklist(consultation, words, day):
    consultation.next_steps = words
    consultation.save()
    copy = copied(consultation).consultation

    found = [item.to_do for item in useful_items(copy) if item.title == "Days to check"]

    assert any(f"Check “{day}” in “what happens next”." in each for each in found) is bool(day)


def test_its_own_days_and_those_of_the_timeline_are_no_days_to_check(consultation):
    consultation.next_steps = "<p>From 18 March to 14 April; Cabinet is on 19 June.</p>"
    consultation.save()

    titles = [item.title for item in useful_items(consultation)]

    assert "Days to check" not in titles


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("<p>The strategy for 2024–29 is new.</p>", "2024–29"),
        ("<p>Until 2024-2029 – “really” 🙂.</p>", "2024-2029"),
        ("<p>It ends in 2036.</p>", "2036"),
        ("<p>The strategy for 2029–34, and from 2030.</p>", ""),
        ("<p>We must, by the Crime and Disorder Act 1998.</p>", ""),
        ("<p>Call 03000 262024, or 20241 people.</p>", ""),
    ],
)
def test_a_year_outside_the_period_of_the_strategy_stays_on_the_checklist(
    consultation, words, year
):
    copy = copied(consultation, edition=draft(strategy(first_year=2029))).consultation
    copy.proposal = words

    found = texts_with_other_years(copy)

    years = [year for text, year in found if text.name == "“what is proposed”"]

    assert years == ([year] if year else [])


def test_the_checklist_leads_to_the_field_with_the_day_or_year(consultation):
    window = consultation.windows.select_related("milestone").exclude(milestone=None).first()
    window.asked = "By 3 May."
    window.save()
    window.milestone.note = "Since 1 January 1999."
    window.milestone.save()
    consultation.next_steps = "<p>In 1999.</p>"
    consultation.save()
    copy = copied(consultation).consultation
    copy.windows.filter(title=window.title).update(milestone=window.milestone)
    mine = copy.windows.get(title=window.title)

    places = {item.address for item in useful_items(copy) if item.title.endswith("to check")}

    assert {
        f"/admin/consultation/consultation/{copy.pk}/change/#id_next_steps",
        f"/admin/consultation/window/{mine.pk}/change/#id_asked",
        f"/admin/strategy/milestone/{window.milestone.pk}/change/#id_note",
    } <= places


def test_the_form_of_the_copy_suggests_the_current_text_and_a_free_address(
    signed_in, consultation, edition
):
    client = signed_in("Consultation officer")
    address = f"/admin/consultation/consultation/{consultation.pk}/copy/"
    first = client.get(address).context["form"]

    copied(consultation, slug="draft-strategy-2024-29-2")

    assert first.initial["slug"] == "draft-strategy-2024-29-2"
    assert client.get(address).context["form"].initial["slug"] == "draft-strategy-2024-29-3"
    newer = published(edition.strategy, slug="newer", at=london("2024-04-09T10:00"))
    assert client.get(address).context["form"].initial["edition"] == newer.pk


def test_an_officer_copies_and_lands_on_the_checklist(signed_in, consultation):
    client = signed_in("Consultation officer")
    page = f"/admin/consultation/consultation/{consultation.pk}/copy/"
    form = NEXT | {"edition": consultation.edition.pk, "opens_on": "15/01/2029"}

    answer = client.post(page, form, follow=True)

    copy = Consultation.objects.get(slug="next-draft")
    assert answer.redirect_chain[-1][0].endswith(f"/consultation/{copy.pk}/go-live/")
    assert "The consultation is copied." in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "This field is required."),
        ("slug", "draft-strategy-2024-29", "Another consultation has this address."),
        ("slug", "Nächste “Runde”", "For instance: nachste-runde"),
        ("title", "\u200b", "Nobody can see these characters."),
        ("opens_on", "31/02/2029", "Enter a valid date."),
        ("opens_on", "01/01/9999", "Enter a year from 1998 to 2999."),
        ("edition", "0", "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_copied(
    signed_in, consultation, field, value, sentence
):
    page = f"/admin/consultation/consultation/{consultation.pk}/copy/"
    form = NEXT | {"edition": consultation.edition.pk, "opens_on": "15/01/2029", field: value}

    told = signed_in("Consultation officer").post(page, form).content.decode()

    assert sentence in told
    assert Consultation.objects.count() == 1


def test_a_draft_can_be_chosen_as_its_text(consultation, edition):
    draft = start_draft(base=edition, slug="revised", title="Revised")

    assert copied(consultation, edition=draft).consultation.edition == draft


def test_an_analyst_copies_nothing(signed_in, consultation):
    page = f"/admin/consultation/consultation/{consultation.pk}/copy/"

    assert signed_in("Analyst").get(page).status_code == 403

"""Two officers at once: nobody overwrites or deletes what they have not seen.

The first tests ask every form of the admin. A new model or a new page of ours fails them until it
has its place in a table here.
"""

import pytest
from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from consideration.models import Code
from consultation.models import CirculationGroup, Consultation, Question
from sdp_portal.officers.opened import OPENED
from strategy.models import Edition, SiteText, Strategy
from tests.sdp_portal.officers.forms import filled_in, opened
from tests.sdp_portal.officers.test_own_pages import declared, url_name
from tests.strategy.reading import Page
from themes.drafting.new_draft import start_draft
from themes.models import Goal, Subgroup

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]

NEVER_CHANGED = {  # rows that no form of Django's changes
    *("consultation.Response", "consultation.Comment", "consultation.Mail"),
    *("consultation.Invitation", "consultation.ResponseImport", "consultation.WindowChange"),
    *("socialaccount.SocialAccount", "sdp_portal.Act", "sdp_portal.OldAddress"),
    "strategy.SiteText",  # it is written on pages of its own
}
ASKS_WHO_IT_IS = {"sdp_portal.Officer"}  # before it saves; a test of its own is below
CHANGED = [
    model
    for model in admin.site._registry
    if model._meta.label not in NEVER_CHANGED | ASKS_WHO_IT_IS
]
# Pages of ours with a form. These tell the second officer; tests below ask each of them.
TELLS = {
    "consultation_consultation_questions",
    "consultation_response_code",
    "consultation_response_review",
    "consultation_response_campaign",
    "strategy_edition_move",
    "strategy_edition_publication",
    "strategy_sitetext_write",
    "strategy_sitetext_discard",
    "strategy_strategy_change_address",
    "themes_subgroup_change_address",
    "consultation_consultation_change_address",
    *(
        f"{app}_{kind}_take_back"
        for app, kind in [
            ("strategy", "section"),
            ("themes", "umbrellatheme"),
            ("themes", "areaoffocus"),
            ("themes", "areaofassurance"),
            ("themes", "goal"),
        ]
    ),
}
# The others overwrite nothing that an officer wrote.
OVERWRITES_NOTHING = {
    "strategy_edition_start_draft": "adds a draft",
    "strategy_edition_preview": "makes a link",
    "strategy_edition_end_preview": "done once, whoever does it",
    "strategy_edition_agree": "is refused if it was agreed, or proposed again",
    "strategy_edition_throw_away": "done once, whoever does it",
    "strategy_edition_withdraw": "done once, whoever does it",
    "strategy_edition_call_off": "done once, whoever does it",
    "strategy_strategy_copy": "adds a strategy",
    "strategy_strategy_load": "adds a strategy",
    "strategy_partnership_logo": "is refused if it is not the logo that was seen",
    "strategy_sitetext_publish": "publishes only the draft that was seen",
    "consultation_consultation_copy": "adds a consultation",
    "consultation_consultation_preview_step": "saves nothing",
    "consultation_consultation_go_live": "says so if it is live already",
    "consultation_consultation_taken_down": "says so if it is confirmed already",
    "consultation_consultation_publish_responses": "refuses if the figures on the page are old",
    "consultation_equalityquestion_paper": "adds answers",
    "consultation_equalityquestion_usual": "adds questions to a consultation without any",
    "sdp_portal_officer_link": "sends a link",
    "sdp_portal_officer_hand_over": "makes a link",
    "sdp_portal_officer_reset": "done once, whoever does it",
    "sdp_portal_officer_remove": "done once, whoever does it",
    "sdp_portal_officer_give_back": "says so if access was given back",
    "consultation_response_enter": "adds a response",
    "consultation_response_correct": "has its own page for two officers, with both texts",
    "consultation_response_mistake": "says so if it is marked already",
    "consultation_response_right_after_all": "done once, whoever does it",
    "consultation_responseimport_undo": "done once, whoever does it",
    "consultation_response_attach": "adds a file",
    "consultation_response_read": "each officer's own reading",
    "consultation_response_to_review": "opens a response that nobody else has open",
    "consultation_response_pass_on": "shows what is in force, and keeps every step",
    "consultation_response_withdraw": "says so if it is withdrawn already",
    "consultation_response_withhold": "shows what is in force, and keeps every step",
    "consideration_code_equality": "adds codes",
    "consideration_code_copy": "adds codes",
    "consideration_code_merge": "says so if it was merged meanwhile",
    "consultation_invitation_revoke": "done once, whoever does it",
    "consultation_responseimport_choose": "sends all that the page shows",
    "consultation_responseimport_confirm": "sends all that the page shows",
    "consultation_responseimport_discard": "refuses if it was imported",
}


@pytest.fixture
def other_client(db):
    officer = get_user_model().objects.create_superuser(
        "second", first_name="Ann", last_name="Other"
    )
    client = Client()
    client.force_login(officer)
    return client


@pytest.fixture
def draft(edition):
    return start_draft(base=edition, slug="next", title="Next")


@pytest.fixture
def row_of(draft):
    def find(model):
        if model is Edition:
            return draft
        if model is Code:
            return Code.objects.create(consultation=Consultation.objects.get(), name="Roads")
        if model is Group:
            return Group.objects.create(name="Night shift")
        rows = model._base_manager.order_by("pk")
        if hasattr(model, "edition") and not issubclass(model, Consultation):
            rows = rows.filter(edition=draft)
        return rows.first()

    return find


def page_of(row, view="change"):
    opts = row._meta
    return f"/admin/{opts.app_label}/{opts.model_name}/{row.pk}/{view}/"


def text_field(answer):
    """The name of a field in which an officer writes words."""
    form = answer.context["adminform"].form
    for bound in form:
        field = bound.field
        is_words = isinstance(field, forms.CharField) and not hasattr(field, "choices")
        is_shown = not bound.is_hidden and not field.disabled
        if is_words and is_shown and bound.name not in {"slug", "key", "password"}:
            return bound.name
    raise AssertionError("No field to write in.")


def typed_in(client, address, **words):
    return filled_in(client.get(address)) | words


def text_of(answer):
    return Page(answer).text


# Every form


def test_every_page_with_a_form_has_its_place_here():
    posted = {url_name(model, page) for model, page in declared() if "POST" in page.methods}

    assert posted == TELLS | set(OVERWRITES_NOTHING)


@pytest.mark.parametrize("model", CHANGED, ids=lambda model: model._meta.label)
def test_the_second_officer_is_told_and_saves_again(admin_client, other_client, row_of, model):
    row = row_of(model)
    address = page_of(row)
    mine = filled_in(admin_client.get(address))
    name = text_field(admin_client.get(address))
    theirs = typed_in(other_client, address, **{name: "theirs-now"})
    assert other_client.post(address, theirs).status_code == 302

    told = admin_client.post(address, mine | {name: "mine-now"})

    words = text_of(told)
    assert told.status_code == 200
    assert "was changed meanwhile" in words
    assert "Ann Other saved this" in words
    assert "theirs-now" in words
    assert "mine-now" in words
    row.refresh_from_db()
    assert "theirs-now" in getattr(row, name)

    assert admin_client.post(address, filled_in(told)).status_code == 302
    row.refresh_from_db()
    assert "mine-now" in getattr(row, name)


@pytest.mark.parametrize("model", CHANGED, ids=lambda model: model._meta.label)
def test_a_form_that_hides_what_it_held_is_not_trusted(admin_client, row_of, model):
    row = row_of(model)
    page = admin_client.get(page_of(row))
    name, sent = text_field(page), filled_in(page)
    for text in ["", "nonsense", sent[OPENED][0][:-3] + "abc", "\0"]:
        told = admin_client.post(page_of(row), sent | {name: "mine-now", OPENED: text})

        assert told.status_code == 200
        row.refresh_from_db()
        assert "mine-now" not in getattr(row, name)


def test_the_form_of_an_officer_carries_what_it_held(admin_client, make_officer):
    officer = make_officer("lee")

    sent = filled_in(admin_client.get(f"/admin/sdp_portal/officer/{officer.pk}/change/"))

    assert sent[OPENED] != [""]


def test_what_another_row_held_is_not_trusted(admin_client):
    other = Strategy.objects.get()
    group = CirculationGroup.objects.first()
    sent = typed_in(admin_client, page_of(group), name="Mine")
    sent[OPENED] = filled_in(admin_client.get(page_of(other)))[OPENED]

    assert "does not say what you had read" in text_of(admin_client.post(page_of(group), sent))


# Put together


def test_where_i_changed_nothing_theirs_is_taken(admin_client, other_client, consultation):
    address = page_of(consultation)
    mine = typed_in(admin_client, address, title="My title’s “best” – 🙂")
    other_client.post(address, typed_in(other_client, address, next_steps="<p>Write to her.</p>"))

    told = admin_client.post(address, mine)
    assert "You did not change this" in text_of(told)
    admin_client.post(address, filled_in(told))

    consultation.refresh_from_db()
    assert consultation.title == "My title’s “best” – 🙂"
    assert "Write to her." in consultation.next_steps


def test_each_field_says_whose_text_the_form_below_has(admin_client, other_client, consultation):
    address = page_of(consultation)
    mine = typed_in(admin_client, address, title="Mine")
    theirs = {"title": "Theirs", "telephone": "03000 260 000"}
    other_client.post(address, typed_in(other_client, address, **theirs))

    told = admin_client.post(address, mine)

    title, telephone = told.content.decode().split('class="sdp-conflict__field"')[1:]
    assert "You both changed this. The form below has only <strong>yours</strong>" in title
    assert "<dt>Yours</dt>" in title
    assert "<strong>theirs</strong> is in the form below" in telephone
    assert "<dt>Yours</dt>" not in telephone
    assert "both put together" not in text_of(told)


def test_an_untouched_save_after_somebody_elses_takes_nothing_back(
    admin_client, other_client, consultation
):
    address = page_of(consultation)
    mine = filled_in(admin_client.get(address))
    other_client.post(address, typed_in(other_client, address, title="Theirs"))

    told = admin_client.post(address, mine)
    admin_client.post(address, filled_in(told))

    consultation.refresh_from_db()
    assert consultation.title == "Theirs"


def test_a_row_that_somebody_added_comes_into_my_form(admin_client, other_client, consultation):
    address = page_of(consultation)
    mine = typed_in(admin_client, address, title="Mine")
    consultation.localities.create(name="Weardale")

    told = admin_client.post(address, mine)
    admin_client.post(address, filled_in(told))

    consultation.refresh_from_db()
    assert "“Weardale” was added by somebody else" in text_of(told)
    assert consultation.title == "Mine"
    assert consultation.localities.filter(name="Weardale").count() == 1


def localities(consultation):
    consultation.localities.all().delete()
    return [consultation.localities.create(name=name) for name in ("One", "Two", "Three")]


def test_a_row_that_somebody_deleted_stays_deleted(admin_client, consultation):
    _, two, _ = localities(consultation)
    mine = typed_in(admin_client, page_of(consultation), title="Mine")
    two.delete()

    told = admin_client.post(page_of(consultation), mine)
    assert "“Two” was deleted by somebody else." in text_of(told)
    assert admin_client.post(page_of(consultation), filled_in(told)).status_code == 302

    assert set(consultation.localities.values_list("name", flat=True)) == {"One", "Three"}


def test_words_for_a_row_that_somebody_deleted_come_back_as_a_new_row(admin_client, consultation):
    _, two, _ = localities(consultation)
    mine = filled_in(admin_client.get(page_of(consultation)))
    name = next(name for name, values in mine.items() if values == ["Two"])
    two.delete()

    told = admin_client.post(page_of(consultation), mine | {name: "Two and more"})
    assert "below as a new row" in text_of(told)
    assert admin_client.post(page_of(consultation), filled_in(told)).status_code == 302

    names = set(consultation.localities.values_list("name", flat=True))
    assert names == {"One", "Three", "Two and more"}


def test_a_row_that_i_delete_and_somebody_changed_is_told(admin_client, consultation):
    one, _, _ = localities(consultation)
    mine = filled_in(admin_client.get(page_of(consultation)))
    name = next(name for name, values in mine.items() if values == ["One"])
    mine[name.removesuffix("name") + "DELETE"] = ["on"]
    one.name = "One and a half"
    one.save()

    told = admin_client.post(page_of(consultation), mine)

    assert "you marked it to be deleted" in text_of(told)
    assert consultation.localities.filter(pk=one.pk).exists()
    admin_client.post(page_of(consultation), filled_in(told))
    assert not consultation.localities.filter(pk=one.pk).exists()


def test_the_people_of_a_list_are_shown_by_name(admin_client, other_client, make_officer):
    subgroup = Subgroup.objects.first()
    lead = make_officer("lead", first_name="Lee", last_name="Lead")
    mine = typed_in(admin_client, page_of(subgroup), name="Mine")
    theirs = typed_in(other_client, page_of(subgroup), leads=[lead.pk])
    other_client.post(page_of(subgroup), theirs)

    told = admin_client.post(page_of(subgroup), mine)
    admin_client.post(page_of(subgroup), filled_in(told))

    assert "lead" in text_of(told)
    assert list(subgroup.leads.all()) == [lead]


def test_fields_that_i_may_not_edit_do_not_stop_me(signed_in, other_client):
    """A subgroup's lead writes its text while an officer changes its place."""
    lead = signed_in("Subgroup lead")
    subgroup = Subgroup.objects.first()
    subgroup.leads.add(lead.officer)
    mine = typed_in(lead, page_of(subgroup), name="Mine")
    theirs = typed_in(other_client, page_of(subgroup), position="7")
    assert other_client.post(page_of(subgroup), theirs).status_code == 302

    assert lead.post(page_of(subgroup), mine).status_code == 302

    subgroup.refresh_from_db()
    assert (subgroup.name, subgroup.position) == ("Mine", 7)


def test_my_own_second_window_is_called_so(admin_client, consultation):
    mine = typed_in(admin_client, page_of(consultation), title="Mine")
    admin_client.post(page_of(consultation), mine | {"title": "Mine as well"})

    told = admin_client.post(page_of(consultation), mine)

    assert "You, in another window, saved this consultation" in text_of(told)


def test_long_texts_are_carried_and_compared(admin_client, other_client, draft):
    goal = Goal.objects.filter(edition=draft).first()
    long = "<p>" + "word ’“–🙂 " * 8_000 + "</p>"
    Goal.objects.filter(pk=goal.pk).update(text=long)
    mine = typed_in(admin_client, page_of(goal), title="Mine")
    other_client.post(page_of(goal), typed_in(other_client, page_of(goal), text="<p>Short.</p>"))

    told = admin_client.post(page_of(goal), mine)
    admin_client.post(page_of(goal), filled_in(told))

    goal.refresh_from_db()
    assert (goal.title, goal.text) == ("Mine", "<p>Short.</p>")


def test_an_error_in_the_form_does_not_forget_what_it_held(
    admin_client, other_client, consultation
):
    address = page_of(consultation)
    refused = admin_client.post(address, typed_in(admin_client, address, title=""))
    other_client.post(address, typed_in(other_client, address, title="Theirs"))

    told = admin_client.post(address, filled_in(refused) | {"title": "Mine"})

    assert "This consultation was changed meanwhile" in text_of(told)


# Gone


@pytest.mark.parametrize("model", [CirculationGroup, Goal, Subgroup])
def test_words_for_a_row_that_was_deleted_come_back(admin_client, other_client, draft, model):
    row = model.objects.order_by("-pk").first()
    if model is Subgroup:
        strategy = Strategy.objects.get()
        row = Subgroup.objects.create(strategy=strategy, slug="new", name="A new one")
    mine = typed_in(admin_client, page_of(row), text="<p>Long work.</p>", name="Long work.")
    deleting = typed_in(other_client, page_of(row, "delete"))
    assert other_client.post(page_of(row, "delete"), deleting).status_code == 302

    told = admin_client.post(page_of(row), mine)

    assert told.status_code == 409
    assert f"Ann Other deleted this {model._meta.verbose_name}" in text_of(told)
    assert "Long work." in told.content.decode()


def test_who_may_not_change_such_rows_learns_nothing(signed_in, other_client, consultation):
    client = signed_in("Analyst")
    group = CirculationGroup.objects.first()
    other_client.post(
        page_of(group, "delete"), {"post": "yes"} | opened(other_client, page_of(group, "delete"))
    )

    assert client.post(page_of(group), {"name": "x"}).status_code in {302, 403}
    assert client.post(page_of(consultation), {"title": "x"}).status_code == 403


# Deleting


def test_what_somebody_changed_is_not_deleted_unseen(admin_client, other_client):
    group = CirculationGroup.objects.first()
    deleting = typed_in(admin_client, page_of(group, "delete"))
    other_client.post(page_of(group), typed_in(other_client, page_of(group), name="Renamed"))

    told = admin_client.post(page_of(group, "delete"), deleting)

    words = text_of(told)
    assert "Ann Other saved this" in words
    assert "Nothing is deleted yet" in words
    assert "Renamed" in words
    assert CirculationGroup.objects.filter(pk=group.pk).exists()
    admin_client.post(page_of(group, "delete"), filled_in(told))
    assert not CirculationGroup.objects.filter(pk=group.pk).exists()


def test_what_goes_with_a_deleted_row_is_seen_first(admin_client):
    group = CirculationGroup.objects.first()
    deleting = typed_in(admin_client, page_of(group, "delete"))
    group.sharings.create(shared_on="2024-04-09", how="email", by="Jo")

    told = admin_client.post(page_of(group, "delete"), deleting)

    assert "Nothing is deleted yet" in text_of(told)


# Pages of ours


@pytest.fixture
def questions(consultation):
    Question.objects.filter(consultation=consultation).delete()
    consultation.questions.create(wording="How far do you agree?", position=1)
    return f"/admin/consultation/consultation/{consultation.pk}/questions/"


def test_questions_that_somebody_changed_are_told(
    admin_client, other_client, consultation, questions
):
    mine = typed_in(admin_client, questions, **{"questions-0-wording": "Mine?"})
    theirs = typed_in(other_client, questions, **{"questions-0-wording": "Theirs?"})
    theirs["questions-1-wording"] = "Theirs as well?"
    assert other_client.post(questions, theirs).status_code == 302

    told = admin_client.post(questions, mine)

    words = text_of(told)
    assert "Ann Other saved this consultation" in words
    assert "Theirs?" in words
    assert "“Theirs as well?” was added" in words
    admin_client.post(questions, filled_in(told))
    asked = set(consultation.questions.values_list("wording", flat=True))
    assert asked == {"Mine?", "Theirs as well?"}


def test_what_the_public_is_told_is_not_overwritten(admin_client, other_client, draft):
    address = page_of(draft, "publication")
    told = {"decided_by": "The Board", "decided_on": "09/04/2024"}
    mine = typed_in(admin_client, address, change_note="Mine.", **told)
    theirs = typed_in(other_client, address, change_note="Theirs.", **told)
    assert other_client.post(address, theirs).status_code == 302

    answer = admin_client.post(address, mine | {"propose": "x"})

    words = text_of(answer)
    assert "Ann Other saved this edition" in words
    assert "Theirs." in words
    draft.refresh_from_db()
    assert (draft.change_note, draft.proposed_at) == ("Theirs.", None)
    assert admin_client.post(address, filled_in(answer)).status_code == 302
    draft.refresh_from_db()
    assert "Mine." in draft.change_note


def test_a_part_is_not_moved_from_a_place_that_i_did_not_see(admin_client, other_client, draft):
    first, second, *_ = draft.goal_set.first().area_of_focus.goals.all()
    sent = opened(admin_client, page_of(draft), form=0)
    other_client.post(
        page_of(draft, "move"),
        {"down": f"goal-{first.pk}"} | opened(other_client, page_of(draft), form=0),
    )

    answer = admin_client.post(
        page_of(draft, "move"), {"down": f"goal-{first.pk}"} | sent, follow=True
    )

    assert "Ann Other saved another order" in text_of(answer)
    assert list(first.area_of_focus.goals.all())[:2] == [second, first]


@pytest.mark.parametrize("text", ["", "nonsense", "\0", "’"])
def test_a_form_that_does_not_say_what_i_saw_moves_and_deletes_nothing(admin_client, draft, text):
    goal, group = draft.goal_set.first(), CirculationGroup.objects.first()
    before = list(goal.area_of_focus.goals.all())
    form = {"down": f"goal-{goal.pk}", OPENED: text}

    moved = admin_client.post(page_of(draft, "move"), form, follow=True)
    deleted = admin_client.post(page_of(group, "delete"), {"post": "yes", OPENED: text})

    assert "does not say what order you had seen. Nothing was moved." in text_of(moved)
    assert list(goal.area_of_focus.goals.all()) == before
    assert "does not say what you had read. Nothing is deleted yet." in text_of(deleted)
    assert CirculationGroup.objects.filter(pk=group.pk).exists()


def test_an_order_that_changed_elsewhere_does_not_stop_me(admin_client, other_client, draft):
    one, other = draft.areaoffocus_set.all()[:2]
    sent = opened(admin_client, page_of(draft), form=0)
    other_client.post(
        page_of(draft, "move"),
        {"down": f"goal-{other.goals.first().pk}"} | opened(other_client, page_of(draft), form=0),
    )
    goal = one.goals.first()

    admin_client.post(page_of(draft, "move"), {"down": f"goal-{goal.pk}"} | sent)

    assert list(one.goals.all()).index(goal) == 1


def test_taking_back_does_not_overwrite_what_came_after(admin_client, other_client, draft):
    goal = draft.goal_set.first()
    other_client.post(page_of(goal), typed_in(other_client, page_of(goal), title="Second"))
    record = goal.history.latest("history_id")
    address = f"/admin/themes/goal/{goal.pk}/history/{record.history_id}/take-back/"
    mine = typed_in(admin_client, address)
    other_client.post(page_of(goal), typed_in(other_client, page_of(goal), text="<p>More.</p>"))

    answer = admin_client.post(address, mine, follow=True)

    assert "Ann Other saved this goal at " in text_of(answer)
    goal.refresh_from_db()
    assert goal.title == "Second"
    admin_client.post(address, typed_in(admin_client, address))
    goal.refresh_from_db()
    assert goal.title != "Second"


# Texts of pages and mails

TEXT = "/admin/strategy/sitetext/receipt"
WORDS = {"subject": "Thank you’s – {reference}", "text": "Hello 🙂\n\n{link}"}


@pytest.mark.parametrize("first_of_all", [True, False], ids=["no draft", "a draft"])
def test_a_draft_of_a_text_is_not_overwritten(admin_client, other_client, first_of_all):
    address = f"{TEXT}/write/"
    if not first_of_all:
        other_client.post(address, typed_in(other_client, address, **WORDS))
    mine = typed_in(admin_client, address, **WORDS | {"subject": "Mine {reference}"})
    theirs = typed_in(other_client, address, **WORDS | {"subject": "Theirs {reference}"})
    assert other_client.post(address, theirs).status_code == 302

    told = admin_client.post(address, mine)

    words = text_of(told)
    assert "Ann Other saved this page or mail text" in words
    assert "Theirs" in words
    assert "Mine" in words
    assert SiteText.objects.get().subject == "Theirs {reference}"
    assert admin_client.post(address, filled_in(told)).status_code == 302
    assert SiteText.objects.get().subject == "Mine {reference}"


def test_a_text_that_was_published_meanwhile_is_told(admin_client, other_client):
    address = f"{TEXT}/write/"
    mine = typed_in(admin_client, address, **WORDS | {"subject": "Mine {reference}"})
    other_client.post(address, typed_in(other_client, address, **WORDS))
    look = filled_in(other_client.get(f"{TEXT}/look/"))
    other_client.post(f"{TEXT}/publish/", look)

    told = admin_client.post(address, mine)

    assert "Ann Other saved this page or mail text" in text_of(told)
    assert not SiteText.objects.draft().exists()


def test_what_another_text_held_is_not_trusted(admin_client):
    other = filled_in(admin_client.get("/admin/strategy/sitetext/privacy/write/"))

    told = admin_client.post(f"{TEXT}/write/", WORDS | {OPENED: other[OPENED]})

    assert "does not say what you had read" in text_of(told)
    assert not SiteText.objects.exists()


def test_a_draft_that_somebody_changed_is_not_thrown_away(admin_client, other_client):
    address = f"{TEXT}/write/"
    admin_client.post(address, typed_in(admin_client, address, **WORDS))
    mine = filled_in(admin_client.get(f"{TEXT}/look/"))
    theirs = typed_in(other_client, address, subject="Theirs {reference}")
    other_client.post(address, theirs)

    told = admin_client.post(f"{TEXT}/discard/", mine)

    words = text_of(told)
    assert told.status_code == 409
    assert "Ann Other saved this page or mail text" in words
    assert "Thank you’s – {reference}" in words
    assert "Theirs {reference}" in words
    assert SiteText.objects.get().subject == "Theirs {reference}"
    admin_client.post(f"{TEXT}/discard/", filled_in(told))
    assert not SiteText.objects.exists()


@pytest.mark.parametrize("opened", ["", "nonsense", "\0"])
def test_a_draft_is_not_thrown_away_unseen(admin_client, opened):
    address = f"{TEXT}/write/"
    admin_client.post(address, typed_in(admin_client, address, **WORDS))

    told = admin_client.post(f"{TEXT}/discard/", {OPENED: opened})

    assert "does not say what you had read" in text_of(told)
    assert SiteText.objects.exists()


def test_a_draft_that_is_gone_is_told(admin_client):
    told = admin_client.post(f"{TEXT}/discard/", {OPENED: ""}, follow=True)

    assert "There is no draft any more" in text_of(told)

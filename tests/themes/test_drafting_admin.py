"""Officers draft an edition in the admin: its tree, its parts, and the start of a draft."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sdp_portal.officers.acts import Act
from strategy.models import Edition, Section
from tests.sdp_portal.officers.forms import opened
from tests.strategy.reading import Page
from themes.drafting.new_draft import revised, start_draft
from themes.models import AreaOfFocus, Goal, UmbrellaTheme
from themes.publishing.outline import compile_outline

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]
KEY = "anti-social-behaviour/goals/confidence-to-report"


@pytest.fixture
def draft(edition):
    return start_draft(base=edition, slug="next", title="Next")


@pytest.fixture
def goal(draft):
    return draft.goal_set.get(key=KEY)


def page_of(thing, view="change"):
    options = thing._meta
    return f"/admin/{options.app_label}/{options.model_name}/{thing.pk}/{view}/"


def form_of(client, address):
    """What a browser would send back unchanged."""
    form = client.get(address).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()}


def errors_of(answer):
    return answer.context["adminform"].form.errors


# The tree


def test_an_edition_shows_its_parts_in_reading_order_with_numbers_and_links(admin_client, draft):
    page = Page(admin_client.get(page_of(draft)))

    expected = [page_of(part.item) for part in compile_outline(draft)]
    assert [link for link in page.links if link in expected] == expected
    assert "1.1.1 Increased public confidence to report ASB" in page.text


def test_the_tree_costs_the_same_queries_with_many_more_goals(admin_client, draft):
    admin_client.get(page_of(draft))
    with CaptureQueriesContext(connection) as few:
        admin_client.get(page_of(draft))
    for area in AreaOfFocus.objects.filter(edition=draft):
        for number in range(20):
            Goal.objects.create(
                edition=draft, area_of_focus=area, key=f"{area.key}/g{number}", title="More"
            )

    with CaptureQueriesContext(connection) as many:
        admin_client.get(page_of(draft))

    assert len(many) == len(few)


def test_a_published_edition_shows_its_tree_without_buttons(admin_client, edition):
    page = Page(admin_client.get(page_of(edition)))

    assert page_of(edition.goal_set.first()) in page.links
    assert not [link for link in page.links if "/goal/add/?edition" in link]
    assert not [tag for tag, attributes in page.tags if attributes.get("name") in ("up", "down")]


def test_what_an_officer_may_only_read_has_no_buttons(client, django_user_model, draft):
    reader = django_user_model.objects.create_user("reader", is_staff=True)
    for name in ["edition", "goal", "section"]:
        reader.user_permissions.add(Permission.objects.get(codename=f"view_{name}"))
    client.force_login(reader)

    page = Page(client.get(page_of(draft)))

    assert not [link for link in page.links if "/add/?edition" in link]
    assert not [tag for tag, attributes in page.tags if attributes.get("name") in ("up", "down")]


def test_every_level_has_a_link_that_adds_to_it(admin_client, draft):
    links = Page(admin_client.get(page_of(draft))).links
    area = draft.areaoffocus_set.first()
    section = draft.section_set.filter(parent=None).first()

    assert f"/admin/themes/goal/add/?edition={draft.pk}&area_of_focus={area.pk}" in links
    theme = area.theme_id
    assert f"/admin/themes/areaoffocus/add/?edition={draft.pk}&theme={theme}" in links
    assert f"/admin/themes/areaofassurance/add/?edition={draft.pk}&theme={theme}" in links
    assert f"/admin/themes/umbrellatheme/add/?edition={draft.pk}" in links
    assert any(link.endswith(f"&parent={section.pk}") for link in links)


# Order


@pytest.mark.parametrize(("button", "index", "moved"), [("down", 0, 1), ("up", 2, 1)])
def test_a_button_moves_a_part_one_place(admin_client, draft, button, index, moved):
    goals = list(draft.areaoffocus_set.get(key="anti-social-behaviour").goals.all())

    answer = admin_client.post(
        page_of(draft, "move"),
        {button: f"goal-{goals[index].pk}"} | opened(admin_client, page_of(draft), form=0),
    )

    after = list(goals[0].area_of_focus.goals.all())
    assert after.index(goals[index]) == moved
    assert answer.url == f"{page_of(draft)}?moved=goal-{goals[index].pk}&pressed={button}"


def test_the_button_that_was_pressed_has_the_focus_again(admin_client, draft, goal):
    answer = admin_client.post(
        page_of(draft, "move"),
        {"down": f"goal-{goal.pk}"} | opened(admin_client, page_of(draft), form=0),
        follow=True,
    )

    focused = [a for tag, a in Page(answer).tags if tag == "button" and "autofocus" in a]
    assert [(a["name"], a["value"]) for a in focused] == [("down", f"goal-{goal.pk}")]


def test_dragging_moves_a_part_before_another(admin_client, draft, goal):
    *_, last = goal.area_of_focus.goals.all()

    admin_client.post(
        page_of(draft, "move"),
        {"item": f"goal-{last.pk}", "before": f"goal-{goal.pk}"}
        | opened(admin_client, page_of(draft), form=0),
    )

    assert goal.area_of_focus.goals.first() == last
    assert last.history.latest("history_id").history_user.username == "officer"


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"up": "goal-"},
        {"up": "goal-99999999999999999999999"},
        {"up": "user-1"},
        {"item": "x", "before": "y"},
    ],
)
def test_a_move_of_nothing_says_so(admin_client, draft, nonsense):
    answer = admin_client.post(page_of(draft, "move"), nonsense, follow=True)

    assert "no longer there" in answer.content.decode()


def test_a_goal_cannot_be_dragged_to_another_level(admin_client, draft, goal):
    section = draft.section_set.first()

    answer = admin_client.post(
        page_of(draft, "move"),
        {"item": f"goal-{goal.pk}", "after": f"section-{section.pk}"}
        | opened(admin_client, page_of(draft), form=0),
        follow=True,
    )

    assert "among the parts of its own level" in answer.content.decode()


def test_what_is_published_cannot_be_moved(admin_client, edition):
    goal = edition.goal_set.first()

    answer = admin_client.post(
        page_of(edition, "move"),
        {"down": f"goal-{goal.pk}"} | opened(admin_client, page_of(edition), form=0),
        follow=True,
    )

    assert "is agreed for publication and can no longer be changed" in answer.content.decode()
    assert edition.goal_set.first() == goal


def test_looking_at_a_page_never_moves(admin_client, draft, goal):
    assert admin_client.get(page_of(draft, "move"), {"down": f"goal-{goal.pk}"}).status_code == 405


# Adding and editing


def test_a_new_goal_goes_to_the_end_with_a_key_made_of_its_area_and_title(admin_client, goal):
    area = goal.area_of_focus
    add = f"/admin/themes/goal/add/?edition={goal.edition_id}&area_of_focus={area.pk}"
    values = form_of(admin_client, add)

    assert (values["edition"], values["area_of_focus"]) == (str(goal.edition_id), str(area.pk))
    answer = admin_client.post(add, values | {"title": "Quicker answers", "came_from": ""})

    new = area.goals.last()
    assert (new.title, new.key) == ("Quicker answers", f"{area.key}/goals/quicker-answers")
    assert answer.url == f"{page_of(goal.edition)}?at=goal-{new.pk}"


def test_a_suggested_key_that_is_taken_gets_a_number(admin_client, goal):
    add = "/admin/themes/goal/add/"
    values = {
        "edition": goal.edition_id,
        "area_of_focus": goal.area_of_focus_id,
        "title": "Confidence to report",
    }

    admin_client.post(add, values)

    assert goal.area_of_focus.goals.last().key == f"{KEY}-2"


def test_a_renamed_part_keeps_its_key(admin_client, goal):
    page = page_of(goal)

    admin_client.post(
        page, form_of(admin_client, page) | {"title": "Renamed", "key": "another", "came_from": ""}
    )

    goal.refresh_from_db()
    assert (goal.title, goal.key) == ("Renamed", KEY)


def test_a_goal_moves_to_another_area_of_focus_with_its_key(admin_client, draft, goal):
    hate_crime = draft.areaoffocus_set.get(key="hate-crime")
    page = page_of(goal)

    admin_client.post(
        page, form_of(admin_client, page) | {"area_of_focus": hate_crime.pk, "came_from": ""}
    )

    assert list(hate_crime.goals.all())[-1] == goal
    goal.refresh_from_db()
    assert goal.key == KEY


def test_only_areas_of_the_same_edition_can_be_chosen(admin_client, edition, goal):
    published = edition.areaoffocus_set.first()
    page = page_of(goal)

    answer = admin_client.post(page, form_of(admin_client, page) | {"area_of_focus": published.pk})

    assert "Select a valid choice" in str(errors_of(answer)["area_of_focus"])


@pytest.mark.parametrize("key", ["Confidence", "two words", "confidence_", "/a", "a//b", "ä"])
def test_a_key_with_capitals_spaces_or_signs_is_refused_in_a_sentence(admin_client, draft, key):
    answer = admin_client.post(
        "/admin/strategy/section/add/", {"edition": draft.pk, "title": "T", "key": key}
    )

    assert "small letters, digits and hyphens" in str(errors_of(answer)["key"])


@pytest.mark.parametrize(
    ("key", "instead"),
    [
        ("safer/streets", "safer-streets"),
        ("Safer_Streets", "safer-streets"),
        ("a//b", "a-b"),
        ("Ä", "a"),
    ],
)
@pytest.mark.parametrize("kind", ["umbrellatheme", "areaofassurance"])
def test_the_key_of_a_page_is_the_end_of_an_address(admin_client, draft, kind, key, instead):
    theme = draft.umbrellatheme_set.first()
    new = {"edition": draft.pk, "title": "T", "key": key, "theme": theme.pk}

    answer = admin_client.post(f"/admin/themes/{kind}/add/", new)

    assert f"For instance: {instead}<" in str(errors_of(answer)["key"])


@pytest.mark.parametrize("title", ["Safer_streets", "Safer/streets", "“Safer” – streets 🚸"])
def test_the_key_made_from_a_title_works_as_an_address(admin_client, draft, title):
    admin_client.post("/admin/themes/umbrellatheme/add/", {"edition": draft.pk, "title": title})

    assert draft.umbrellatheme_set.get(title=title).key in {"safer-streets", "saferstreets"}


def test_a_key_that_any_other_part_has_is_refused_in_a_sentence(admin_client, draft):
    section = draft.section_set.first()

    answer = admin_client.post(
        "/admin/themes/umbrellatheme/add/",
        {"edition": draft.pk, "title": "Other", "key": section.key},
    )

    assert f"“{section.title}” already has this key" in str(errors_of(answer)["key"])
    assert not UmbrellaTheme.objects.filter(edition=draft, title="Other").exists()


def test_a_section_with_subsections_cannot_become_one(admin_client, draft):
    parent = draft.section_set.exclude(subsections=None).first()
    other = draft.section_set.filter(parent=None, subsections=None).first()
    page = page_of(parent)

    answer = admin_client.post(page, form_of(admin_client, page) | {"parent": other.pk})

    assert "has subsections itself" in str(errors_of(answer)["parent"])


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<p>Fine<script>alert(1)</script></p>", "<p>Fine</p>"),
        ('<p onclick="x()">Fine</p>', "<p>Fine</p>"),
        ('<p><a href="javascript:alert(1)">Fine</a></p>', "<p><a>Fine</a></p>"),
        ('<p><a href="data:text/html,x">Fine</a></p>', "<p><a>Fine</a></p>"),
        ("<p>Fine<ul><li>One<b>two", "<p>Fine</p><ul><li>One<strong>two</strong></li></ul>"),
    ],
)
def test_what_a_text_may_not_hold_is_left_out(admin_client, goal, written, kept):
    page = page_of(goal)

    admin_client.post(page, form_of(admin_client, page) | {"text": written, "came_from": ""})

    goal.refresh_from_db()
    assert goal.text == kept


def test_struck_out_words_are_told_and_nothing_else_is_lost(admin_client, goal):
    page = page_of(goal)
    before = goal.text
    typed = form_of(admin_client, page) | {
        "title": "Reporting “helps” – every time",
        "text": "<p>We will <s>not</s> answer.</p>",
        "came_from": "",
    }

    answer = admin_client.post(page, typed)

    assert answer.status_code == 200
    assert "struck out were left out: “not”" in str(errors_of(answer)["text"])
    goal.refresh_from_db()
    assert goal.text == before
    form = answer.context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    assert shown["title"] == typed["title"]
    html = answer.content.decode()
    box = html.partition('name="text"')[2].partition("</textarea>")[0].partition(">")[2]
    assert box.strip() == "&lt;p&gt;We will  answer.&lt;/p&gt;"

    again = admin_client.post(page, typed | {"text": unescape(box)})

    assert again.status_code == 302
    goal.refresh_from_db()
    assert goal.text == "<p>We will  answer.</p>"


def test_two_megabytes_of_pasted_text_are_refused_in_a_sentence_at_the_field(admin_client, goal):
    page = page_of(goal)
    pasted = "<p class='MsoNormal'>word</p>" * (2_000_000 // 29)

    answer = admin_client.post(page, form_of(admin_client, page) | {"text": pasted})

    assert answer.status_code == 200
    assert "at most 100,000 characters" in str(errors_of(answer)["text"])
    assert 'enctype="multipart/form-data"' in answer.content.decode()
    goal.refresh_from_db()
    assert "Mso" not in goal.text


def test_where_a_part_came_from_is_kept(admin_client, goal):
    page = page_of(goal)
    values = form_of(admin_client, page) | {"origin": "merged", "came_from": "hate-crime, road"}

    admin_client.post(page, values)

    goal.refresh_from_db()
    assert (goal.origin, goal.came_from) == ("merged", ["hate-crime", "road"])


@pytest.mark.parametrize("model", [Section, UmbrellaTheme, AreaOfFocus, Goal])
def test_the_page_of_a_part_keeps_to_the_strict_policy(admin_client, draft, model):
    answer = admin_client.get(page_of(model.objects.filter(edition=draft).first()))

    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "nonce" not in policy
    inline = [a for tag, a in Page(answer).tags if tag == "script" and not a.get("src")]
    assert [a for a in inline if a.get("type") != "application/json"] == []
    assert not [a for _, a in Page(answer).tags if "style" in a]


def test_a_published_text_is_shown_as_it_reads(admin_client, edition):
    goal = edition.section_set.exclude(text="").first()

    page = admin_client.get(page_of(goal)).content.decode()

    assert "&lt;p&gt;" not in page
    assert goal.text.split("\n")[0] in page


# Starting a draft


def test_a_draft_is_started_from_a_published_edition(admin_client, edition):
    assert page_of(edition, "start-draft") in Page(admin_client.get(page_of(edition))).links
    form = admin_client.get(page_of(edition, "start-draft")).context["form"]
    assert form.initial["slug"] == "consultation-draft-revised"

    answer = admin_client.post(page_of(edition, "start-draft"), {"title": "Final", "slug": "final"})

    draft = Edition.objects.get(slug="final")
    assert answer.url == page_of(draft)
    assert draft.based_on == edition
    assert draft.goal_set.count() == edition.goal_set.count()


def test_starting_a_draft_asks_whether_what_is_said_about_the_text_still_holds(
    admin_client, edition
):
    shown = Page(admin_client.get(page_of(edition, "start-draft"))).text
    typed = {"title": "Final", "slug": "final", "source_note": "From the minutes – all of it."}

    admin_client.post(page_of(edition, "start-draft"), typed)

    assert edition.source_note in shown
    assert "is it still true?" in shown
    assert Edition.objects.get(slug="final").source_note == "From the minutes – all of it."


@pytest.mark.parametrize(
    ("title", "after"),
    [
        ("Draft", "Draft, revised"),
        ("Draft, revised", "Draft, revised 2"),
        ("Draft, revised 2", "Draft, revised 3"),
        ("Draft, revised 9", "Draft, revised 10"),
        ("A revised draft", "A revised draft, revised"),
    ],
)
def test_the_title_suggested_counts_the_revisions(title, after):
    assert revised(title) == after


def test_where_there_is_a_draft_already_it_is_named_and_linked(admin_client, edition, draft):
    for answer in (
        admin_client.get(page_of(edition, "start-draft")),
        admin_client.post(page_of(edition, "start-draft"), {"title": "F", "slug": "f"}),
    ):
        assert "already has a draft" in answer.content.decode()
        assert page_of(draft) in Page(answer).links
    assert not Edition.objects.filter(slug="f").exists()


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("consultation-draft", "Another edition has this address"),
        ("Two words", "For instance: two-words"),
        ("Under_score", "For instance: under-score"),
        ("", "This field is required"),
    ],
)
def test_an_address_that_is_taken_or_wrong_is_refused(admin_client, edition, slug, sentence):
    answer = admin_client.post(page_of(edition, "start-draft"), {"title": "F", "slug": slug})

    assert sentence in answer.content.decode()


def test_a_draft_is_not_started_from_a_draft(admin_client, draft):
    answer = admin_client.get(page_of(draft, "start-draft"), follow=True)

    assert "You can only start a new draft from a published edition." in answer.content.decode()


def test_starting_a_draft_takes_the_permission_to_add_editions(client, django_user_model, edition):
    reader = django_user_model.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_edition"))
    client.force_login(reader)

    assert (
        client.post(page_of(edition, "start-draft"), {"title": "F", "slug": "f"}).status_code == 403
    )


def test_a_draft_of_another_strategy_is_no_obstacle(admin_client, edition):
    other = edition.strategy
    other.pk, other.slug = None, "another"
    other.save(force_insert=True)
    Edition.objects.create(strategy=other, slug="other-draft", title="Other")
    edition.refresh_from_db()

    answer = admin_client.post(page_of(edition, "start-draft"), {"title": "F", "slug": "f"})

    assert re.search(r"/edition/\d+/change/", answer.url)


# The subgroup that leads a new area


@pytest.fixture
def new_area(draft):
    theme = draft.umbrellatheme_set.first()
    return {"edition": draft.pk, "theme": theme.pk, "title": "Night buses", "text": "<p>Late.</p>"}


ADD_AREA = "/admin/themes/areaoffocus/add/"


def test_a_new_area_names_its_new_subgroup_on_the_same_form(signed_in, new_area, draft):
    editor = signed_in("Strategy editor")

    editor.post(ADD_AREA, new_area | {"new_lead": "Street “group” – 🚸"})

    area = draft.areaoffocus_set.get(title="Night buses")
    assert area.text == "<p>Late.</p>"
    assert (area.lead.name, area.lead.slug) == ("Street “group” – 🚸", "street-group")
    assert area.lead.strategy == draft.strategy
    assert Act.objects.about(area.lead).get().officer_name


def test_its_address_gets_a_number_if_it_is_taken(admin_client, new_area, draft):
    draft.strategy.subgroups.create(slug="street-group", name="Street group of before")

    admin_client.post(ADD_AREA, new_area | {"new_lead": "Street group"})

    assert draft.areaoffocus_set.get(title="Night buses").lead.slug == "street-group-2"


@pytest.mark.parametrize(
    ("lead", "name", "field", "said"),
    [
        (False, "", "lead", "Choose the subgroup that leads it, or name a new one."),
        (True, "Another", "new_lead", "not both"),
        (False, "hate crime action group", "new_lead", "is in the list already"),
        (False, "\u200b", "new_lead", "Nobody can see"),
        (False, "x" * 201, "new_lead", "at most 200 characters"),
    ],
)
def test_a_lead_is_chosen_or_named_and_what_was_typed_stays(
    admin_client, new_area, draft, lead, name, field, said
):
    group = draft.strategy.subgroups.first()
    before = draft.strategy.subgroups.count()

    answer = admin_client.post(
        ADD_AREA, new_area | {"lead": group.pk if lead else "", "new_lead": name}
    )

    assert said in str(errors_of(answer)[field])
    assert "<p>Late.</p>" in unescape(answer.content.decode())
    assert draft.strategy.subgroups.count() == before


def test_who_may_not_add_a_subgroup_names_none(client, django_user_model, new_area, draft):
    officer = django_user_model.objects.create_user("o", is_staff=True)
    names = ["add_areaoffocus", "view_areaoffocus", "view_edition"]
    officer.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(officer)

    answer = client.post(ADD_AREA, new_area | {"new_lead": "Street group"})

    assert "lead" in errors_of(answer)
    assert not draft.strategy.subgroups.filter(name="Street group").exists()

"""Each group of officers can do its own work and nothing else."""

import re

import pytest
from django.contrib import admin

from consultation.models import Consultation, Response
from site_wide.officer_groups import GROUPS
from strategy.models import Edition, Milestone, Section
from tests.consultation import factories
from tests.sdp_portal.officers.forms import opened
from themes.models import Goal, Subgroup

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]
EVERYTHING = {"add", "change", "delete", "view"}
ANTI_SOCIAL_BEHAVIOUR = "anti-social-behaviour-strategic-group"


def page(thing, action="change"):
    return f"/admin/{thing._meta.app_label}/{thing._meta.model_name}/{thing.pk}/{action}/"


def listing(model):
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


def models_on_first_screen(client):
    html = client.get("/admin/").content.decode()
    return set(re.findall(r'href="/admin/\w+/(\w+)/"', html))


def can(officer, model):
    """The actions that the officer may take on `model`."""
    label, name = model._meta.app_label, model._meta.model_name
    return {action for action in EVERYTHING if officer.has_perm(f"{label}.{action}_{name}")}


def test_a_strategy_editor_edits_the_text_and_not_consultations(make_officer):
    editor = make_officer("ed", "Strategy editor")

    assert can(editor, Edition) == can(editor, Goal) == can(editor, Section) == EVERYTHING
    assert can(editor, Subgroup) == can(editor, Milestone) == EVERYTHING
    assert can(editor, Consultation) == can(editor, Response) == set()
    assert not editor.has_perm("strategy.publish_edition")


def test_a_publisher_reads_and_publishes_and_does_not_edit(make_officer):
    publisher = make_officer("pub", "Publisher")

    assert publisher.has_perm("strategy.publish_edition")
    assert can(publisher, Edition) == can(publisher, Goal) == {"view"}
    assert can(publisher, Consultation) == set()


def test_a_consultation_officer_runs_consultations_and_only_reads_the_text(make_officer):
    officer = make_officer("con", "Consultation officer")

    assert can(officer, Consultation) == EVERYTHING
    assert can(officer, Response) == {"add", "view"}
    assert can(officer, Edition) == can(officer, Goal) == {"view"}
    assert not officer.has_perm("strategy.publish_edition")


def test_an_analyst_reads_everything_and_changes_only_codes(make_officer):
    analyst = make_officer("ana", "Analyst")

    permissions = analyst.get_all_permissions()

    assert can(analyst, Response) == can(analyst, Edition) == can(analyst, Goal) == {"view"}
    others = {permission for permission in permissions if ".view_" not in permission}
    coding = {f"consideration.{act}_code" for act in ("add", "change", "delete")}
    coding |= {"consideration.add_point", "consideration.change_point"}
    assert others == coding | {"consideration.add_reading"}  # and noting what they have read


def test_an_officer_of_no_group_finds_nothing_to_do(signed_in):
    client = signed_in()

    assert models_on_first_screen(client) == set()
    assert client.get(listing(Edition)).status_code == 403


def test_no_other_group_touches_the_accounts_of_officers(make_officer):
    officer = make_officer("all", *(GROUPS.keys() - {"Account manager"}))

    permissions = officer.get_all_permissions()
    apps = {p.partition(".")[0] for p in permissions if not p.startswith("sdp_portal.view_")}

    assert apps == {"strategy", "themes", "consultation", "consideration", "outcome"}


@pytest.mark.parametrize(
    ("group", "model", "status"),
    [
        ("Strategy editor", Edition, 200),
        ("Strategy editor", Response, 403),
        ("Publisher", Edition, 200),
        ("Publisher", Response, 403),
        ("Consultation officer", Response, 200),
        ("Analyst", Response, 200),
        ("Subgroup lead", Edition, 403),
        ("Subgroup lead", Goal, 403),
        ("Subgroup lead", Response, 403),
        ("Subgroup lead", Subgroup, 403),  # leads none yet
    ],
)
def test_lists_open_for_those_whose_work_they_are(signed_in, public_window, group, model, status):
    factories.sent(public_window)

    assert signed_in(group).get(listing(model)).status_code == status


@pytest.mark.parametrize("group", ["Publisher", "Analyst", "Consultation officer"])
def test_who_only_reads_the_text_cannot_save_it(signed_in, group):
    milestone = Milestone.objects.first()
    client = signed_in(group)

    assert 'name="_save"' not in client.get(page(milestone)).content.decode()
    assert client.post(page(milestone), {"title": "Changed"}).status_code == 403
    assert client.post(page(milestone, "delete"), {"post": "yes"}).status_code == 403


class TestSubgroupLead:
    @pytest.fixture
    def own(self):
        return Subgroup.objects.get(slug=ANTI_SOCIAL_BEHAVIOUR)

    @pytest.fixture
    def lead(self, signed_in, own):
        client = signed_in("Subgroup lead")
        own.leads.add(client.officer)
        return client

    def test_the_first_screen_has_subgroups_and_nothing_else(self, lead):
        assert models_on_first_screen(lead) == {"subgroup"}

    def test_the_list_has_the_own_subgroup_only(self, lead, own):
        assert list(lead.get(listing(Subgroup)).context["cl"].queryset) == [own]

    def test_the_own_subgroup_can_be_worded(self, lead, own):
        typed = {"name": "A new name", "text": "What we do."}
        answer = lead.post(page(own), typed | opened(lead, page(own)))

        own.refresh_from_db()
        assert answer.status_code == 302
        assert own.name == "A new name"

    def test_its_place_and_its_leads_stay_as_they_are(self, lead, own, make_officer):
        other = make_officer("other")
        data = {"name": own.name, "slug": "elsewhere", "formal": "", "leads": [other.pk]}

        lead.post(page(own), data | opened(lead, page(own)))

        own.refresh_from_db()
        assert (own.slug, own.formal) == (ANTI_SOCIAL_BEHAVIOUR, True)
        assert list(own.leads.all()) == [lead.officer]

    def test_another_subgroup_cannot_be_seen_or_changed(self, lead, own):
        other = Subgroup.objects.exclude(pk=own.pk).first()

        assert lead.get(page(other)).status_code == 302  # the admin knows of none such
        lead.post(page(other), {"name": "Changed", "text": ""})

        assert Subgroup.objects.get(pk=other.pk).name == other.name

    def test_none_can_be_added_or_removed(self, lead, own):
        assert lead.get(f"{listing(Subgroup)}add/").status_code == 403
        assert lead.post(page(own, "delete"), {"post": "yes"}).status_code == 403

    def test_no_list_of_anything_else_opens(self, lead):
        for model in set(admin.site._registry) - {Subgroup}:
            assert lead.get(listing(model)).status_code == 403, model

    def test_a_strategy_editor_changes_every_subgroup(self, signed_in, own):
        editor = signed_in("Strategy editor")
        data = {"strategy": own.strategy_id, "slug": own.slug, "name": own.name, "position": 3}

        answer = editor.post(page(own), data | opened(editor, page(own)))

        assert answer.status_code == 302
        assert Subgroup.objects.get(pk=own.pk).position == 3

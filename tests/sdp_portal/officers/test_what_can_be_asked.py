"""A list of the admin answers what its own filters ask, whoever asks, and nothing else."""

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.test import RequestFactory

from consultation.models import Consultation, Invitation
from sdp_portal.officers.model_admin import OfficersAdmin
from tests.consultation import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]

GROUPS = ["Strategy editor", "Publisher", "Consultation officer", "Analyst", "Subgroup lead"]
ROLES = [*GROUPS, "plain staff", "superuser"]
LOOKUPS = ["", "__exact", "__regex", "__iregex", "__startswith", "__contains", "__gt", "__in"]
DEPTH = 3
OF_EDITION = {"edition__id__exact"}

# Model → what its filters and our links ask, beside whether each of these is empty.
ASKED = {
    "consultation.consultation": set(),
    "consultation.equalityquestion": {"consultation__id__exact"},
    "consultation.responseimport": {"consultation__id__exact", "imported"},
    "consultation.invitation": {"window__id__exact", "state"},
    "consultation.mail": {"state__exact", "kind__exact", "trouble"},
    "consultation.response": {
        "review",
        "version",
        "from",
        "until",
        "consultation__id__exact",
        "window__id__exact",
        "respondent_kind__exact",
        "channel__exact",
        "is_late__exact",
        "via__id__exact",
        "invitation__id__exact",
        "part",
        "imported_in__id__exact",
    },
    "consideration.code": {"consultation__id__exact", "family__exact"},
    "consultation.comment": {
        "code",
        "from",
        "until",
        "response__consultation__id__exact",
        "response__window__id__exact",
        "part",
    },
    "consultation.circulationgroup": {"consultation__id__exact"},
    "consultation.window": {"consultation__id__exact", "audience__exact"},
    "consultation.windowchange": {"window__consultation__id__exact", "window__id__exact"},
    "strategy.partnership": set(),
    "strategy.sitetext": set(),
    "strategy.strategy": set(),
    "strategy.synonym": set(),
    "strategy.milestone": {"strategy__id__exact", "reached_on__exact"},
    "strategy.document": {"strategy__id__exact"},
    "strategy.supportservice": {
        *("strategy__id__exact", "everywhere__exact", "for_reporting__exact"),
    },
    "strategy.edition": {"state", "strategy__id__exact", "standing__exact"},
    "strategy.section": {*OF_EDITION, "placement__exact"},
    "themes.umbrellatheme": OF_EDITION,
    "themes.areaoffocus": OF_EDITION,
    "themes.areaofassurance": OF_EDITION,
    "themes.goal": {*OF_EDITION, "area_of_focus__id__exact"},
    "themes.subgroup": {"strategy__id__exact", "formal__exact"},
    "sdp_portal.officer": set(),
    "sdp_portal.act": {"officer", "kind__exact", "about", "from", "until"},
    "auth.group": set(),
    "sdp_portal.oldaddress": set(),
    "socialaccount.socialaccount": set(),
}


def label(model):
    return model._meta.label_lower


ADMINS = sorted(admin.site._registry.values(), key=lambda each: label(each.model))
each_admin = pytest.mark.parametrize("model_admin", ADMINS, ids=lambda each: label(each.model))
each_role = pytest.mark.parametrize("role", ROLES)


def person(role):
    officer = get_user_model().objects.create(
        username=role, is_staff=True, is_superuser=role == "superuser"
    )
    officer.groups.set(Group.objects.filter(name=role))
    return officer


def list_of(model_admin):
    return f"/admin/{label(model_admin.model).replace('.', '/')}/"


def is_refused(answer):
    """Sent to the list without filters."""
    return answer.status_code == 302 and answer["Location"].endswith("/?e=1")


def paths(model, depth=DEPTH, before=""):
    """Every field of its rows, and of what these lead to, forwards and backwards."""
    for field in model._meta.get_fields():
        yield f"{before}{field.name}"
        if field.is_relation and field.related_model and depth > 1:
            yield from paths(field.related_model, depth - 1, f"{before}{field.name}__")


def asked_and_answered(model_admin, request):
    """What a request that names it would not be refused for."""
    names = {
        f"{path}{lookup}"
        for path in [*paths(model_admin.model), "pk", "state", "review"]
        for lookup in [*LOOKUPS, "__id__exact"]
    } | set().union(*ASKED.values())
    return {name for name in names if model_admin.lookup_allowed(name, "x", request)}


def test_every_admin_is_here_and_made_from_ours():
    assert {label(each.model) for each in ADMINS} == set(ASKED)
    assert [each for each in ADMINS if not isinstance(each, OfficersAdmin)] == []


@each_role
def test_nothing_else_is_answered_whoever_asks(role):
    request = RequestFactory().get("/")
    request.user = person(role)

    answered = {label(each.model): asked_and_answered(each, request) for each in ADMINS}

    assert answered == ASKED


@each_admin
def test_whether_something_is_empty_is_told_of_filters_alone(model_admin, admin_user):
    request = RequestFactory().get("/")
    request.user = admin_user
    filtered = {
        name.rpartition("__")[0].removesuffix("__id") for name in ASKED[label(model_admin.model)]
    }

    answered = {
        path
        for path in paths(model_admin.model)
        for name in (f"{path}__isnull", f"{path}__isempty")
        if model_admin.lookup_allowed(name, "x", request)
    }

    assert answered <= filtered


@each_admin
def test_the_list_refuses_each_other_field(admin_client, model_admin):
    """Through the address, in the words of whoever tries."""
    for field in model_admin.model._meta.get_fields():
        for lookup in ("__regex", "__exact"):
            name = f"{field.name}{lookup}"
            if name not in ASKED[label(model_admin.model)]:
                assert is_refused(admin_client.get(list_of(model_admin), {name: "^a"}))


@each_role
def test_a_list_refuses_what_is_not_its_own_whoever_asks(client, role):
    client.force_login(person(role))

    for model_admin in ADMINS:
        for name in ("pk__gt", "nonsense__regex"):
            answer = client.get(list_of(model_admin), {name: "0"})
            assert answer.status_code == 403 or is_refused(answer)


@each_role
def test_a_list_answers_each_question_of_its_own(client, role):
    client.force_login(person(role))

    for model_admin in ADMINS:
        shown = client.get(list_of(model_admin)).status_code
        assert shown in {200, 403}
        for name in ASKED[label(model_admin.model)]:
            answered = client.get(list_of(model_admin), {name: "1"}).status_code
            assert answered in {shown, 302}  # 302: `?e=1`, of what is no value


@each_admin
def test_a_list_is_sorted_by_what_it_shows(model_admin, rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    shown = {
        str(model_admin.get_changelist_instance(request).get_ordering_field(name)).lstrip("-")
        for name in model_admin.get_list_display(request)
    } | {str(each).lstrip("-") for each in model_admin.get_ordering(request)}
    shown |= {str(each).lstrip("-") for each in model_admin.model._meta.ordering} | {"pk"}

    for number in [*range(-3, 20), 10**20]:
        request = rf.get("/", {"o": f"{number}.-{number}.{number}.{number}"})
        request.user = admin_user
        order = model_admin.get_changelist_instance(request).queryset.query.order_by
        assert {str(each).lstrip("-") for each in order} <= shown
    assert not {"token_hash", "sealed_token", "password"} & shown


@each_admin
def test_rows_are_found_by_their_key_alone(admin_client, model_admin):
    key = model_admin.opts.pk.name
    for field in model_admin.model._meta.get_fields():
        answers = {
            admin_client.get(f"{list_of(model_admin)}{more}", {"_to_field": field.name}).status_code
            for more in ("", "x/change/", "x/delete/", "x/history/")
        }
        assert answers <= ({200, 302, 403, 404} if field.name == key else {302, 400, 403, 404})
        assert (400 in answers) is (field.name != key)


@each_admin
def test_what_is_no_key_finds_nothing(admin_client, model_admin):
    for page in ("change", "delete", "history"):
        for key in ("x", "0", "_5F", "9" * 30):
            address = f"{list_of(model_admin)}{key}/{page}/"
            assert admin_client.get(address).status_code in {302, 403, 404}
            assert admin_client.post(address, {"post": "yes"}).status_code in {302, 403, 404}


@each_role
def test_nothing_is_completed(client, role):
    client.force_login(person(role))
    about = {"app_label": "consultation", "model_name": "withdrawal", "field_name": "response"}

    assert client.get("/admin/autocomplete/", about | {"term": ""}).status_code == 404


@each_role
def test_no_address_of_the_admin_leads_to_a_private_link(client, invited_window, role):
    invitation = factories.invited(invited_window)
    client.force_login(person(role))
    kind = ContentType.objects.get_for_model(Invitation).pk

    answer = client.get(f"/admin/r/{kind}/{invitation.pk}/")

    assert answer.status_code in {403, 404}


def test_a_page_is_led_to_for_those_who_may_see_its_row(client, consultation):
    kind = ContentType.objects.get_for_model(Consultation).pk
    address = f"/admin/r/{kind}/{consultation.pk}/"

    client.force_login(person("plain staff"))
    assert client.get(address).status_code == 403
    client.force_login(person("Analyst"))
    assert client.get(address)["Location"].endswith(consultation.get_absolute_url())


@pytest.mark.parametrize("rest", ["x/1/", "1/x/", "999999/1/", "1/", "%00/1/"])
def test_an_address_of_nothing_leads_nowhere(admin_client, rest):
    assert admin_client.get(f"/admin/r/{rest}").status_code == 404


@pytest.mark.parametrize("role", ["Analyst", "Consultation officer"])
def test_a_reader_cannot_find_out_a_token_or_a_word_of_a_mail(client, role, public_window):
    """As it was done: the answer to “does it begin with…?” told one letter after the other."""
    response = factories.sent(public_window, email="jo@example.org")
    client.force_login(person(role))
    responses, mail = "/admin/consultation/response/", "/admin/consultation/mail/"

    tried = [
        (responses, {"token__regex": f"^{response.token[0]}"}),
        (responses, {"token_hash__regex": f"^{response.token_hash[0]}"}),
        (responses, {"sealed_token__startswith": "g"}),
        (responses, {"replaces__token_hash__regex": "^a"}),
        (responses, {"invitation__token_hash__regex": "^a"}),
        (mail, {"text__contains": "receipts"}),
        (mail, {"key__startswith": "receipt"}),
    ]

    assert [each for each in tried if not is_refused(client.get(*each))] == []


@each_admin
def test_no_permission_but_its_own_opens_a_list(client, model_admin):
    """Whoever may do all else, and not see this."""
    officer = get_user_model().objects.create(username="jo", is_staff=True)
    theirs = Permission.objects.filter(content_type__app_label=model_admin.opts.app_label)
    officer.user_permissions.set(theirs.exclude(content_type__model=model_admin.opts.model_name))
    client.force_login(officer)

    assert client.get(list_of(model_admin)).status_code == 403

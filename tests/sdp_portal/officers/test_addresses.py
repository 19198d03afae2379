"""Officers change an address that the public knows on a page that says what happens."""

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from consultation.models import Consultation
from sdp_portal.addresses.changing import change_address
from sdp_portal.addresses.models import OldAddress
from sdp_portal.officers.acts import Act
from strategy.models import Edition, Strategy
from tests.consultation import factories
from tests.consultation.factories import BEGUN, officer
from tests.sdp_portal.officers.forms import filled_in, opened
from tests.strategy.factories import strategy as make_strategy
from themes.models import Subgroup

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]

SLUG = "draft-strategy-2024-29"
LIST = "/admin/sdp_portal/oldaddress/"


def admin_of(row):
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/"


def page_of(row):
    return f"{admin_of(row)}change-address/"


def send(client, row, **typed):
    """As a browser does: also what the page holds in hidden fields is sent."""
    address = page_of(row)
    return client.post(address, typed | opened(client, address), follow=True)


@pytest.fixture
def rows(consultation, edition):
    """One of each kind that has an address, in use."""
    subgroup = edition.strategy.subgroups.get(slug="hate-crime-action-group")
    return [consultation, edition.strategy, subgroup]


@pytest.fixture
def in_preparation(consultation):
    return Consultation.objects.create(
        edition=consultation.edition, slug="another", title="Another", email="a@example.org"
    )


def test_on_the_ordinary_form_an_address_in_use_stays_and_leads_to_its_page(admin_client, rows):
    for row in rows:
        page = admin_client.get(f"{admin_of(row)}change/")
        saved = admin_client.post(
            f"{admin_of(row)}change/",
            filled_in(page) | {"slug": "changed-by-the-form"},
        )

        assert page_of(row) in page.content.decode()
        assert saved.status_code == 302
        assert type(row).objects.get(pk=row.pk).slug == row.slug


def test_the_page_says_what_happens_before_anything_does(admin_client, rows):
    for row in rows:
        page = send(admin_client, row, slug="a-new-one").content.decode()

        assert "/a-new-one/" in page
        assert f"/{row.slug}/" in page
        assert "can never be given to anything else" in page
        assert type(row).objects.get(pk=row.pk).slug == row.slug
    assert not OldAddress.objects.exists()


def test_agreeing_changes_the_address_and_tells_it(admin_client, rows):
    for row in rows:
        answer = send(admin_client, row, slug="a-new-one", agreed="1")

        assert type(row).objects.get(pk=row.pk).slug == "a-new-one"
        assert "a-new-one/ now" in answer.content.decode()
        told = Act.objects.latest("pk")
        assert (told.about_key, told.officer.username) == (str(row.pk), "officer")
        assert f"/{row.slug}/ to " in told.what


def test_who_comes_second_is_told_and_sends_it_again(admin_client, rows):
    for row in rows:
        mine = opened(admin_client, page_of(row))
        send(admin_client, row, slug="theirs", agreed="1")

        told = admin_client.post(page_of(row), {"slug": "mine", "agreed": "1"} | mine)

        assert "was changed meanwhile" in told.content.decode()
        assert told.context["form"]["slug"].value() == "mine"
        assert type(row).objects.get(pk=row.pk).slug == "theirs"
        again = filled_in(told) | {"agreed": "1"}
        admin_client.post(page_of(row), again)
        assert type(row).objects.get(pk=row.pk).slug == "mine"


def test_it_says_who_has_the_address(admin_client, consultation, public_window, invited_window):
    factories.unsent(public_window)
    factories.sent(public_window)
    factories.invited(invited_window)

    holders = dict(admin_client.get(page_of(consultation)).context["holders"])

    assert holders == {
        "Groups that have its link, in emails and on posters": consultation.circulation.count(),
        "People invited": 1,
        "Responses begun and not sent": 1,
        "Receipts that link to it": 1,
    }


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type the new address."),
        ("   ", "Type the new address."),
        (SLUG, "its address already"),
        ("another", "Another consultation has this address"),
        ("Big-Letters", "small letters"),
        ("with space", "small letters"),
        ("two--hyphens", "small letters"),
        ("’quoted’", "small letters"),
        ("👍", "small letters"),
        ("../admin", "small letters"),
        ("<b>", "small letters"),
        ("x" * 51, "Use 50 characters or fewer"),
        ("x\ny", "small letters"),
    ],
)
def test_an_address_that_cannot_be_is_refused_and_stays_in_the_box(
    admin_client, consultation, in_preparation, typed, said
):
    page = send(admin_client, consultation, slug=typed, agreed="1")

    assert page.status_code == 422
    assert said in str(page.context["form"].errors)
    assert page.context["form"]["slug"].value() == typed
    assert Consultation.objects.get(pk=consultation.pk).slug == SLUG


def test_an_old_address_cannot_be_given_to_another_on_any_form(
    admin_client, consultation, in_preparation
):
    change_address(row=consultation, slug="b", by=officer(), at=BEGUN)
    change = f"{admin_of(in_preparation)}change/"

    page = admin_client.post(change, filled_in(admin_client.get(change)) | {"slug": SLUG})
    new = admin_client.post(
        "/admin/consultation/consultation/add/",
        filled_in(admin_client.get("/admin/consultation/consultation/add/"))
        | {"slug": SLUG, "title": "New", "email": "a@example.org", "edition": "1"},
    )

    assert "still leads there" in page.content.decode()
    assert "still leads there" in new.content.decode()


def test_a_new_subgroup_or_strategy_cannot_take_an_old_address(admin_client, rows):
    _, strategy, subgroup = rows
    old = strategy.slug, subgroup.slug
    change_address(row=subgroup, slug="b", by=officer(), at=BEGUN)
    group = admin_client.post(
        "/admin/themes/subgroup/add/",
        {"strategy": strategy.pk, "slug": old[1], "name": "New", "position": 0},
    )
    change_address(row=strategy, slug="c", by=officer(), at=BEGUN)
    add = "/admin/strategy/strategy/add/"
    another = admin_client.post(
        add,
        filled_in(admin_client.get(add))
        | {"slug": old[0], "title": "T", "first_year": 2029, "last_year": 2034, "coverage": "All"}
        | {"equality_impact_state": "planned", "contact_name": "N", "contact_email": "a@b.example"},
    )

    assert "still leads there" in group.content.decode()
    assert "still leads there" in another.content.decode()


def test_before_the_public_knows_it_the_address_is_changed_on_the_ordinary_form(
    admin_client, in_preparation
):
    change = f"{admin_of(in_preparation)}change/"

    leads_back = admin_client.get(page_of(in_preparation))
    saved = admin_client.post(change, filled_in(admin_client.get(change)) | {"slug": "other"})

    assert leads_back["Location"] == change
    assert saved.status_code == 302
    assert Consultation.objects.get(pk=in_preparation.pk).slug == "other"
    assert not OldAddress.objects.exists()


def test_an_edition_changes_its_address_only_while_it_is_a_draft(admin_client, edition):
    draft = Edition.objects.create(strategy=edition.strategy, slug="next", title="Next")
    change = f"{admin_of(draft)}change/"

    typed = {"strategy": edition.strategy_id, "title": "Next", "slug": "later"}
    admin_client.post(change, typed | opened(admin_client, change))

    assert Edition.objects.get(pk=draft.pk).slug == "later"
    with pytest.raises(IntegrityError, match="can no longer be changed"):
        Edition.objects.filter(pk=edition.pk).update(slug="later-still")


def test_who_leads_a_subgroup_does_not_change_its_address(signed_in, rows):
    subgroup = rows[2]
    client = signed_in("Subgroup lead")
    subgroup.leads.add(client.officer)

    answer = client.post(page_of(subgroup), {"slug": "mine", "agreed": "1"})

    assert answer.status_code == 403
    assert Subgroup.objects.get(pk=subgroup.pk).slug == subgroup.slug


def test_a_subgroup_in_use_stays_in_its_strategy(admin_client, rows):
    subgroup = rows[2]
    other = Strategy.objects.create(
        slug="next", title="Next", first_year=2029, last_year=2034, contact_email="a@b.example"
    )
    change = f"{admin_of(subgroup)}change/"

    admin_client.post(change, filled_in(admin_client.get(change)) | {"strategy": other.pk})

    assert Subgroup.objects.get(pk=subgroup.pk).strategy_id == subgroup.strategy_id


class TestListOfOldAddresses:
    @pytest.mark.parametrize("group", ["Strategy editor", "Consultation officer", "Analyst"])
    def test_officers_read_it_and_change_nothing(self, signed_in, consultation, group):
        change_address(row=consultation, slug="b", by=officer(), at=BEGUN)
        client = signed_in(group)
        kept = OldAddress.objects.get()

        page = client.get(LIST).content.decode()

        assert f"/consultations/{SLUG}/" in page
        assert 'href="/consultations/b/"' in page
        assert "9am on Wednesday 10 April 2024" in page
        assert "Old addresses" in client.get("/admin/").content.decode()
        assert client.post(f"{LIST}{kept.pk}/delete/", {"post": "yes"}).status_code == 403
        assert client.get(f"{LIST}add/").status_code == 403

    def test_who_may_not_read_the_strategy_does_not_see_it(self, signed_in):
        assert signed_in("Subgroup lead").get(LIST).status_code == 403

    def test_ten_take_as_many_queries_as_one(
        self, admin_client, consultation, django_assert_num_queries
    ):
        change_address(row=consultation, slug="a0", by=officer(), at=BEGUN)
        with CaptureQueriesContext(
            connection,
        ) as one:
            admin_client.get(LIST)
        for n in range(1, 10):
            change_address(row=consultation, slug=f"a{n}", by=officer(), at=BEGUN)

        with django_assert_num_queries(len(one)):
            admin_client.get(LIST)


class TestInSmallLetters:
    @pytest.mark.parametrize(
        ("form", "field"),
        [
            ("consultation/consultation", "slug"),
            ("strategy/strategy", "slug"),
            ("strategy/edition", "slug"),
            ("strategy/milestone", "key"),
            ("strategy/document", "key"),
            ("themes/subgroup", "slug"),
        ],
    )
    @pytest.mark.parametrize("typed", ["Big_Letters", "big letters", "big--letters-"])
    def test_every_form_suggests_the_right_form(self, admin_client, form, field, typed):
        answer = admin_client.post(f"/admin/{form}/add/", {field: typed})

        errors = str(answer.context["adminform"].form.errors[field])
        assert "Use small letters and digits" in errors
        assert "For instance: big-letters<" in errors

    @pytest.mark.parametrize("is_public", [True, False])
    def test_an_earlier_row_keeps_its_address(self, admin_client, edition, is_public):
        strategy = edition.strategy if is_public else make_strategy()
        group = strategy.subgroups.create(slug="Old_Riders", name="Riders")

        page = f"{admin_of(group)}change/"
        admin_client.post(page, filled_in(admin_client.get(page)) | {"name": "Renamed"})

        group.refresh_from_db()
        assert (group.name, group.slug) == ("Renamed", "Old_Riders")

"""A new portal leads its first officers from nothing to the first response."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from consultation.models import Consultation
from site_wide.setting_up import steps_to_set_up
from strategy.models import Edition, Partnership, Strategy
from tests.conftest import london
from tests.sdp_portal.officers.forms import filled_in, opened
from tests.site_wide.test_second_strategy import SECOND
from tests.strategy.reading import Page

pytestmark = pytest.mark.django_db
LOAD = "/admin/strategy/strategy/load/"
AT = london("2024-04-10T10:00")
SHIPPED = next((settings.BASE_DIR / "content").glob("safe-*.yaml"))


def done():
    return {step.title: step.is_done for step in steps_to_set_up(at=AT)}


@pytest.fixture
def without_partnership(set_clock):
    Partnership.objects.all().delete()


def test_a_portal_that_has_all_shows_no_steps(admin_client, set_clock):
    assert steps_to_set_up(at=AT) == []
    assert "Set up your portal" not in admin_client.get("/admin/").content.decode()


def test_without_a_partnership_the_first_screen_shows_the_steps(admin_client, without_partnership):
    page = admin_client.get("/admin/").content.decode()

    assert "Set up your portal" in page
    assert 'href="/admin/strategy/partnership/add/"' in page
    assert done() == {
        "The partnership": False,
        "The first strategy": True,
        "A second officer": False,
        "The first text that everybody reads": True,
        "The first consultation": True,
    }


def test_every_step_leads_to_a_page(admin_client, without_partnership):
    addresses = [address for step in steps_to_set_up(at=AT) for _, address in step.links]

    assert len(addresses) >= 3
    for address in addresses:
        assert admin_client.get(address).status_code == 200


def test_a_second_officer_is_counted(admin_client, make_officer, without_partnership):
    make_officer("alex")

    assert done()["A second officer"] is True


def test_officers_who_may_not_set_up_do_not_see_the_steps(signed_in, without_partnership):
    page = signed_in("Analyst").get("/admin/").content.decode()

    assert "Set up your portal" not in page


def test_a_strategy_without_a_text_offers_to_begin_one(signed_in, set_clock):
    strategy = Strategy.objects.create(
        slug="next",
        title="Next",
        first_year=2029,
        last_year=2034,
        coverage="All",
        equality_impact_state="planned",
        contact_name="Jo",
        contact_email="jo@northshire.example",
    )
    editor = signed_in("Strategy editor")

    page = editor.get(f"/admin/strategy/strategy/{strategy.pk}/change/").content.decode()

    assert "This strategy has no text yet." in page
    assert f'href="/admin/strategy/edition/add/?strategy={strategy.pk}"' in page


def test_an_editor_adds_a_strategy(signed_in, set_clock):
    assert signed_in("Strategy editor").get("/admin/strategy/strategy/add/").status_code == 200


def test_an_area_without_subgroups_says_what_to_do(signed_in, set_clock):
    strategy = Strategy.objects.get()
    other = Strategy.objects.create(
        **{
            field.name: getattr(strategy, field.name)
            for field in Strategy._meta.concrete_fields
            if field.name not in {"id", "slug"}
        },
        slug="other",
    )
    draft = Edition.objects.create(strategy=other, slug="other-draft", title="Draft")

    page = signed_in("Strategy editor").get(f"/admin/themes/areaoffocus/add/?edition={draft.pk}")

    assert "This strategy has no subgroups yet." in page.content.decode()


# The content file


def yaml_of_northshire():
    text = SHIPPED.read_text(encoding="utf-8")
    for old, new in {
        "slug: safe-durham-partnership-strategy-2024-29": "slug: northshire",
        "slug: consultation-draft": "slug: northshire-draft",
        "slug: draft-strategy-2024-29": "slug: northshire-2024-29",
        "title: Safe Durham Partnership Strategy": "title: Northshire Strategy",
    }.items():
        assert old in text
        text = text.replace(old, new, 1)
    return text


def uploaded(text):
    content = text if isinstance(text, bytes) else text.encode()
    return {"file": SimpleUploadedFile("strategy.yaml", content)}


def test_the_page_says_beforehand_what_becomes_of_a_file(admin_client, set_clock):
    page = Page(admin_client.get(LOAD)).text

    assert "The text in the file becomes a draft" in page
    assert "The date of publication in the file doesn’t count." in page
    assert "no partnership yet" not in page


def test_without_a_partnership_it_says_that_the_files_is_seen_at_once(
    admin_client, without_partnership
):
    assert "Everybody sees its name and contacts at once." in Page(admin_client.get(LOAD)).text


def test_a_file_becomes_a_draft_and_a_consultation_that_is_not_live(admin_client, set_clock):
    answer = admin_client.post(LOAD, uploaded(yaml_of_northshire()), follow=True)

    edition = Edition.objects.get(slug="northshire-draft")
    consultation = edition.consultations.get(slug="northshire-2024-29")
    assert answer.redirect_chain[-1][0] == f"/admin/strategy/edition/{edition.pk}/change/"
    assert edition.strategy.title == "Northshire Strategy"
    assert (edition.published_at, edition.proposed_at) == (None, None)
    assert not consultation.is_live
    assert not consultation.circulation.filter(sharings__isnull=False).exists()
    assert Partnership.objects.get().name == "Safe Durham Partnership"
    assert {
        f"/admin/strategy/edition/{edition.pk}/publication/",
        f"/admin/consultation/consultation/{consultation.pk}/go-live/",
    } <= set(Page(answer).links)


def test_the_public_sees_nothing_of_it(client, admin_client, set_clock):
    public = ["/", "/strategies/", "/editions/", "/consultations/", "/timeline.ics", "/feed.xml"]
    public += ["/sitemap.xml", "/search/?q=ambition", "/timeline/"]
    before = [client.get(address).status_code for address in public]

    admin_client.post(LOAD, uploaded(yaml_of_northshire()))

    assert [client.get(address).status_code for address in public] == before
    for address in public:
        assert "Northshire Strategy" not in client.get(address).content.decode()
    for address in [
        *("/strategies/northshire/", "/editions/northshire-draft/"),
        "/consultations/northshire-2024-29/",
    ]:
        assert client.get(address).status_code == 404


def test_two_officers_publish_it_and_its_consultation_goes_live(
    client, signed_in, admin_client, set_clock
):
    set_clock("2024-03-10T10:00")
    admin_client.post(LOAD, uploaded(yaml_of_northshire()))
    edition = Edition.objects.get(slug="northshire-draft")
    page = f"/admin/strategy/edition/{edition.pk}/publication/"
    told = {
        "title": edition.title,
        "standing": edition.standing,
        "change_note": "Our first draft.",
        "decided_by": "The board",
        "decided_on": "09/03/2024",
    }
    consultation = edition.consultations.get()
    checklist = f"/admin/consultation/consultation/{consultation.pk}/go-live/"
    Consultation.objects.filter(pk=consultation.pk).update(response_due_on="2024-07-31")

    refused = admin_client.post(checklist, follow=True)
    assert "The public can see it now." not in Page(refused).text
    admin_client.post(page, told | opened(admin_client, page))
    admin_client.post(page, told | {"propose": "Propose"} | opened(admin_client, page))
    publisher = signed_in("Publisher")
    publisher.post(f"{page}agree/", filled_in(publisher.get(f"{page}agree/")))
    answer = admin_client.post(checklist, follow=True)
    assert "The public can see it now." in Page(answer).text
    assert client.get("/editions/northshire-draft/").status_code == 200
    assert client.get("/consultations/northshire-2024-29/").status_code == 200


def test_a_portal_without_a_partnership_takes_that_of_the_file(admin_client, without_partnership):
    text = yaml_of_northshire().replace("  name: Safe Durham Partnership", "  name: Safer ’N’", 1)

    admin_client.post(LOAD, uploaded(text))

    assert Partnership.objects.get().name == "Safer ’N’"
    consultation = Consultation.objects.get(slug="northshire-2024-29")
    assert consultation.reference_prefix == Partnership.objects.get().reference_prefix == "SDP"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The submitted file is empty."),
        ("title: [", "Line 1:"),
        ("- a\n- b", "The file must begin with fields"),
        ("slug: x\ncolour: red", "“colour” is not a field that is known here."),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        ("a: &x [1]\nb: *x", "Write it out; no * is used here."),
        ("[" * 3000 + "]" * 3000, "nested too deeply"),
        ("#" * 500_001, "larger than 500 KB"),
    ],
)
def test_a_wrong_file_is_refused_with_the_reason(admin_client, set_clock, text, sentence):
    response = admin_client.post(LOAD, uploaded(text))

    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert Strategy.objects.count() == 1


def test_the_same_file_changes_nothing(admin_client, set_clock):
    response = admin_client.post(LOAD, uploaded(SHIPPED.read_bytes()), follow=True)

    assert "The portal already has this strategy" in response.content.decode()


def test_an_editor_loads_a_file_without_a_consultation(signed_in, set_clock):
    text, _ = SECOND.split("consultation:\n")

    signed_in("Strategy editor").post(LOAD, uploaded(text))

    assert Edition.objects.get(slug="parks-draft").published_at is None


def test_an_editor_does_not_set_up_a_consultation_by_a_file(signed_in, set_clock):
    answer = signed_in("Strategy editor").post(LOAD, uploaded(yaml_of_northshire()))

    assert answer.status_code == 400
    assert "you may not set one up" in answer.content.decode()
    assert Strategy.objects.count() == 1


def test_a_file_is_loaded_once_and_its_draft_is_named(admin_client, set_clock):
    admin_client.post(LOAD, uploaded(yaml_of_northshire()))

    again = admin_client.post(LOAD, uploaded(yaml_of_northshire()))

    assert "is here already, as a draft" in again.content.decode()
    assert Strategy.objects.count() == 2


@pytest.mark.parametrize("group", ["Publisher", "Consultation officer", "Analyst"])
def test_others_load_none(signed_in, group, set_clock):
    assert signed_in(group).get(LOAD).status_code == 403

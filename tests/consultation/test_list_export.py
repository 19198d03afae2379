"""Officers download exactly what a list shows."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from consultation.models import Invitation
from consultation.responding.submission import submit_response
from sdp_portal.officers.acts import Act
from tests.consultation.factories import BEGUN, answered, asked, complete, officer, sent

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]


def invited(consultation):
    window = consultation.windows.get(audience="invited")
    return Invitation.objects.create(
        window=window, name="Jo Example", invited_at=BEGUN, invited_by=officer()
    )


RESPONSES, COMMENTS = "/admin/consultation/response/", "/admin/consultation/comment/"


def rows(client, address, **query):
    content = b"".join(client.get(f"{address}download/csv/", query).streaming_content)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def texts(found):
    return [row["text"] for row in found]


def test_the_filters_and_the_search_of_the_list_are_those_of_the_file(admin_client, public_window):
    sent(public_window, comments=("More lights – please.",))
    sent(public_window, comments=("More buses.",), respondent_kind="organisation", organisation="A")

    assert len(rows(admin_client, RESPONSES)) == 2
    assert texts(rows(admin_client, RESPONSES, q="lights")) == ["More lights – please."]
    assert texts(rows(admin_client, RESPONSES, respondent_kind__exact="organisation")) == [
        "More buses."
    ]
    assert rows(admin_client, RESPONSES, q="zebra") == []


def test_the_act_says_how_many_rows_of_which_choice_and_names_nobody(admin_client, public_window):
    invitation = invited(public_window.consultation)
    query = {
        "q": "Jo Example",
        "respondent_kind__exact": "organisation",
        "invitation__id__exact": invitation.pk,
        "from": "2024-04-01",
        "until": "2024-04-10",
    }

    rows(admin_client, RESPONSES)
    rows(admin_client, RESPONSES, **query)
    rows(admin_client, RESPONSES, part="999999")

    *_, everything, chosen, unknown = Act.objects.order_by("pk").values_list("what", flat=True)
    assert everything == "Downloaded a list of 0 responses as CSV (all)."
    assert chosen.startswith("Downloaded a list of 0 responses as CSV (day received from 2024-04-")
    assert f"nvitation: {invitation.pk}; a search)." in chosen
    assert "Jo" not in chosen
    assert "part: unknown" in unknown


def test_every_page_of_the_list_is_in_the_file(admin_client, public_window, monkeypatch):
    monkeypatch.setattr("consultation.admin.long_lists.LongList.list_per_page", 2)
    for number in range(5):
        sent(public_window, comments=(f"Number {number}.",))
    last = admin_client.get(RESPONSES).context["cl"].next_page

    assert len(rows(admin_client, f"{RESPONSES}")) == 5
    assert f"download/csv/{last}" not in admin_client.get(f"{RESPONSES}{last}").content.decode()
    assert "download/csv/" in admin_client.get(f"{RESPONSES}{last}").content.decode()


def test_a_search_that_finds_more_than_it_counts_is_downloaded_whole(
    admin_client, public_window, monkeypatch
):
    monkeypatch.setattr("consultation.admin.search.MOST_CANDIDATES", 2)
    for number in range(5):
        sent(public_window, comments=(f"Lights {number}.",))

    assert len(rows(admin_client, RESPONSES, q="lights")) == 5


def test_a_list_of_comments_is_a_file_of_comments(admin_client, consultation, public_window):
    question = asked(consultation)
    response = complete(public_window, comments=("Lights on Wear Street.", "Buses."))
    answered(response, question, text="Lights, too.")
    submit_response(response=response, at=BEGUN)

    assert texts(rows(admin_client, COMMENTS, q="lights")) == ["Lights on Wear Street."]
    assert len(rows(admin_client, RESPONSES)) == 3


def test_it_is_there_for_excel(admin_client, public_window):
    sent(public_window, comments=("=1+1 “lights”",))

    answer = admin_client.get(f"{RESPONSES}download/xlsx/")

    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    assert "=1+1 “lights”" in book.get_sheet_by_index(0).to_python()[1]


def test_a_query_that_no_list_has_leads_to_the_whole_list(admin_client):
    answer = admin_client.get(f"{RESPONSES}download/csv/?email__startswith=a")

    assert answer.status_code == 302
    assert answer.url == RESPONSES
    assert admin_client.get(f"{RESPONSES}download/exe/").status_code == 404


def test_only_whoever_may_see_the_list_downloads_it(signed_in):
    client = signed_in("Strategy editor")

    assert client.get(f"{RESPONSES}download/csv/").status_code == 403
    assert client.get(f"{COMMENTS}download/csv/").status_code == 403

"""The lists of the admin, which are cards on a phone."""

import re

from django.urls import reverse

from sdp_portal.templatetags.lists import named_after


def test_each_cell_of_a_list_names_its_column(admin_client, public_window):

    html = admin_client.get(reverse("admin:consultation_window_changelist")).content.decode()

    body = html.split("<tbody>")[1]
    assert re.search(r'<td data-label="Audience" class="field-audience">Everyone</td>', body)
    assert all("data-label" in cell for cell in re.findall(r"<td [^>]*field-[^>]*>", body))


def test_the_name_of_a_column_cannot_end_the_attribute():
    [cell] = named_after(['<td class="field-a">1</td>'], [{"text": '"><b>'}])

    assert cell == '<td data-label="&quot;&gt;&lt;b&gt;" class="field-a">1</td>'

from django.db import migrations

from sdp_portal.pages.triggers import shown_on_public_pages


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0003_counts"),
        ("sdp_portal", "0002_page_stamp"),
    ]

    operations = [
        shown_on_public_pages(
            "consultation_consultation",
            "consultation_window",
            "consultation_windowchange",
            "consultation_circulationgroup",
            "consultation_question",
            "consultation_withdrawal",
        ),
        # What officers enter changes the numbers received; what comes by the web while people can
        # respond shows nowhere before closing.
        shown_on_public_pages("consultation_response", when="NEW.entered_by_id IS NOT NULL"),
    ]

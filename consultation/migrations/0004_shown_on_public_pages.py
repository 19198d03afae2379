from django.db import migrations

from sdp_portal.pages.triggers import shown_on_public_pages

# Once for all the rows of a release: a million calls would take longer than writing them.
A_RELEASE_AT_ONCE = """
CREATE TRIGGER consultation_publishedcomment_shown AFTER INSERT ON consultation_publishedcomment
    FOR EACH STATEMENT EXECUTE FUNCTION public_pages_are_old();
"""


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
            "consultation_withholding",
            "consultation_release",
            "consultation_receivedfigure",
            "consultation_agreementfigure",
        ),
        # What officers enter changes the numbers received; what comes by the web while people can
        # respond shows nowhere before closing.
        shown_on_public_pages("consultation_response", when="NEW.entered_by_id IS NOT NULL"),
        migrations.RunSQL(
            A_RELEASE_AT_ONCE,
            "DROP TRIGGER consultation_publishedcomment_shown ON consultation_publishedcomment;",
        ),
    ]

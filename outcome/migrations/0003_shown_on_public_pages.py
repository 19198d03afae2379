from django.db import migrations

from sdp_portal.pages.triggers import shown_on_public_pages

# Once for all the rows of a release: a million calls would take longer than writing them.
A_RELEASE_AT_ONCE = """
CREATE TRIGGER outcome_publishedcomment_shown AFTER INSERT ON outcome_publishedcomment
    FOR EACH STATEMENT EXECUTE FUNCTION public_pages_are_old();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("outcome", "0002_guards"),
        ("sdp_portal", "0002_page_stamp"),
    ]

    operations = [
        shown_on_public_pages(
            "outcome_release", "outcome_receivedfigure", "outcome_agreementfigure"
        ),
        migrations.RunSQL(
            A_RELEASE_AT_ONCE,
            "DROP TRIGGER outcome_publishedcomment_shown ON outcome_publishedcomment;",
        ),
    ]

from django.db import migrations

from sdp_portal.pages.triggers import shown_on_public_pages


class Migration(migrations.Migration):
    dependencies = [
        ("strategy", "0002_guards"),
        ("sdp_portal", "0002_page_stamp"),
    ]

    operations = [
        shown_on_public_pages(
            "strategy_strategy",
            "strategy_milestone",
            "strategy_body",
            "strategy_relatedplan",
            "strategy_document",
            "strategy_implication",
            "strategy_supportservice",
            "strategy_edition",
            "strategy_part",
        )
    ]

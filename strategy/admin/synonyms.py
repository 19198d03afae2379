"""Officers keep the words that people search for here."""

from django.contrib import admin

from sdp_portal.officers.model_admin import OfficersAdmin
from strategy.models import Synonym


@admin.register(Synonym)
class SynonymAdmin(OfficersAdmin):
    list_display = ["searched", "also"]
    search_fields = ["searched", "also"]
    search_help_text = "Finds words in either column."
    fieldsets = [
        (
            None,
            {
                "description": "People search in their own words. Tell the website what we call "
                "the same thing, and they find it. Once you save, everybody’s searches use it. It "
                "works one way: if people should find “domestic abuse” and “domestic violence” "
                "by either name, add two entries.",
                "fields": ["searched", "also"],
            },
        )
    ]

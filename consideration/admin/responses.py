"""The admin of responses, with what officers consider of them."""

from django.contrib import admin

from consideration.admin.campaigns import CampaignsMixin
from consideration.admin.coding import CodingMixin
from consideration.admin.reading import ReadingFilter, ReadingMixin
from consideration.admin.reviewing import ReviewFilter, ReviewingMixin
from consideration.admin.safeguarding import SafeguardingFilter, SafeguardingMixin
from consideration.admin.withholding import WithholdingMixin
from consultation.admin.responses import ResponseAdmin
from consultation.models import Response

admin.site.unregister(Response)


@admin.register(Response)
class ConsideredResponseAdmin(
    CampaignsMixin,
    CodingMixin,
    ReadingMixin,
    ReviewingMixin,
    SafeguardingMixin,
    WithholdingMixin,
    ResponseAdmin,
):
    list_filter = [ReadingFilter, ReviewFilter, SafeguardingFilter, *ResponseAdmin.list_filter]
    change_form_template = "admin/consideration/considered_change_form.html"

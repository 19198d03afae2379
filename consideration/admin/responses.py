"""The admin of responses, with reviewing and withholding."""

from django.contrib import admin

from consideration.admin.reviewing import ReviewFilter, ReviewingMixin
from consideration.admin.withholding import WithholdingMixin
from consultation.admin.responses import ResponseAdmin
from consultation.models import Response

admin.site.unregister(Response)


@admin.register(Response)
class ConsideredResponseAdmin(ReviewingMixin, WithholdingMixin, ResponseAdmin):
    list_display = [*ResponseAdmin.list_display]
    list_display.insert(list_display.index("window"), "flagged")
    list_filter = [ReviewFilter, *ResponseAdmin.list_filter]
    change_form_template = "admin/consideration/considered_change_form.html"

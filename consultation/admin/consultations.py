"""Officers set up consultations."""

from django.contrib import admin

from consultation.models import CirculationGroup, Consultation, Locality
from sdp_portal import clock


class LocalityInline(admin.TabularInline):
    model = Locality
    extra = 0


class CirculationGroupInline(admin.TabularInline):
    model = CirculationGroup
    extra = 0
    show_change_link = True
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Consultation)
class ConsultationAdmin(admin.ModelAdmin):
    list_display = ["title", "state_now", "edition", "response_due_on"]
    list_select_related = ["edition__strategy"]
    inlines = [LocalityInline, CirculationGroupInline]
    prepopulated_fields = {"slug": ["title"]}

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("windows")

    @admin.display(description="state")
    def state_now(self, consultation):
        return consultation.state(at=clock.now()).label

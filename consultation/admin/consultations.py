"""Officers set up consultations."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from consultation.admin.counts import CountsPage
from consultation.admin.going_live import GoingLivePage
from consultation.admin.questions import QuestionsPage
from consultation.going_live import REQUIRED_FIELDS
from consultation.models import CirculationGroup, Consultation, Locality
from sdp_portal import clock
from strategy.rich_text import plain_text


class LocalityInline(admin.TabularInline):
    model = Locality
    extra = 0


class CirculationGroupInline(admin.TabularInline):
    model = CirculationGroup
    extra = 0
    show_change_link = True
    prepopulated_fields = {"slug": ["name"]}


class ConsultationForm(forms.ModelForm):
    """What the checklist asks for may be left empty before going live, and not afterwards."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in REQUIRED_FIELDS:
            if name in self.fields:  # a reader's form has none
                self.fields[name].required = self.instance.is_live

    def clean(self):
        data = super().clean()
        if self.instance.is_live:
            for name in REQUIRED_FIELDS:
                if name in data and not plain_text(data[name]).strip():
                    self.add_error(name, "The consultation is live, so this cannot be empty.")
        return data


@admin.register(Consultation)
class ConsultationAdmin(CountsPage, QuestionsPage, GoingLivePage):
    form = ConsultationForm
    list_display = ["title", "state_now", "edition", "response_due_on"]
    list_select_related = ["edition__strategy"]
    inlines = [LocalityInline, CirculationGroupInline]
    prepopulated_fields = {"slug": ["title"]}

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("windows")

    @admin.display(description="state")
    def state_now(self, consultation):
        if not consultation.is_live:
            return "Not live yet"
        return consultation.state(at=clock.now()).label

    def view_on_site(self, consultation):
        return consultation.get_absolute_url() if consultation.is_live else None

    def consultation_to_see(self, request, pk):
        """For the pages beside the consultation's own."""
        consultation = get_object_or_404(Consultation.objects.for_page(), pk=pk)
        if not self.has_view_permission(request, consultation):
            raise PermissionDenied
        return consultation

    def page_context(self, request, consultation, title):
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "consultation": consultation,
            "title": title,
        }

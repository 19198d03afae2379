"""Officers set up consultations."""

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect

from consultation.admin.copying import CopyPage
from consultation.admin.counts import CountsPage
from consultation.admin.launch_checklist import GoingLivePage
from consultation.admin.preview import PreviewPages
from consultation.admin.questions import QuestionsPage
from consultation.models import CirculationGroup, Consultation, Invitation, Locality, Window
from consultation.setup.launch_checklist import REQUIRED_FIELDS
from sdp_portal import clock, partnership
from sdp_portal.numbers import whole_number
from sdp_portal.officers.addresses import AddressForm, ChangeAddressPage
from strategy.models import Edition
from strategy.rich_text import plain_text


class LocalityInline(admin.TabularInline):
    model = Locality
    extra = 0


class CirculationGroupForm(forms.ModelForm):
    """An existing group's address is changed on its own page, and only while unused."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and (field := self.fields.get("slug")):
            field.disabled = True


class CirculationGroupInline(admin.TabularInline):
    model = CirculationGroup
    form = CirculationGroupForm
    extra = 0
    show_change_link = True
    prepopulated_fields = {"slug": ["name"]}

    def view_on_site(self, group):
        return group.get_absolute_url() if group.consultation.is_live else None


PARTS_OF_ANOTHER = (
    "Its questions are about parts of the edition that it has now. Remove those questions, or make "
    "them about the whole strategy, before you choose another edition."
)


class ConsultationForm(AddressForm):
    """Fields that the checklist asks for may be empty only before going live."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in REQUIRED_FIELDS:
            if name in self.fields:  # a read-only form has no fields
                self.fields[name].required = self.instance.is_live
        field = self.fields.get("edition")
        if field and self.instance.is_live:
            field.disabled = True
            field.help_text = "People read and comment on it, so it stays."
        elif field:
            field.queryset = Edition.objects.not_thrown_away()
        if (field := self.fields.get("email")) and not self.instance.pk:
            field.initial = partnership.current().email
        field = self.fields.get("reference_prefix")
        if field and self.instance.pk and self.instance.prefix_is_fixed():
            field.disabled = True
            field.help_text = "People have references that begin like this, so it stays."

    def clean(self):
        data = super().clean()
        if self.instance.is_live:
            for name in REQUIRED_FIELDS:
                if name in data and not plain_text(data[name]).strip():
                    self.add_error(name, "The consultation is live, so this cannot be empty.")
        elif (
            "edition" in self.changed_data
            and self.instance.pk
            and self.instance.questions.exclude(part=None).exists()
        ):
            self.add_error("edition", PARTS_OF_ANOTHER)
        if edition := data.get("edition"):
            self._lock(edition)
        return data

    def _lock(self, edition):
        """Lock the edition, so that nobody throws it away while it is being chosen."""
        edition = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        if edition.thrown_away_at:
            self.add_error("edition", "It has just been thrown away. Choose another edition.")


@admin.register(Consultation)
class ConsultationAdmin(
    CountsPage, QuestionsPage, CopyPage, PreviewPages, GoingLivePage, ChangeAddressPage
):
    once_deleted = "The text that it asks about stays. The public has not seen the consultation."
    form = ConsultationForm
    list_display = ["title", "state_now", "edition", "response_due_on"]
    list_select_related = ["edition__strategy"]
    inlines = [LocalityInline, CirculationGroupInline]
    prepopulated_fields = {"slug": ["title"]}

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("windows")

    def delete_view(self, request, object_id, extra_context=None):
        """A consultation that never was live is deleted with all that was prepared in it."""
        windows = Window.objects.filter(consultation=whole_number(object_id))
        reasons = [(w, reason) for w in windows if (reason := w.why_it_stays(at=request.at))]
        if not reasons or not self.has_delete_permission(request):
            return super().delete_view(request, object_id, extra_context)
        window, reason = reasons[0]
        self.message_user(request, f"“{window}”: {reason}", messages.ERROR)
        return redirect("admin:consultation_consultation_change", object_id)

    @admin.display(description="state")
    def state_now(self, consultation):
        if not consultation.is_live:
            return "Not live yet"
        return consultation.state(at=clock.now()).label

    def view_on_site(self, consultation):
        return consultation.get_absolute_url() if consultation.is_live else None

    def holders_of_address(self, consultation):
        return [
            (
                "Groups that have its link, in emails and on posters",
                consultation.circulation.count(),
            ),
            (
                "People invited",
                Invitation.objects.filter(window__consultation=consultation).count(),
            ),
            ("Responses begun and not sent", consultation.responses.unsent().count()),
            ("Receipts that link to it", consultation.responses.sent().count()),
        ]

    def get_page_queryset(self, request):
        return Consultation.objects.for_page()

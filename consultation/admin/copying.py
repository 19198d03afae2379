"""Officers begin the next consultation as a copy of an earlier one."""

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.shortcuts import redirect

from consultation.models import Consultation
from consultation.setup.copying import copy_consultation, first_day
from sdp_portal.addresses.field import free_address
from sdp_portal.forms import refuse_distant_year
from sdp_portal.officers.addresses import AddressForm
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.pages import FORM, officers_page
from strategy.models import Edition

TO_COPY = ["consultation.add_consultation"]
TAKEN = "Another consultation has this address. Choose another."


class CopyForm(AddressForm):
    opens_on = forms.DateField(
        label="First day",
        widget=AdminDateWidget,
        validators=[refuse_distant_year],
        help_text="The day on which the first window opens. All other dates move along with it; "
        "the times of day stay.",
    )

    class Meta:
        model = Consultation
        fields = ["title", "slug", "edition"]
        labels = {"slug": "Address", "edition": "Text to consult on"}
        help_texts = {
            "slug": "Small letters, numbers and hyphens. It becomes /consultations/…/.",
            "edition": "Questions about a part of the text need a text that is published already. "
            "You can choose another text until the consultation is live.",
        }

    def __init__(self, *args, has_windows, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["edition"].queryset = Edition.objects.not_thrown_away().select_related(
            "strategy"
        )
        if not has_windows:
            del self.fields["opens_on"]

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if Consultation.objects.filter(slug=slug).exists():
            raise ValidationError(TAKEN)
        return slug


class CopyPage(OfficersAdmin):
    """Adds the page to the consultation's admin."""

    @officers_page(
        "<int:pk>/copy/",
        "Copy this consultation",
        permissions=["view", *TO_COPY],
        methods=FORM,
    )
    def copy_page(self, request, consultation):
        form = CopyForm(
            request.POST or None,
            initial=_suggested(consultation, at=request.at),
            has_windows=first_day(consultation) is not None,
        )
        if request.method == "POST" and form.is_valid():
            wanted = {"opens_on": None} | form.cleaned_data
            try:
                with transaction.atomic():
                    copied = copy_consultation(source=consultation, **wanted)
            except IntegrityError:  # two officers in the same moment
                form.add_error("slug", TAKEN)
            else:
                self.log_addition(request, copied.consultation, f"Copied from “{consultation}”.")
                self._tell(request, copied)
                return redirect("admin:consultation_consultation_go_live", copied.consultation.pk)
        return {"form": form, "media": self.media + form.media}

    def _tell(self, request, copied):
        messages.success(
            request,
            "The consultation is copied. Only officers see it. "
            "This list shows what it still needs before it can go live.",
        )
        for question in copied.not_asked:
            messages.warning(
                request,
                f"Not copied: “{question}”. It is about “{question.part}”, and the text that you "
                "chose has no such part yet.",
            )


def _suggested(consultation, *, at):
    """The strategy's current text, and the first address of its kind that nobody has."""
    current = consultation.edition.strategy.editions.current(at=at) or consultation.edition
    slug = free_address(Consultation, consultation.slug)
    return {"title": consultation.title, "slug": slug, "edition": current.pk}

"""Officers begin the next strategy as a copy of an earlier one."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.shortcuts import redirect

from sdp_portal.addresses.field import AddressFormField, free_address, in_small_letters
from sdp_portal.names import can_be_read
from sdp_portal.officers.addresses import AddressForm
from sdp_portal.officers.pages import FORM, officers_page
from strategy.admin import StrategyAdmin
from strategy.models import Edition, Strategy
from themes.admin.publication_forms import STILL_TRUE
from themes.drafting.copied_strategy import TextToCopy, copy_strategy, leads_missing

admin.site.unregister(Strategy)

DRAFT = "Consultation draft"
TAKEN = "Somebody took one of these addresses in the same moment. Choose another."


class CopyStrategyForm(AddressForm):
    """`source` is the strategy to copy from."""

    base = forms.ModelChoiceField(
        label="Copy from this text",
        queryset=Edition.objects.none(),
        empty_label=None,
    )
    text = forms.ChoiceField(
        label="What to copy of it", choices=TextToCopy, widget=forms.RadioSelect
    )
    draft_title = forms.CharField(
        label="Title of the first draft",
        max_length=200,
        validators=[can_be_read],
    )
    draft_slug = AddressFormField(
        label="Address of the first draft",
        max_length=50,
        validators=[in_small_letters],
        help_text="Small letters, numbers and hyphens. It becomes /editions/…/.",
    )
    subgroups = forms.ModelMultipleChoiceField(
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Those who lead them keep their rights in the copy.",
    )
    services = forms.ModelMultipleChoiceField(
        label="Support services",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    source_note = forms.CharField(
        label="About this text",
        required=False,
        max_length=400,
        widget=admin.widgets.AdminTextareaWidget(attrs={"rows": 4}),
        help_text=STILL_TRUE,
    )

    field_order = ["title", "slug", "first_year", "last_year", "draft_title", "draft_slug"]

    class Media:
        js = [forms.widgets.Script("build/admin.js", type="module")]

    class Meta:
        model = Strategy
        fields = ["title", "slug", "first_year", "last_year"]
        labels = {"slug": "Address"}
        help_texts = {"slug": "Small letters, numbers and hyphens. It becomes /strategies/…/."}
        error_messages = {"slug": {"unique": "Another strategy has this address. Choose another."}}

    def __init__(self, *args, source, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["base"].queryset = source.editions.not_thrown_away().newest_first()
        self.fields["subgroups"].queryset = source.subgroups.all()
        self.fields["services"].queryset = source.services.all()
        # The script suggests them anew while the officer types a title.
        self.fields["slug"].widget.attrs["data-made-of"] = "title first_year"
        self.fields["draft_slug"].widget.attrs["data-made-of"] = "draft_title first_year"

    def clean_draft_slug(self):
        slug = self.cleaned_data["draft_slug"]
        if Edition.objects.filter(slug=slug).exists():
            raise ValidationError("Another edition has this address. Choose another.")
        return slug

    def clean(self):
        data = super().clean()
        base, subgroups = data.get("base"), data.get("subgroups")
        if base and subgroups is not None and data.get("text") == TextToCopy.EVERYTHING:
            for lead in leads_missing(base, subgroups):
                sentence = f"Tick “{lead}”, because it leads an area of focus."
                self.add_error("subgroups", sentence)
        return data


@admin.register(Strategy)
class CopiedStrategyAdmin(StrategyAdmin):
    @officers_page(
        "<int:pk>/copy/",
        "Begin the next strategy",
        permissions=["view", "strategy.add_strategy", "strategy.add_edition"],
        methods=FORM,
    )
    def copy_page(self, request, source):
        form = CopyStrategyForm(request.POST or None, source=source, initial=_suggested(source))
        if request.method == "POST" and form.is_valid():
            wanted = {name: form.cleaned_data[name] for name in form.declared_fields}
            try:
                with transaction.atomic():
                    draft = copy_strategy(strategy=form.instance, **wanted)
            except IntegrityError:  # two officers in the same moment
                form.add_error(None, TAKEN)
            else:
                self.log_addition(request, draft.strategy, f"Copied from “{source}”.")
                messages.success(
                    request,
                    "The strategy and its first draft are there. The public sees neither until "
                    "the draft is published.",
                )
                return redirect("admin:strategy_edition_change", draft.pk)
        return {"form": form, "media": self.media + form.media}


def _suggested(source: Strategy) -> dict:
    """Years of the same number, right after those of `source`."""
    newest = source.editions.not_thrown_away().newest_first().first()
    return {
        "title": source.title,
        "slug": free_address(Strategy, f"{source.title} {source.last_year}"),
        "first_year": source.last_year,
        "last_year": source.last_year * 2 - source.first_year,
        "draft_title": DRAFT,
        "draft_slug": free_address(Edition, f"{DRAFT} {source.last_year}"),
        "text": TextToCopy.SECTIONS,
        "subgroups": source.subgroups.all(),
        "services": source.services.all(),
        "source_note": newest.source_note if newest else "",
    }

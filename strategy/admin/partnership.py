"""The officers' pages of the one partnership: its words, its colours and its logo."""

from hashlib import sha256

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from sdp_portal.bodies import takes_files
from sdp_portal.foreign_files import UnreadableError, read_apart
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.pages import FORM, officers_page
from strategy.models import Colour, Partnership

LARGEST_LOGO = 200_000
COLOURS_TO_CHOOSE = 8
CHANGED_MEANWHILE = "Another officer changed the logo after you opened this page. Choose again."
PROTECTION_OFFICER = ["protection_officer", "protection_officer_contact"]


class PaletteWidget(forms.MultiWidget):
    def __init__(self):
        numbers = range(1, COLOURS_TO_CHOOSE + 1)
        super().__init__(
            [forms.Select({"aria-label": f"Theme {n}"}, Colour.choices) for n in numbers]
        )

    def decompress(self, value):
        palette = value or list(Colour.values)
        return [palette[index % len(palette)] for index in range(COLOURS_TO_CHOOSE)]


class PaletteField(forms.MultiValueField):
    """The colour of the first theme, of the second, and so on."""

    widget = PaletteWidget

    def __init__(self, **kwargs):
        choice = forms.ChoiceField(choices=Colour.choices)
        super().__init__([choice] * COLOURS_TO_CHOOSE, **kwargs)

    def compress(self, data_list):
        return data_list


class PartnershipForm(forms.ModelForm):
    class Meta:
        widgets = {
            "name": forms.TextInput({"class": "vLargeTextField"}),
            "purpose": forms.Textarea({"rows": 2}),
            "post": forms.Textarea({"rows": 4}),
            "controller_contact": forms.Textarea({"rows": 3}),
            "protection_officer_contact": forms.Textarea({"rows": 3}),
        }

    palette = PaletteField(
        label="Colours of the themes",
        help_text=format_html(
            "Theme 1, theme 2 and so on, in every strategy. A ninth theme has the colour of the "
            "first again. Several themes can share a colour. All of them can be read well, also "
            "by people who see little.<br>{}",
            format_html_join("", '<span class="sdp-swatch theme-{}">{}</span>', Colour.choices),
        ),
    )


class LogoForm(forms.Form):
    file = forms.FileField(
        label="Logo",
        help_text="PNG, JPEG or WebP, up to 200 KB. It is shown 52 pixels high on white.",
        error_messages={"required": "Choose a file."},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_LOGO:
            raise forms.ValidationError(
                "This file is larger than 200 KB. Save the logo smaller, then try again."
            )
        try:
            [self.type] = read_apart("strategy.logos.read", file)
        except UnreadableError as refusal:
            raise forms.ValidationError(str(refusal)) from None
        self.content = file.read()
        return file


@admin.register(Partnership)
class PartnershipAdmin(OfficersAdmin):
    form = PartnershipForm
    list_display = ["name", "area", "reference_prefix"]
    fieldsets = [
        (None, {"fields": ["name", "short_name", "area", "resident", "purpose"]}),
        ("How to reach it", {"fields": ["email", "telephone", "post"]}),
        (
            "Who answers for personal data",
            {"fields": ["controller", "controller_contact", *PROTECTION_OFFICER]},
        ),
        ("Looks and references", {"fields": ["palette", "reference_prefix"]}),
    ]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Partnership.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False

    def add_view(self, request, form_url="", extra_context=None):
        only_save = {"show_save_and_add_another": False, "show_save_and_continue": False}
        context = {"title": "Set up the partnership"} | only_save | (extra_context or {})
        return super().add_view(request, form_url, context)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("logo")

    def response_add(self, request, obj, post_url_continue=None):
        messages.success(request, f"“{obj}” is set up. Its name is on every page now.")
        return redirect("admin:index")

    @takes_files
    @officers_page("<int:pk>/logo/", "Logo", permissions=["view"], to_post=["change"], methods=FORM)
    def logo_page(self, request, partnership):
        form = LogoForm(request.POST or None, request.FILES or None)
        now = sha256(partnership.logo).hexdigest()
        if request.method == "POST" and request.POST.get("seen") != now:
            form.add_error(None, CHANGED_MEANWHILE)
        elif request.method == "POST" and "remove" in request.POST:
            return self._show_logo(
                request, partnership, b"", "", "The logo is removed. The mark is back."
            )
        elif request.method == "POST" and form.is_valid():
            words = "The logo is changed. It is on every page now."
            return self._show_logo(request, partnership, form.content, form.type, words)
        return {"form": form, "seen": now}, 400 if form.errors else 200

    def _show_logo(self, request, partnership, content, type_, words) -> HttpResponseRedirect:
        partnership.logo, partnership.logo_type = content, type_
        partnership.save(update_fields=["logo", "logo_type"])
        self.log_change(request, partnership, words)
        messages.success(request, words)
        return redirect(reverse("admin:strategy_partnership_logo", args=[partnership.pk]))

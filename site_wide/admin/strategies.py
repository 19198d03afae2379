"""Officers load a strategy from a content file."""

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from consultation.models import Consultation
from sdp_portal.bodies import takes_files
from sdp_portal.database.one_at_a_time import one_at_a_time
from sdp_portal.foreign_files import UnreadableError, read_apart
from sdp_portal.numbers import whole_number
from sdp_portal.officers.pages import FORM, officers_page
from site_wide.content import ContentError, read_text
from site_wide.content.loading import NotLoadedError, load_draft
from site_wide.content_file import LARGEST
from strategy.models import Partnership, Strategy
from themes.admin.strategies import CopiedStrategyAdmin

MOST_MISTAKES = 20
WITH_CONSULTATION = (
    "The file has a consultation, and you may not set one up. Ask an administrator to load the "
    "file, or take “consultation” out of it."
)
DRAFT_LOADED = (
    "The strategy is loaded, and its text is the draft below. Only officers see it. When it is "
    'ready, <a href="{}">propose it for publication</a>.'
)
CONSULTATION_LOADED = (
    'Its consultation is loaded too, and is not live. <a href="{}">Go through its checklist</a>.'
)

admin.site.unregister(Strategy)


class ContentFileForm(forms.Form):
    file = forms.FileField(
        label="Content file",
        help_text="A YAML file such as the one in the folder “content” of the portal, up to "
        f"{LARGEST // 1000} KB. All of it is checked before anything is loaded.",
        error_messages={"required": "Choose a file."},
    )

    def __init__(self, *args, may_set_up_consultations, **kwargs):
        super().__init__(*args, **kwargs)
        self.may_set_up_consultations = may_set_up_consultations

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(f"This file is larger than {LARGEST // 1000} KB.")
        try:
            [text] = read_apart("site_wide.content_file.text_of", file)
            self.content = read_text(text)
        except UnreadableError as error:
            raise forms.ValidationError(str(error)) from None
        except ContentError as error:
            mistakes = [f"Line {line}: {sentence}" for line, sentence in error.mistakes]
            more = len(mistakes) - MOST_MISTAKES
            rest = [f"And {more} more."] if more > 0 else []
            raise forms.ValidationError([*mistakes[:MOST_MISTAKES], *rest]) from None
        if self.content.consultation and not self.may_set_up_consultations:
            raise forms.ValidationError(WITH_CONSULTATION)
        return file


@admin.register(Strategy)
class LoadedStrategyAdmin(CopiedStrategyAdmin):
    change_list_template = "admin/strategy_list.html"

    def response_post_save_add(self, request, strategy):
        """To its page, where the first draft is begun."""
        return redirect("admin:strategy_strategy_change", strategy.pk)

    def response_post_save_change(self, request, strategy):
        """Back to the checklist of a consultation, for an officer who came from there."""
        checklist = whole_number(request.GET.get("checklist", ""))
        consultations = Consultation.objects.filter(edition__strategy=strategy)
        if checklist and consultations.filter(pk=checklist).exists():
            return redirect("admin:consultation_consultation_go_live", checklist)
        return super().response_post_save_change(request, strategy)

    @takes_files
    @officers_page(
        "load/",
        "Load a strategy from a content file",
        permissions=["strategy.add_strategy", "strategy.add_edition", "strategy.add_partnership"],
        methods=FORM,
        template="admin/load_strategy.html",
    )
    def load_page(self, request):
        form = ContentFileForm(
            request.POST or None,
            request.FILES or None,
            may_set_up_consultations=request.user.has_perm("consultation.add_consultation"),
        )
        if request.method == "POST" and form.is_valid():
            try:
                with one_at_a_time(lambda _: None):
                    strategy = load_draft(form.content)
            except NotLoadedError as error:
                form.add_error("file", str(error))
            else:
                return self._loaded(request, strategy)
        context = {"form": form, "has_partnership": Partnership.objects.exists()}
        return context, 400 if form.errors else 200

    def _loaded(self, request, strategy):
        if strategy is None:
            messages.info(request, "The portal already has this strategy, so nothing has changed.")
            return redirect("admin:strategy_strategy_changelist")
        self.log_addition(request, strategy, "Loaded from a content file.")
        draft = strategy.editions.get()
        page = reverse("admin:strategy_edition_publication", args=[draft.pk])
        messages.success(request, format_html(DRAFT_LOADED, page))
        for consultation in Consultation.objects.filter(edition=draft):
            self.log_addition(request, consultation, "Loaded from a content file.")
            page = reverse("admin:consultation_consultation_go_live", args=[consultation.pk])
            messages.success(request, format_html(CONSULTATION_LOADED, page))
        return redirect("admin:strategy_edition_change", draft.pk)

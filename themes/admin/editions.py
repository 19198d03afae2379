"""The admin of editions: the tree, the list of changes, and starting the next draft."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.shortcuts import redirect
from django.urls import reverse

from sdp_portal import clock
from sdp_portal.addresses.field import as_address
from sdp_portal.numbers import whole_number
from sdp_portal.officers.acts import Act
from sdp_portal.officers.opened import read_signed, saved_after_opening, signed
from sdp_portal.officers.pages import FORM, POST, officers_page
from sdp_portal.templatetags.dates import moment_in_words
from strategy.admin import WITH_HTTPS
from strategy.models import Edition
from themes.admin.items import FrozenWithEdition
from themes.admin.publication import PublicationAdmin
from themes.admin.publication_forms import STILL_TRUE, ThrowAwayForm
from themes.drafting import ordering
from themes.drafting.changes import page_of_changes
from themes.drafting.new_draft import revised, start_draft
from themes.drafting.throwing_away import ThrowingAwayError, throw_away, why_not_thrown_away
from themes.drafting.tree import tree_of
from themes.publishing.proposal import why_propose_again

TO_THROW_AWAY = "strategy.delete_edition"
BY_BUTTON = {"up": -1, "down": 1}


class NewDraftForm(forms.ModelForm):
    class Meta:
        model = Edition
        fields = ["title", "slug", "source_note"]
        widgets = {"source_note": admin.widgets.AdminTextareaWidget(attrs={"rows": 4})}
        help_texts = {
            "source_note": STILL_TRUE,
            "title": "For instance “Final for agreement”.",
            "slug": "The edition's address: /editions/…/. It cannot change once it is published.",
        }
        labels = {"slug": "Address"}
        error_messages = {"slug": {"unique": "Another edition has this address. Choose another."}}


class StateFilter(admin.SimpleListFilter):
    """Without a choice, the list leaves out what was thrown away."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("draft", "Draft"),
            ("agreed", "Agreed, not public yet"),
            ("public", "Public"),
            ("thrown-away", "Thrown away"),
        ]

    def queryset(self, request, editions):
        match self.value():
            case "draft":
                return editions.drafts()
            case "agreed":
                return editions.filter(published_at__gt=request.at)
            case "public":
                return editions.published(at=request.at)
            case "thrown-away":
                return editions.exclude(thrown_away_at=None)
        return editions.not_thrown_away()


class EditionForm(forms.ModelForm):
    class Meta:
        labels = {"slug": "Address"}
        help_texts = {"title": "For instance “Consultation draft”."}


class EditionAdmin(FrozenWithEdition, PublicationAdmin):
    formfield_overrides = WITH_HTTPS
    list_display = ["title", "strategy", "standing", "state_now"]
    list_filter = [StateFilter, "strategy", "standing"]
    list_select_related = ["strategy"]
    # The change note and the decision are on the publication page.
    fields = ["strategy", "title", "slug", "source_note"]
    form = EditionForm
    prepopulated_fields = {"slug": ["title"]}

    class Media:
        js = [forms.widgets.Script("build/admin.js", type="module")]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("thrown_away_by", "proposed_by")

    @admin.display(description="state", ordering="published_at")
    def state_now(self, edition):
        if edition.thrown_away_at:
            return "Thrown away"
        if edition.is_published(at=clock.now()):
            return f"Public since {moment_in_words(edition.published_at)}"
        if edition.is_agreed:
            return f"Agreed, public from {moment_in_words(edition.published_at)}"
        return "Proposed" if edition.proposed_at else "Draft"

    def has_delete_permission(self, request, obj=None):
        """A draft is thrown away on a page of its own, and kept."""
        return False

    def response_post_save_add(self, request, edition):
        """To its page, where the text is written."""
        return redirect("admin:strategy_edition_change", edition.pk)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        edition = self.get_object(request, object_id) if object_id else None
        if edition is None or not self.has_view_permission(request, edition):
            return super().changeform_view(request, object_id, form_url, extra_context)
        may_add, may_move = set(), set()
        if not edition.is_frozen:
            for model in ordering.ITEM_MODELS:
                model_admin = self.admin_site.get_model_admin(model)
                may_add |= {model} if model_admin.has_add_permission(request) else set()
                may_move |= {model} if model_admin.has_change_permission(request) else set()
        context = {
            "tree": tree_of(edition, may_add=may_add, may_move=may_move),
            "moved": request.GET.get("moved", ""),
            "pressed": request.GET.get("pressed", ""),
            "at": request.GET.get("at", ""),
            "order": signed(edition, request.at, ordering.order_of(edition)),
            "draft": edition.strategy.editions.drafts().first(),
            "can_start": self.has_add_permission(request) and edition.is_agreed,
            "is_public": edition.is_published(at=request.at),
            "why_propose_again": why_propose_again(edition, at=request.at),
            "may_throw_away": self.may(request, [TO_THROW_AWAY]),
        } | (extra_context or {})
        return super().changeform_view(request, object_id, form_url, context)

    @officers_page("<int:pk>/move/", permissions=["view"], methods=POST)
    def move(self, request, edition):
        """A button moves an item one step; dragging moves it before or after another item."""
        pressed = next((name for name in BY_BUTTON if name in request.POST), "")
        item = _item(edition, request.POST.get(pressed or "item", ""))
        address = reverse("admin:strategy_edition_change", args=[edition.pk])
        if why_not := self._why_not_moved(request, edition, item):
            messages.error(request, why_not)
            return redirect(address)
        try:
            if ordering.move(item=item, **_where(request, edition, pressed)):
                model_admin = self.admin_site.get_model_admin(type(item))
                model_admin.log_change(request, item, f"Moved within “{edition.title}”.")
                messages.success(request, f"“{item}” is moved.")
        except ordering.MoveError as error:
            messages.error(request, str(error))
        return redirect(f"{address}?moved={ordering.name_of(item)}&pressed={pressed}")

    def _why_not_moved(self, request, edition, item):
        """A sentence; empty if the officer may move it. Raises PermissionDenied without the right.

        Somebody else may have moved an item of the same level after the page was opened.
        """
        if edition.is_frozen:
            return edition.why_frozen
        if item is None:
            return "It is no longer there. Somebody may have deleted it."
        model_admin = self.admin_site.get_model_admin(type(item))
        if not model_admin.has_change_permission(request, item):
            raise PermissionDenied
        content = read_signed(edition, request.POST.get("opened", ""), shape=list)
        if content is None:
            return (
                "This page does not say what order you had seen. Nothing was moved. See it below."
            )
        level = ordering.order_of_level(item)
        if [name for name in content["held"] if name in level] == level:
            return ""
        acts = Act.objects.about(*ordering.siblings(item)).newest_first()[:1]
        first = saved_after_opening(request.user, "another order", acts)
        return f"{first} Nothing of yours was moved: see it below."

    @officers_page("<int:pk>/changes/", "What changed", permissions=["view"])
    def changes_page(self, request, edition):
        page, beginning = page_of_changes(edition, request.GET.get("page"))
        return {
            "title": f"What changed in “{edition.title}”",
            "page": page,
            "beginning": beginning if page.number == page.paginator.num_pages else None,
        }

    @officers_page(
        "<int:pk>/start-draft/",
        "Start a new draft",
        permissions=["view", "strategy.add_edition"],
        methods=FORM,
    )
    def start_draft_page(self, request, base):
        if not base.is_agreed:
            messages.error(request, "You can only start a new draft from a published edition.")
            return redirect("admin:strategy_edition_change", base.pk)
        draft = base.strategy.editions.drafts().first()
        title = revised(base.title)
        initial = {
            "title": title,
            "slug": as_address(title),
            "source_note": base.source_note,
        }
        form = NewDraftForm(request.POST or None, initial=initial)
        if request.method == "POST" and draft is None and form.is_valid():
            try:
                started = start_draft(base=base, **form.cleaned_data)
            except IntegrityError:  # two officers in the same moment
                return redirect(request.path)
            self.log_addition(request, started, f"Started from “{base.title}”.")
            messages.success(request, "You have started the draft. The public can’t see it.")
            return redirect("admin:strategy_edition_change", started.pk)
        return {"form": form, "draft": draft}

    @officers_page(
        "<int:pk>/throw-away/",
        "Throw this draft away",
        permissions=["view", TO_THROW_AWAY],
        methods=FORM,
    )
    def throw_away_page(self, request, edition):
        form = ThrowAwayForm(request.POST if request.method == "POST" else None)
        if edition.is_frozen:
            messages.error(request, edition.why_frozen)
            return redirect("admin:strategy_edition_change", edition.pk)
        if request.method == "POST" and form.is_valid():
            because = form.cleaned_data["because"]
            try:
                throw_away(edition=edition, because=because, by=request.user, at=request.at)
            except ThrowingAwayError as error:
                form.add_error(None, str(error))
            else:
                self.log_change(request, edition, f"Threw the draft away: {because}")
                messages.success(
                    request, f"“{edition.title}” is thrown away. You can still read it here."
                )
                return redirect("admin:strategy_edition_change", edition.pk)
        return {"form": form, "why_not": why_not_thrown_away(edition, at=request.at)}


def _where(request, edition, pressed):
    """Where an item goes, as the arguments of `ordering.move`."""
    if pressed:
        return {"by": BY_BUTTON[pressed]}
    name = "before" if request.POST.get("before") else "after"
    return {name: _item(edition, request.POST.get(name, ""))}


def _item(edition, name):
    """The item that a form names “goal-12”; None if `edition` has no such item."""
    kind, _, pk = name.partition("-")
    for model in ordering.ITEM_MODELS:
        if model._meta.model_name == kind:
            return model.objects.filter(edition=edition, pk=whole_number(pk)).first()
    return None

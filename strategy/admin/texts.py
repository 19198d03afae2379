"""The officers' pages of legal pages and mails: the list, writing, looking, publishing."""

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils.safestring import mark_safe

from sdp_portal.names import can_be_read
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.opened import Opened
from sdp_portal.officers.pages import FORM, POST, officers_page
from strategy.models import SiteText
from strategy.rich_text import PageTextFormField
from strategy.texts import (
    officers,  # noqa: F401 registers its text
    versions,
)
from strategy.texts.catalogue import TextKind, every_kind, find
from strategy.texts.filling import as_html, as_text, of_the_partnership, problems, text_as_html

LONGEST_MAIL = 10_000


class PageForm(forms.Form):
    text = PageTextFormField(label="Text")
    subject = ""

    def __init__(self, *args, kind: TextKind, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean(self):
        data = super().clean()
        if "text" in data:
            for sentence in problems(self.kind, data.get("subject", ""), data["text"]):
                self.add_error("text", sentence)
        return data

    class Media:
        js = [forms.widgets.Script("build/admin.js", type="module")]


class MailForm(PageForm):
    subject = forms.CharField(
        label="Subject",
        max_length=150,
        validators=[can_be_read],
        widget=forms.TextInput({"class": "vLargeTextField"}),
    )
    text = forms.CharField(
        label="Text",
        max_length=LONGEST_MAIL,
        widget=forms.Textarea({"rows": 18, "class": "vLargeTextField sdp-mail-text"}),
        help_text="Plain text. An empty line begins a new paragraph.",
    )
    field_order = ["subject", "text"]


@admin.register(SiteText)
class SiteTextAdmin(OfficersAdmin):
    list_display = ["title", "published_at", "published_by"]
    list_display_links = None
    list_select_related = ["published_by"]
    change_list_template = "admin/strategy/sitetext/list.html"

    @admin.display(description="Text")
    def title(self, text):
        kind = find(text.key)
        return kind.title if kind else text.key

    def has_add_permission(self, request):
        return False  # the pages below do it

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        drafts = {draft.key for draft in SiteText.objects.draft()}
        published = {
            text.key: text
            for text in SiteText.objects.published(at=request.at)
            .select_related("published_by")
            .order_by("published_at", "pk")
        }
        rows = [
            {"kind": kind, "published": published.get(kind.key), "has_draft": kind.key in drafts}
            for kind in every_kind()
        ]
        groups = [
            ("Pages", [row for row in rows if row["kind"].is_page]),
            ("Mail", [row for row in rows if not row["kind"].is_page]),
        ]
        context = {"title": "Pages and mail texts", "groups": groups}
        return super().changelist_view(request, context | (extra_context or {}))

    @officers_page(
        "<slug:key>/write/",
        "Change the text",
        permissions=["strategy.change_sitetext"],
        methods=FORM,
    )
    @transaction.atomic
    def write_page(self, request, key):
        kind = _kind(key)
        if request.method == "POST":
            versions.take_turns(kind)
        opened = _opened(request, kind)
        initial = opened.stored[0].initial
        if "usual" in request.GET:
            initial = dict(zip(("subject", "text"), kind.default(), strict=True))
        form = form_of(kind)(opened.data, initial=initial, kind=kind)
        if opened.may_save and form.is_valid():
            draft = versions.save_draft(
                kind=kind,
                subject=form.cleaned_data.get("subject", ""),
                text=form.cleaned_data["text"],
                by=request.user,
                at=request.at,
            )
            self.log_change(request, draft, f"Saved a draft of “{kind.title}”.")
            messages.success(request, "The draft is saved. People do not see it yet.")
            return redirect("admin:strategy_sitetext_look", kind.key)
        title = f"Change “{kind.title}”"
        return opened.context | {"title": title, "kind": kind, "form": form, "media": form.media}

    @officers_page("<slug:key>/look/", "Look at the text", permissions=["view"])
    def look_page(self, request, key):
        return self._looked_at(request, _kind(key))

    def _looked_at(self, request, kind):
        draft = versions.draft_of(kind)
        now = versions.in_force(kind, at=request.at)
        return {
            "title": kind.title,
            "kind": kind,
            "now": now,
            "now_shown": shown(kind, now),
            "draft": draft,
            "draft_shown": draft and shown(kind, draft),
            "seen": draft and versions.fingerprint(draft),
            "opened": draft and _opened(request, kind).token,
            "told": None,
            "may_write": request.user.has_perm("strategy.change_sitetext"),
            "may_publish": request.user.has_perm("strategy.publish_sitetext"),
        }

    @officers_page(
        "<slug:key>/publish/", permissions=["view", "strategy.publish_sitetext"], methods=POST
    )
    def publish(self, request, key):
        kind = _kind(key)
        draft = versions.draft_of(kind)
        if draft and (sentences := problems(kind, draft.subject, draft.text)):
            messages.error(request, f"Nothing was published. {' '.join(sentences)}")
            return redirect("admin:strategy_sitetext_look", kind.key)
        try:
            text = versions.publish_draft(
                kind=kind, seen=request.POST.get("seen", ""), by=request.user, at=request.at
            )
        except versions.ChangedMeanwhileError:
            messages.error(
                request,
                "Nothing was published: somebody changed the draft while you looked at it. Look at "
                "it again, then publish it.",
            )
        else:
            self.log_change(request, text, f"Published “{kind.title}”.")
            where = "Everybody reads it" if kind.is_page else "New mail has these words"
            messages.success(request, f"The text is published. {where} from now on.")
        return redirect("admin:strategy_sitetext_look", kind.key)

    @officers_page(
        "<slug:key>/discard/",
        "Throw the draft away",
        permissions=["view", "strategy.change_sitetext"],
        methods=POST,
        template="admin/strategy/sitetext/look.html",
    )
    @transaction.atomic
    def discard(self, request, key):
        kind = _kind(key)
        versions.take_turns(kind)
        draft = versions.draft_of(kind)
        if draft is None:
            messages.info(request, "There is no draft any more. Nothing was thrown away.")
            return redirect("admin:strategy_sitetext_look", kind.key)
        opened = _opened(request, kind)
        if told := opened.changed_since:
            return self._looked_at(request, kind) | {"told": told}, 409
        self.log_deletions(request, [draft])
        draft.delete()
        messages.success(request, "The draft is thrown away.")
        return redirect("admin:strategy_sitetext_look", kind.key)


def form_of(kind: TextKind) -> type[PageForm]:
    return PageForm if kind.is_page else MailForm


def _opened(request, kind: TextKind) -> Opened:
    """Of the draft; until there is one, of the text in force."""
    row = versions.draft_of(kind) or versions.in_force(kind, at=request.at)
    stored = form_of(kind)(initial={"subject": row.subject, "text": row.text}, kind=kind)
    return Opened(request, row, stored, key=kind.key)


def shown(kind: TextKind, text: SiteText) -> dict:
    """The subject and the text as people read them, with sample values in the gaps."""
    values = {gap.name: gap.sample for gap in kind.gaps} | of_the_partnership()
    if kind.is_page:
        return {"subject": "", "html": mark_safe(as_html(text.text, values))}  # noqa: S308 cleaned
    html = text_as_html(as_text(text.text, values))
    return {"subject": as_text(text.subject, values), "html": mark_safe(html)}  # noqa: S308 escaped


def _kind(key) -> TextKind:
    if kind := find(key):
        return kind
    raise Http404("There is no such text.")

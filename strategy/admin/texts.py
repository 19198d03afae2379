"""The officers' pages of legal pages and mails: the list, writing, looking, publishing."""

from django import forms
from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe

from sdp_portal.officers.model_admin import OfficersAdmin
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
        texts = [data[name] for name in ("subject", "text") if data.get(name)]
        if "text" in data:
            for sentence in problems(self.kind, *texts):
                self.add_error("text", sentence)
        return data

    class Media:
        js = [forms.widgets.Script("build/admin.js", type="module")]


class MailForm(PageForm):
    subject = forms.CharField(
        label="Subject", max_length=150, widget=forms.TextInput({"class": "vLargeTextField"})
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
    def write_page(self, request, key):
        kind = _kind(key)
        start = versions.draft_of(kind) or versions.in_force(kind, at=request.at)
        initial = {"subject": start.subject, "text": start.text}
        if "usual" in request.GET:
            initial = dict(zip(("subject", "text"), kind.default(), strict=True))
        form = (PageForm if kind.is_page else MailForm)(
            request.POST or None, initial=initial, kind=kind
        )
        if request.method == "POST" and form.is_valid():
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
        return {"title": f"Change “{kind.title}”", "kind": kind, "form": form, "media": form.media}

    @officers_page("<slug:key>/look/", "Look at the text", permissions=["view"])
    def look_page(self, request, key):
        kind = _kind(key)
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
            "may_write": request.user.has_perm("strategy.change_sitetext"),
            "may_publish": request.user.has_perm("strategy.publish_sitetext"),
        }

    @officers_page(
        "<slug:key>/publish/", permissions=["view", "strategy.publish_sitetext"], methods=POST
    )
    def publish(self, request, key):
        kind = _kind(key)
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
        "<slug:key>/discard/", permissions=["view", "strategy.change_sitetext"], methods=POST
    )
    def discard(self, request, key):
        kind = _kind(key)
        if draft := versions.draft_of(kind):
            self.log_deletions(request, [draft])
            draft.delete()
            messages.success(request, "The draft is thrown away.")
        return redirect(reverse("admin:strategy_sitetext_look", args=[kind.key]))


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

"""Officers enter responses that came on paper, by email and so on, and attach scans."""

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html

from consultation.intake.attachment_form import AttachForm
from consultation.intake.attachments import attaching
from consultation.intake.entering import enter_response
from consultation.intake.entry_form import KEPT_FOR_THE_NEXT, EntryForm
from consultation.models import Attachment, Consultation
from sdp_portal.bodies import takes_files
from sdp_portal.officers.acts import Act
from sdp_portal.officers.pages import FORM, officers_page
from sdp_portal.officers.read_only import ReadOnly

ENTER = "admin:consultation_response_enter"
TO_ENTER = ["consultation.add_response"]
TO_ATTACH = ["consultation.add_attachment"]


class AttachmentInline(ReadOnly, admin.TabularInline):
    model = Attachment
    fields = ["download", "size_in_words", "added_by", "added_at"]
    readonly_fields = ["download", "size_in_words"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("added_by")

    @admin.display(description="file")
    def download(self, attachment):
        url = reverse(
            "admin:consultation_response_attachment", args=[attachment.response_id, attachment.pk]
        )
        return format_html('<a href="{}" download>{}</a>', url, attachment.name)

    @admin.display(description="size")
    def size_in_words(self, attachment):
        kilobytes = max(1, round(attachment.size / 1024))
        return f"{kilobytes} KB" if kilobytes < 1024 else f"{kilobytes / 1024:.1f} MB"


class EnteringMixin:
    """Adds to the admin of responses the pages to enter one and to attach files."""

    def changelist_view(self, request, extra_context=None):
        may = {"may_enter": self.may(request, TO_ENTER)}
        return super().changelist_view(request, may | (extra_context or {}))

    def render_change_form(self, request, context, *args, **kwargs):
        context["may_attach"] = self.may(request, TO_ATTACH)
        return super().render_change_form(request, context, *args, **kwargs)

    @takes_files
    @officers_page("enter/", "Enter a response", permissions=TO_ENTER, methods=FORM)
    def enter_page(self, request):
        live = Consultation.objects.live().with_windows()
        slug = request.GET.get("consultation", "")
        if not slug and len(live) > 1:
            return self._choose_consultation(request, live)
        consultation = (live.filter(slug=slug) if slug else live).first()
        if consultation is None:
            return self._nothing_to_enter_for(request, live)
        form = EntryForm(
            consultation,
            **({"data": request.POST, "files": request.FILES} if request.method == "POST" else {}),
            initial=request.GET.dict(),
            may_attach=self.may(request, TO_ATTACH),
        )
        if request.method == "POST" and form.is_valid() and self._enter(request, form):
            kept = {name: request.POST[name] for name in KEPT_FOR_THE_NEXT}
            query = urlencode({"consultation": consultation.slug} | kept)
            return redirect(f"{reverse(ENTER)}?{query}")
        form.begin_at(is_next="channel" in request.GET)
        others = live.exclude(pk=consultation.pk)
        context = {"form": form, "consultation": consultation, "others": others}
        return context, 422 if form.problems else 200

    def _choose_consultation(self, request, live):
        at = request.at
        stated = [(each, each.state(at=at), each.window_to_speak_of(at=at)) for each in live]
        context = {"title": "Enter a response", "stated": stated}
        page = "admin/consultation/response/choose_consultation.html"
        return self.render_page(request, page, context)

    def _nothing_to_enter_for(self, request, live):
        """A page that says so, and where to go."""
        context = {
            "title": "Enter a response",
            "live": live,
            "may_set_up": request.user.has_perm("consultation.change_consultation"),
            "coming": Consultation.objects.filter(went_live_at=None),
        }
        page = "admin/consultation/response/nothing_to_enter_for.html"
        return self.render_page(request, page, context, status=404)

    def _enter(self, request, form):
        """Save the response. None if it is refused; `form` then says why."""
        try:
            with attaching(by=request.user, at=request.at) as attach:
                response = enter_response(
                    consultation=form.consultation,
                    by=request.user,
                    at=request.at,
                    **form.entry_fields,
                )
                is_new = response.entered_at == request.at
                if is_new:
                    channel = response.get_channel_display()
                    self.log_addition(request, response, f"Entered. It came this way: {channel}.")
                if is_new and form.files:
                    attach(response, form.files.cleaned_data["files"])
        except ValidationError as refusal:
            form.refuse(refusal)
            return None
        url = reverse("admin:consultation_response_change", args=[response.pk])
        if is_new:
            words = format_html('Saved <a href="{}">{}</a>; enter the next.', url, response)
            messages.success(request, words)
        else:
            words = 'This form was saved before, as <a href="{}">{}</a>. Nothing was added.'
            messages.warning(request, format_html(words, url, response))
        return response

    @takes_files
    @officers_page("<int:pk>/attach/", "Attach files", permissions=TO_ATTACH, methods=FORM)
    def attach_page(self, request, response):
        form = AttachForm(*(request.POST, request.FILES) if request.method == "POST" else ())
        if form.is_valid():
            with attaching(by=request.user, at=request.at) as attach:
                attached = attach(response, form.cleaned_data["files"])
                names = ", ".join(attachment.name for attachment in attached)
                files = "a file" if len(attached) == 1 else f"{len(attached)} files"
                self.log_change(request, response, f"Attached {files}.")
            self.message_user(request, f"Attached to {response}: {names}.", messages.SUCCESS)
            return redirect("admin:consultation_response_change", response.pk)
        context = {"title": f"Attach files to {response}", "form": form}
        return context, 422 if form.errors else 200

    @officers_page("<int:pk>/attachments/<int:attachment>/", permissions=["view"])
    def attachment(self, request, response, attachment):
        """The file as a download, never shown in the browser."""
        found = get_object_or_404(response.attachments, pk=attachment)
        try:
            file = found.file.open("rb")
        except OSError:
            raise Http404("The file is missing; it may be in a backup.") from None
        http_response = FileResponse(
            file, as_attachment=True, filename=found.name, content_type=found.content_type
        )
        http_response["X-Content-Type-Options"] = "nosniff"
        self.leave_act(request, Act.Kind.READ, "Downloaded an attached file.", response)
        return http_response

"""Officers publish the responses."""

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect

from consideration.reviewing.safeguarding import hidden_from
from consultation.models import Consultation
from outcome.admin.taken_down import TakenDownPage
from outcome.responses.reading import withheld_by_reason
from outcome.responses.releasing import (
    NotPublishableError,
    publish_responses,
    standings,
    why_not_publish,
)
from outcome.taken_down.take_downs import number_to_confirm
from sdp_portal.numbers import whole_number
from sdp_portal.officers.pages import FORM, officers_page

admin.site.unregister(Consultation)


class CheckedForm(forms.Form):
    """The website promises senders that officers read responses before publishing them."""

    checked = forms.BooleanField(
        label="Officers have read it",
        help_text="What is to be published has been read, and what must not be public is withheld.",
        error_messages={"required": "Confirm that officers have read what is to be published."},
    )


@admin.register(Consultation)
class PublishingAdmin(TakenDownPage):
    """Adds the page on which the responses are published."""

    change_form_template = "admin/outcome/publishing_change_form.html"

    @officers_page(
        "<int:pk>/publish-responses/",
        "Publish responses",
        permissions=["view", "consultation.view_response"],
        to_post=["outcome.add_release"],
        methods=FORM,
        template="admin/outcome/publish_responses.html",
    )
    def publish_responses_page(self, request, consultation):
        """GET says what will happen; POST does it."""
        form = CheckedForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            self._publish(request, consultation)
            return redirect(request.path)
        if "number" in request.GET:
            return self._find_comment(request, consultation, request.GET["number"])
        releases = list(consultation.releases.select_related("published_by"))
        newest = releases[0] if releases else None
        return {
            "why_not": why_not_publish(consultation, at=request.at),
            "standing": standings(consultation),
            "releases": releases,
            "newest": newest,
            "to_confirm": number_to_confirm(consultation),
            "withheld": withheld_by_reason(newest) if newest else [],
            "form": form,
        }

    def exported(self, request, consultation):
        """Not those that this officer may not read."""
        hidden = hidden_from(request.user).values("pk")
        return super().exported(request, consultation).exclude(pk__in=hidden)

    def _publish(self, request, consultation):
        releases = {str(release.pk): release for release in consultation.releases.all()}
        seen = releases.get(request.POST.get("seen", ""))
        try:
            release = publish_responses(
                consultation=consultation, seen=seen, by=request.user, at=request.at
            )
        except NotPublishableError as refusal:
            messages.info(request, str(refusal))
            return
        comments = f"{release.added:,} comment{'s' * (release.added != 1)}"
        self.log_change(request, consultation, f"Published {comments}.")
        messages.success(request, f"Published: {comments}, and the figures as they are now.")

    def _find_comment(self, request, consultation, number):
        """Go to the response that has the comment with this public number."""
        number = whole_number(number.replace(",", "").strip())
        found = consultation.published_comments.filter(number=number)
        row = found.select_related("comment").first()
        if row is None:
            messages.info(request, "No published comment has that number.")
            return redirect(request.path)
        return redirect("admin:consultation_response_change", row.comment.response_id)

"""Officers publish the responses, and hold words back."""

from django import forms
from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from consultation.models import Comment, WhyWithheld, Withholding
from consultation.publishing.reading import withheld_by_reason
from consultation.publishing.releasing import (
    NotPublishableError,
    publish_responses,
    standings,
    why_not_publish,
)
from consultation.publishing.withholding import show_again, withhold
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.pages import FORM, officers_page

TO_WITHHOLD = ["consultation.add_withholding", "consultation.change_withholding"]
MAX_NOTE = 2000


class CheckedForm(forms.Form):
    """People were told before they sent that this comes first."""

    checked = forms.BooleanField(
        label="Officers have read it",
        help_text="What is to be published has been read, and what must not be public is withheld.",
        error_messages={"required": "Confirm that officers have read what is to be published."},
    )


class PublishingPage(OfficersAdmin):
    """Adds the page to the consultation's admin."""

    @officers_page(
        "<int:pk>/publish-responses/",
        "Publish responses",
        permissions=["view", "consultation.view_response"],
        to_post=["consultation.add_release"],
        methods=FORM,
    )
    def publish_responses_page(self, request, consultation):
        """GET says what will happen; POST does it."""
        form = CheckedForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            self._publish(request, consultation)
            return redirect(request.path)
        if "number" in request.GET:
            return self._find(request, consultation, request.GET["number"])
        return _what_would_happen(consultation, at=request.at) | {"form": form}

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
        self.log_change(request, consultation, f"Published {release.added:,} comments.")
        comments = f"{release.added:,} comment{'s' * (release.added != 1)}"
        messages.success(request, f"Published: {comments}, and the figures as they are now.")

    def _find(self, request, consultation, number):
        """From the number that the public knows to the response."""
        digits = number.replace(",", "").strip()
        number = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else 0
        found = consultation.published_comments.filter(number=number)
        row = found.select_related("comment").first()
        if row is None:
            messages.info(request, "No published comment has that number.")
            return redirect(request.path)
        return redirect("admin:consultation_response_change", row.comment.response_id)


def _what_would_happen(consultation, *, at):
    releases = list(consultation.releases.select_related("published_by"))
    newest = releases[0] if releases else None
    return {
        "why_not": why_not_publish(consultation, at=at),
        "standing": standings(consultation),
        "releases": releases,
        "newest": newest,
        "withheld": withheld_by_reason(newest) if newest else [],
    }


class WithholdingForm(forms.Form):
    reason = forms.ChoiceField(
        label="The words are withheld, because",
        choices=[("", "Choose a reason"), *WhyWithheld.choices],
        help_text="The public reads this in the place of the words.",
        error_messages={
            "required": "Choose why the words are withheld.",
            "invalid_choice": "Choose one of the reasons.",
        },
    )
    note = forms.CharField(
        label="Note for officers",
        required=False,
        max_length=MAX_NOTE,
        widget=admin.widgets.AdminTextareaWidget(attrs={"rows": 4}),
        help_text="The public does not see it.",
        error_messages={
            "max_length": f"Say it in {MAX_NOTE:,} characters or fewer.",
        },
    )


class WithholdingMixin:
    """For the admin of responses: what the public reads of one, and holding words back."""

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["comments"] = _comments_of(obj)
        context["may_withhold"] = self.may(request, TO_WITHHOLD, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @officers_page(
        "<int:pk>/withhold/<int:comment_pk>/",
        "Withhold words",
        permissions=["view", *TO_WITHHOLD],
        methods=FORM,
    )
    def withhold_page(self, request, response, comment_pk):
        """Withholds what the public reads, and shows again what is withheld."""
        related = Comment.objects.for_display().select_related("response", "published")
        comment = get_object_or_404(related, pk=comment_pk, response=response)
        withholding = comment.withholdings.in_force().first()
        form = WithholdingForm(request.POST if request.method == "POST" else None)
        if "show-again" in request.POST:
            show_again(comment=comment, by=request.user, at=request.at)
            return self._done(request, comment, "Words that were withheld are shown again.")
        if withholding is None and form.is_valid():
            withhold(comment=comment, **form.cleaned_data, by=request.user, at=request.at)
            return self._done(request, comment, "Words are withheld. The public reads the reason.")
        return {
            "title": "Show the words again" if withholding else "Withhold words",
            "comment": comment,
            "number": comment.published.number if hasattr(comment, "published") else None,
            "withholding": withholding,
            "history": comment.withholdings.with_officers(),
            "form": form,
            "url": _page_of(comment),
        }

    def _done(self, request, comment, what):
        self.log_change(request, comment.response, what)
        messages.success(request, what)
        return redirect(_page_of(comment))


def _page_of(comment):
    return reverse("admin:consultation_response_change", args=[comment.response_id])


def _comments_of(response):
    """(comment, its withholding or None): those on parts, then those to questions."""
    comments = list(response.comments.for_display().select_related("published"))
    in_force = Withholding.objects.in_force().filter(comment__in=comments)
    withheld = {withholding.comment_id: withholding for withholding in in_force}
    comments.sort(key=lambda comment: comment.question_id is not None)
    return [(comment, withheld.get(comment.pk)) for comment in comments]

"""Officers withhold words from the public."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from consideration.models import RedactedText, WhyWithheld, Withholding
from consideration.reviewing.withholding import show_again, withhold
from sdp_portal.officers.notes import NoteField
from sdp_portal.officers.pages import FORM, officers_page
from sdp_portal.slots import COMMENTS_OF_RESPONSE

TO_WITHHOLD = ["consideration.add_withholding", "consideration.change_withholding"]


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
    note = NoteField(label="Note for officers", help_text="The public does not see it.")


class WithholdingMixin:
    """Adds to the admin of responses what the public reads of them, and withholding words."""

    def said(self, request, response):
        """Each with its withholding in force and its public number, or None, and whether some of
        its words are redacted."""
        said = super().said(request, response)
        comments = [each.comment for each in said if each.comment]
        numbers = _numbers(comments, request.at)
        in_force = Withholding.objects.in_force().filter(comment__in=comments)
        withheld = {withholding.comment_id: withholding for withholding in in_force}
        redacted = RedactedText.objects.filter(comment__in=comments)
        redacted = set(redacted.values_list("comment", flat=True))
        for each in said:
            key = each.comment and each.comment.pk
            each.withholding, each.number = withheld.get(key), numbers.get(key)
            each.redacted = key in redacted
        return said

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["may_withhold"] = self.may(request, TO_WITHHOLD, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @officers_page(
        "<int:pk>/withhold/<int:comment_pk>/",
        "Withhold words",
        permissions=["view", *TO_WITHHOLD],
        methods=FORM,
        template="admin/consideration/withhold.html",
    )
    def withhold_page(self, request, response, comment_pk):
        """Withholds what the public reads, and shows again what is withheld."""
        comments = response.comments.for_display().select_related("response")
        comment = get_object_or_404(comments, pk=comment_pk)
        withholding = comment.withholdings.in_force().first()
        form = WithholdingForm(request.POST if request.method == "POST" else None)
        if "show-again" in request.POST:
            if show_again(comment=comment, by=request.user, at=request.at) is None:
                messages.info(request, "These words are not withheld, so nothing has changed.")
                return redirect(_page_of(comment))
            return self._done(request, comment, "Words that were withheld are shown again.")
        if withholding is None and form.is_valid():
            withhold(comment=comment, **form.cleaned_data, by=request.user, at=request.at)
            return self._done(request, comment, "Words are withheld. The public reads the reason.")
        return {
            "title": "Show the words again" if withholding else "Withhold words",
            "comment": comment,
            "number": _numbers([comment], request.at).get(comment.pk),
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


def _numbers(comments, at):
    """The public numbers of the comments that have one."""
    return COMMENTS_OF_RESPONSE.shown(comments, at=at).get("numbers", {})

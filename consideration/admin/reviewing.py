"""Officers review the responses, one after the other."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect

from consideration.admin.acting import RefusedError, act_on_comment
from consideration.admin.flags import flags_with_meaning
from consideration.admin.marking import MARKING
from consideration.admin.pieces import Piece, pieces_of, still_suggested
from consideration.admin.safeguarding import TO_PASS_ON
from consideration.models import Claim, Redaction, Review, WhyWithheld, Withholding
from consideration.personal_data import Passage, likely_personal_data
from consideration.reviewing.queue import claim, open_elsewhere, open_next, progress
from consideration.reviewing.review import (
    NoLongerCountsError,
    StaleError,
    decide,
    decision_on,
    reviewed,
    steps_of,
    to_review,
)
from consultation.models import Comment, Consultation, Response
from sdp_portal.numbers import whole_number
from sdp_portal.officers.notes import NoteField
from sdp_portal.officers.pages import FORM, officers_page

TO_REVIEW = [
    *("consideration.add_review", "consultation.change_flag"),
    *("consideration.add_redaction", "consideration.change_redaction"),
    *("consideration.add_withholding", "consideration.change_withholding"),
]
NO_LONGER_COUNTS = (
    "This response no longer counts as you read it: it was withdrawn, changed, or marked as "
    "entered by mistake. Nothing of it is published."
)


class ReviewFilter(admin.SimpleListFilter):
    title = "review"
    parameter_name = "review"

    def lookups(self, request, model_admin):
        return [
            ("waiting", "Not reviewed yet"),
            ("flagged", "Flagged, and not reviewed yet"),
            ("done", "Reviewed"),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "waiting":
                return to_review(queryset)
            case "flagged":
                return queryset.waiting_for_review()
            case "done":
                return reviewed(queryset)
            case None:
                return queryset
            case _:
                return queryset.none()


@dataclass
class ToReview:
    """A comment on the page: what is redacted and withheld, and what was typed about it."""

    comment: Comment
    redactions: list[Redaction]
    withholding: Withholding | None
    words: str
    start: str
    reason: str
    problem: str
    pieces: list[Piece] = field(init=False)
    offers: list[tuple[Passage, str]] = field(init=False)  # likely personal data, with its words

    def __post_init__(self):
        text = self.comment.text
        suggestions = still_suggested(likely_personal_data(text), self.redactions)
        self.pieces = list(pieces_of(text, self.redactions, suggestions))
        self.offers = [(each, text[each.start : each.end]) for each in suggestions]


class ReviewingMixin:
    """Adds reviewing to the admin of responses."""

    def get_queryset(self, request):
        reviews = Prefetch("reviews", Review.objects.select_related("reviewed_by"))
        return super().get_queryset(request).prefetch_related("flags", reviews)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context |= {
            "flags": flags_with_meaning(obj),
            "steps": steps_of(obj),
            "reviews": list(obj.reviews.all()),
            "may_review": self.may(request, TO_REVIEW),
        }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def states(self, response):
        """Also the flags, and the decision."""
        reviews = list(response.reviews.all())
        flags = "; ".join(flag.get_kind_display() for flag in response.flags.all())
        decision = f"Reviewed: {reviews[-1].get_decision_display().lower()}" if reviews else ""
        return [*super().states(response), flags, decision]

    @officers_page(
        "to-review/<int:consultation_pk>/",
        "Review responses",
        permissions=["view", *TO_REVIEW],
        methods=FORM,
        template="admin/consideration/to_review.html",
    )
    def to_review_page(self, request, consultation_pk):
        """Says how many are left; the button opens the next."""
        consultation = get_object_or_404(Consultation, pk=consultation_pk)
        if request.method == "POST":
            return self._open_next(request, consultation)
        waiting = to_review(consultation.responses).order_by("received_at", "pk")
        claims = Claim.objects.of_others(request.user, at=request.at).select_related("officer")
        return {
            "title": f"Review responses: “{consultation.title}”",
            "here": "Review responses",
            "consultation": consultation,
            "progress": progress(consultation),
            "oldest": waiting.first(),
            "elsewhere": claims.filter(response__consultation=consultation),
        }

    @officers_page(
        "<int:pk>/review/",
        "Review",
        permissions=["view", *TO_REVIEW],
        methods=FORM,
        template="admin/consideration/review.html",
    )
    def review_page(self, request, response):
        """Redacts and withholds; “decide” records the decision and opens the next response."""
        context = {"problems": {}, "meanwhile": [], "refused": "", "used": None}
        if request.method == "POST":
            pressed = request.POST.get("act", "")
            if pressed == "later":
                return self._open_next(request, response.consultation, after=response)
            if pressed == "decide":
                if self._decide(request, response, context):
                    return self._open_next(request, response.consultation, after=response)
            else:
                self._act(request, response, context)
        status = 409 if context["meanwhile"] else 422 if context["refused"] else 200
        return self._shown(request, response, context), status

    def _decide(self, request, response, context) -> bool:
        try:
            note = NoteField().clean(request.POST.get("note", ""))
        except ValidationError as refusal:
            context["refused"] = " ".join(refusal.messages)
            return False
        seen = whole_number(request.POST.get("seen", ""))
        try:
            review = decide(response=response, seen=seen, note=note, by=request.user, at=request.at)
        except StaleError as refusal:
            context["meanwhile"] = refusal.meanwhile
            context["refused"] = str(refusal)
            return False
        except NoLongerCountsError:
            context["refused"] = NO_LONGER_COUNTS
            return False
        decision = review.get_decision_display()
        self.log_change(request, response, f"Reviewed it: {decision[0].lower()}{decision[1:]}.")
        messages.success(request, f"{response}: {decision.lower()}. That is decided.")
        return True

    def _act(self, request, response, context):
        comments = {comment.pk: comment for comment in response.comments.select_related("response")}
        try:
            done = act_on_comment(comments, request.POST, by=request.user, at=request.at)
        except RefusedError as refusal:
            context["refused"] = str(refusal)
            context["problems"] = {refusal.comment and refusal.comment.pk: str(refusal)}
            return
        context["used"] = whole_number(request.POST["act"].split()[1])
        if not open_elsewhere(response, by=request.user, at=request.at):
            claim(response=response, by=request.user, at=request.at)
        self.log_change(request, response, done)
        messages.success(request, done)

    def _shown(self, request, response, context):
        steps = steps_of(response)
        reviews = list(response.reviews.select_related("reviewed_by"))
        return {
            **context,
            "title": f"Review {response}",
            "here": "Review",
            "said": self._with_layers(request, response, context),
            "reasons": [("", "Choose a reason"), *WhyWithheld.choices],
            "flags": flags_with_meaning(response),
            "campaigns": self.campaigns_of(request, response),
            "decision": decision_on(response),
            "media": MARKING,
            "may_pass_on": self.may(request, TO_PASS_ON, response),
            "decided": reviews[-1] if reviews else None,
            "steps": steps,
            "note": request.POST.get("note", ""),
            "progress": progress(response.consultation),
            "elsewhere": open_elsewhere(response, by=request.user, at=request.at),
            "counts": Response.objects.counted().filter(pk=response.pk).exists(),
        }

    def _with_layers(self, request, response, context):
        """What was said; each comment with its layers, and what was typed and not used yet."""
        said = self.said(request, response)
        redactions = defaultdict(list)
        in_force = Redaction.objects.in_force().with_officers().select_related("comment")
        for redaction in in_force.filter(comment__response=response):
            redactions[redaction.comment_id].append(redaction)
        for each in (each for each in said if each.comment):
            pk = each.comment.pk
            typed = {} if pk == context["used"] else request.POST
            fields = {name: typed.get(f"{name}-{pk}", "") for name in ("words", "start", "reason")}
            each.review = ToReview(
                each.comment,
                redactions[pk],
                each.withholding,
                problem=context["problems"].get(pk, ""),
                **fields,
            )
        return said

    def _open_next(self, request, consultation, after=None):
        found = open_next(consultation=consultation, by=request.user, at=request.at, after=after)
        if found is None:
            messages.info(request, "Nothing is left to review that is not open elsewhere.")
            return redirect("admin:consultation_response_to_review", consultation.pk)
        return redirect("admin:consultation_response_review", found.pk)

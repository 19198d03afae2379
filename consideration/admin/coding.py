"""Officers code the comments, one after the other."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from consideration.admin.marking import MARKING, OLD_PAGE
from consideration.admin.pieces import pieces_of
from consideration.coding.counts import coded, not_coded, with_code
from consideration.coding.points import (
    Passage,
    PointError,
    StaleError,
    points_of,
    remove_point,
    save_point,
    steps_of,
)
from consideration.coding.queue import next_to_code, progress
from consideration.coding.words import suggested
from consideration.models import Code, Point
from consideration.reviewing import finding
from consultation.models import Comment, Consultation
from sdp_portal.numbers import whole_number
from sdp_portal.officers.notes import NoteField
from sdp_portal.officers.pages import FORM, officers_page

TO_CODE = ["consideration.add_point", "consideration.change_point"]


class CodeFilter(admin.SimpleListFilter):
    """Links of the page of codes ask for any code; the filter itself offers only these two."""

    title = "code"
    parameter_name = "code"

    def lookups(self, request, model_admin):
        chosen = Code.objects.filter(pk=whole_number(request.GET.get("code", ""))).first()
        named = [(str(chosen.pk), f"“{chosen}”")] if chosen else []
        return [("some", "Coded"), ("none", "Not coded yet"), *named]

    def queryset(self, request, queryset):
        match self.value():
            case None:
                return queryset
            case "some":
                return coded(queryset)
            case "none":
                return not_coded(queryset)
            case other:
                code = whole_number(other)
                return queryset.none() if code is None else with_code(queryset, code)


@dataclass
class Typed:
    """What stands in the form: of a point that is changed, or what was typed."""

    words: str = ""
    start: str = ""
    note: str = ""
    codes: frozenset[int] = frozenset()


class CodingMixin:
    """Adds coding to the admin of responses."""

    @officers_page(
        "to-code/<int:consultation_pk>/", "Code comments", permissions=["view", *TO_CODE]
    )
    def to_code(self, request, consultation_pk):
        """Leads to the first comment without a code."""
        consultation = get_object_or_404(Consultation, pk=consultation_pk)
        return self._open_next_to_code(request, consultation)

    @officers_page(
        "<int:pk>/code/<int:comment_pk>/",
        "Code a comment",
        permissions=["view", *TO_CODE],
        methods=FORM,
        template="admin/consideration/coding/comment.html",
    )
    def code_page(self, request, response, comment_pk):
        """Adds, changes and removes points; the rest of the comment stays as it was."""
        comment = get_object_or_404(response.comments.for_display(), pk=comment_pk)
        point = comment.points.in_force().filter(pk=whole_number(request.GET.get("point", "")))
        context = {"refused": "", "meanwhile": [], "point": point.first()}
        act = request.POST.get("act", "")
        if act == "later":
            return self._open_next_to_code(request, response.consultation, after=comment)
        if request.method == "POST":
            try:
                done = self._do(request, comment, act, context["point"])
            except StaleError as refusal:
                context |= {"refused": str(refusal), "meanwhile": refusal.meanwhile}
            except PointError as refusal:
                context["refused"] = str(refusal)
            else:
                self.log_change(request, response, done)
                messages.success(request, done)
                if act == "save-next":
                    return self._open_next_to_code(request, response.consultation, after=comment)
                return redirect(_page_of(comment))
        status = 409 if context["meanwhile"] else 422 if context["refused"] else 200
        return self._coding_shown(request, response, comment, context), status

    def _do(self, request, comment, act, point) -> str:
        by_whom = {"by": request.user, "at": request.at}
        seen = whole_number(request.POST.get("seen", ""))
        verb, *keys = act.split() or [""]
        if verb == "remove" and len(keys) == 1:
            found = Point.objects.filter(comment=comment, pk=whole_number(keys[0]))
            if not (point := found.select_related("comment").first()):
                raise PointError(OLD_PAGE)
            remove_point(point=point, seen=seen, **by_whom)
            return "A point of a comment is removed."
        if verb not in {"save", "save-next"}:
            raise PointError(OLD_PAGE)
        try:
            note = NoteField().clean(request.POST.get("note", ""))
        except ValidationError as refusal:
            raise PointError(" ".join(refusal.messages)) from None
        keys = [whole_number(key) for key in request.POST.getlist("codes")]
        codes = comment.response.consultation.codes.filter(pk__in=[k for k in keys if k])
        save_point(
            comment=comment,
            passage=_passage(comment, request.POST),
            codes=list(codes),
            note=note,
            seen=seen,
            instead_of=point,
            **by_whom,
        )
        return "A point of a comment is changed." if point else "A point of a comment is coded."

    def _coding_shown(self, request, response, comment, context):
        consultation = response.consultation
        steps = steps_of(comment)
        codes = list(consultation.codes.in_use())
        tops = [code for code in codes if not code.parent_id]
        for top in tops:
            top.under = [code for code in codes if code.parent_id == top.pk]
        redactions = list(comment.redactions.in_force())
        return {
            **context,
            "title": f"Code a comment of {response}",
            "here": "Code a comment",
            "consultation": consultation,
            "comment": comment,
            "pieces": list(pieces_of(comment.text, redactions, [])),
            "points": points_of(comment),
            "steps": steps,
            "tops": tops,
            "suggested": suggested(comment.text, consultation),
            "typed": _typed(request, context["point"]),
            "progress": progress(consultation),
            "is_coded": coded(Comment.objects.filter(pk=comment.pk)).exists(),
            "media": MARKING,
        }

    def _open_next_to_code(self, request, consultation, after=None):
        found = next_to_code(consultation, by=request.user, after=after)
        if found is None:
            messages.info(request, "Nothing else is left to code.")
            return redirect("admin:consideration_code_of", consultation.pk)
        return redirect(_page_of(found))


def _passage(comment, posted) -> Passage | None:
    """None stands for the whole comment."""
    words, start = posted.get("words-point", ""), posted.get("start-point", "")
    if not words.strip():
        return None
    try:
        return Passage(*finding.found(comment.text, words, start)[0])
    except finding.NotFoundError as refusal:
        raise PointError(str(refusal)) from None


def _typed(request, point):
    if request.method == "POST":
        keys = frozenset(map(whole_number, request.POST.getlist("codes")))
        fields = ("words-point", "start-point", "note")
        return Typed(*(request.POST.get(name, "") for name in fields), keys)
    if point is None:
        return Typed()
    codes = point.codings.filter(removed_at=None).values_list("code", flat=True)
    words, start = point.words, point.comment.text[: point.start].replace("\r\n", "\n")
    if len(words) == len(point.comment.text):
        return Typed("", "", point.note, frozenset(codes))
    return Typed(words, str(len(start)), point.note, frozenset(codes))


def _page_of(comment):
    return reverse("admin:consultation_response_code", args=[comment.response_id, comment.pk])

"""Officers set the equality questions, count answers on paper, and see tables of the answers in
which no small number can be worked out. The numbers themselves are shown nowhere."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_POST

from consultation import equality
from consultation.equality import ballots
from consultation.equality.disclosure import SMALLEST_SHOWN
from consultation.equality.forms import EqualityAnswersForm
from consultation.models import Consultation, EqualityOption, EqualityQuestion
from sdp_portal.officers.model_admin import OfficersAdmin


class OptionInline(admin.TabularInline):
    model = EqualityOption
    fields = ["label", "position"]
    extra = 1


@admin.register(EqualityQuestion)
class EqualityQuestionAdmin(OfficersAdmin):
    """Once somebody has answered, all questions of the consultation stay as they are: to say which
    of them have been answered, or which choices chosen, would tell of the few who did."""

    list_display = ["wording", "consultation", "choices", "state", "position"]
    list_filter = ["consultation"]
    search_fields = ["wording"]
    ordering = ["-consultation", "position", "pk"]
    fields = ["consultation", "wording", "hint", "position"]
    inlines = [OptionInline]
    change_form_template = "admin/consultation/equalityquestion/change_form.html"
    change_list_template = "admin/consultation/equalityquestion/change_list.html"

    def get_queryset(self, request):
        return super().get_queryset(request).for_listing()

    @admin.display(description="choices")
    def choices(self, question):
        return question.option_total

    @admin.display(description="state")
    def state(self, question):
        return "Answered, so it stays as it is" if question.is_answered else "Can be changed"

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not _is_answered(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not _is_answered(obj)

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # one at a time, as answered ones must stay
        return actions

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["is_answered"] = _is_answered(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def get_urls(self):
        wrap = self.admin_site.admin_view
        name = "consultation_equalityquestion"
        return [
            path("tables/<int:pk>/", wrap(self.tables_view), name=f"{name}_tables"),
            path("paper/<int:pk>/", wrap(self.paper_view), name=f"{name}_paper"),
            path("usual/<int:pk>/", wrap(self.usual_view), name=f"{name}_usual"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        consultations = Consultation.objects.prefetch_related("equality_questions")
        context = {
            "consultations": [(c, bool(c.equality_questions.all())) for c in consultations],
            "may_add": self.has_add_permission(request),
            "may_count": _may_count(request),
        }
        return super().changelist_view(request, context | (extra_context or {}))

    def tables_view(self, request, pk):
        if not self.has_view_permission(request):
            raise PermissionDenied
        consultation = Consultation.objects.prefetch_related("windows__changes").filter(pk=pk)
        consultation = consultation.first()
        if consultation is None:
            raise Http404("There is no such consultation.")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Who has responded",
            "consultation": consultation,
            "tables": equality.tables(consultation, at=request.at),
            "is_closed": equality.is_closed_for_good(consultation, at=request.at),
            "is_counted": equality.is_counted(consultation, at=request.at),
            "open_until": equality.open_until(consultation),
            "smallest": SMALLEST_SHOWN,
            "together": ballots.TOGETHER,
        }
        name = "admin/consultation/equalityquestion/tables.html"
        return TemplateResponse(request, name, context)

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def paper_view(self, request, pk):
        """Count the answers that somebody gave on paper, one person after the other."""
        if not _may_count(request):
            raise PermissionDenied
        consultation = get_object_or_404(
            Consultation.objects.live().prefetch_related("windows__changes"), pk=pk
        )
        form = EqualityAnswersForm(
            request.POST if request.method == "POST" else None,
            consultation=consultation,
            questions=consultation.equality_questions.prefetch_related("options"),
            initial={"nonce": ballots.ticket_for_paper(consultation)},
        )
        takes_answers = equality.takes_answers(consultation, at=request.at)
        if takes_answers and form.is_valid():
            ballots.hand_in(consultation=consultation, options=form.chosen, marks=form.marks)
            self.message_user(request, "The answers are kept. Enter the next.", messages.SUCCESS)
            return redirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Count answers on paper",
            "consultation": consultation,
            "form": form,
            "takes_answers": takes_answers,
            "together": ballots.TOGETHER,
        }
        name = "admin/consultation/equalityquestion/paper.html"
        refused = 422 if takes_answers else 409
        return TemplateResponse(request, name, context, status=refused if form.is_bound else 200)

    @method_decorator(require_POST)
    def usual_view(self, request, pk):
        if not self.has_add_permission(request):
            raise PermissionDenied
        consultation = get_object_or_404(Consultation, pk=pk)
        equality.ask_the_usual(consultation=consultation)
        self.message_user(request, f"{consultation} asks the usual questions.", messages.SUCCESS)
        address = reverse("admin:consultation_equalityquestion_changelist")
        return redirect(f"{address}?consultation__id__exact={pk}")


def _may_count(request):
    return request.user.has_perm("consultation.add_response")


def _is_answered(question):
    return question is not None and EqualityQuestion.objects.answered().contains(question)

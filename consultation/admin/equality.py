"""Officers set the equality questions, enter answers from paper, and see tables of the answers.

Nobody can work out a small number from the tables. The exact numbers are shown nowhere.
"""

from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from consultation import equality
from consultation.equality import ballots
from consultation.equality.disclosure import SMALLEST_SHOWN
from consultation.equality.forms import EqualityAnswersForm
from consultation.models import Consultation, EqualityOption, EqualityQuestion
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.pages import FORM, POST, officers_page

TO_COUNT = ["consultation.add_response"]


class OptionInline(admin.TabularInline):
    model = EqualityOption
    fields = ["label", "position"]
    extra = 1


@admin.register(EqualityQuestion)
class EqualityQuestionAdmin(OfficersAdmin):
    """After the first answer, no question of the consultation can change.

    If only the answered questions were fixed, that would reveal what the first few people answered.
    """

    once_deleted = "People are no longer asked it. Other questions stay."
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

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["is_answered"] = _is_answered(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def changelist_view(self, request, extra_context=None):
        consultations = Consultation.objects.prefetch_related("equality_questions")
        context = {
            "consultations": [(c, bool(c.equality_questions.all())) for c in consultations],
            "may_add": self.has_add_permission(request),
            "may_count": self.may(request, TO_COUNT),
        }
        return super().changelist_view(request, context | (extra_context or {}))

    @officers_page("tables/<int:of>/", "Who has responded", permissions=["view"])
    def tables_page(self, request, of):
        consultations = Consultation.objects.prefetch_related("windows__changes")
        consultation = get_object_or_404(consultations, pk=of)
        return {
            "consultation": consultation,
            "tables": equality.tables(consultation, at=request.at),
            "is_closed": equality.is_closed_for_good(consultation, at=request.at),
            "is_counted": equality.is_counted(consultation, at=request.at),
            "open_until": equality.open_until(consultation),
            "smallest": SMALLEST_SHOWN,
            "together": ballots.TOGETHER,
        }

    @officers_page("paper/<int:of>/", "Count answers on paper", permissions=TO_COUNT, methods=FORM)
    def paper_page(self, request, of):
        """Enter equality answers from paper, one person at a time."""
        consultation = get_object_or_404(
            Consultation.objects.live().prefetch_related("windows__changes"), pk=of
        )
        form = EqualityAnswersForm(
            request.POST if request.method == "POST" else None,
            consultation=consultation,
            questions=consultation.equality_questions.prefetch_related("options"),
            initial={"nonce": ballots.ticket_for_paper(consultation)},
        )
        takes_answers = equality.takes_answers(consultation, at=request.at)
        if takes_answers and form.is_valid():
            ballots.hand_in(consultation=consultation, options=form.chosen, nonces=form.nonces)
            self.log_change(request, consultation, "Counted equality answers from paper.")
            self.message_user(request, "The answers are kept. Enter the next.", messages.SUCCESS)
            return redirect(request.path)
        context = {
            "consultation": consultation,
            "form": form,
            "takes_answers": takes_answers,
            "together": ballots.TOGETHER,
        }
        refused = 422 if takes_answers else 409
        return context, refused if form.is_bound else 200

    @officers_page(
        "usual/<int:of>/", permissions=["consultation.add_equalityquestion"], methods=POST
    )
    def usual(self, request, of):
        consultation = get_object_or_404(Consultation, pk=of)
        equality.ask_the_usual(consultation=consultation)
        self.log_change(request, consultation, "Took the usual equality questions.")
        self.message_user(request, f"{consultation} asks the usual questions.", messages.SUCCESS)
        address = reverse("admin:consultation_equalityquestion_changelist")
        return redirect(f"{address}?consultation__id__exact={of}")


def _is_answered(question):
    return question is not None and EqualityQuestion.objects.answered().contains(question)

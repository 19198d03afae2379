"""Officers write the agreement questions of a consultation, on one page."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.shortcuts import redirect

from consultation.models import Consultation, Question
from consultation.setup.suggested_questions import suggested_questions
from sdp_portal.officers.acts import Act
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.opened import Opened
from sdp_portal.officers.pages import FORM, officers_page
from sdp_portal.officers.rows import changes_between, lock, said_by_rows

FIXED = "People have responded, so the questions stay as they were asked."
CHANGED_MEANWHILE = (
    "Another officer changed the questions in the same moment, so nothing was saved. "
    "Open this page again in another tab and compare."
)
ANSWERED = "Somebody has begun to answer “%s”, so it cannot be removed. You can still reword it."
MOVED = "Somebody has begun to answer “%s”, so it stays about the same part of the text."
UNSEEN = "Remove the characters that cannot be seen, often from a copied document."
TO_EDIT = [f"consultation.{action}_question" for action in ("add", "change", "delete")]
BLANK_ROWS = 2


class QuestionForm(forms.ModelForm):
    """`parts` maps keys, as text, to the parts of the edition. All rows share one query."""

    class Meta:
        model = Question
        fields = ["wording", "part", "has_comment_box", "position"]
        labels = {"wording": "Question", "position": "Place"}
        widgets = {"wording": forms.Textarea(attrs={"rows": 2, "cols": 70})}
        help_texts = {"wording": ""}
        error_messages = {"wording": {"required": "Write the question."}}

    def __init__(self, *args, parts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["part"] = forms.TypedChoiceField(
            label="About",
            choices=[("", "The whole strategy"), *((pk, p.label) for pk, p in parts.items())],
            coerce=lambda value: _part(parts, value),
            empty_value=None,
            required=False,
            error_messages={"invalid_choice": "Choose a part of the text from the list."},
        )
        self.fields["position"].required = False
        if self.instance.pk is None and "position" not in (kwargs.get("initial") or {}):
            self.initial["position"] = None  # empty: after the others

    def clean_wording(self):
        wording = " ".join(self.cleaned_data["wording"].split())
        if not wording.isprintable():
            raise ValidationError(UNSEEN)
        return wording

    def clean_position(self):
        position = self.cleaned_data["position"]
        return self.last_place if position is None else position


def _part(parts, value):
    try:
        return parts[str(value)]
    except KeyError:
        raise ValueError("Not a part of this edition.") from None


class QuestionRows(forms.BaseInlineFormSet):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        parts = self.instance.edition.parts.in_reading_order()
        self.form_kwargs["parts"] = {str(part.pk): part for part in parts}
        self.last_place = max((q.position for q in self.get_queryset()), default=0)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.last_place = min(self.last_place + 1 + (index or 0), 32_767)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Remove this question"

    def clean(self):
        super().clean()
        if self.instance.questions_are_fixed():
            raise ValidationError(FIXED)
        for form in self.deleted_forms:
            if form.instance.pk and form.instance.is_answered():
                raise ValidationError(ANSWERED % form.instance.wording)
        for form in self.initial_forms:
            if "part" in form.changed_data and form.instance.is_answered():
                raise ValidationError(MOVED % form.instance.wording)

    def get_unique_error_message(self, unique_check):
        return "Two of the questions are the same. Change one of them."


class QuestionsPage(OfficersAdmin):
    """Adds the page to the consultation's admin."""

    @officers_page(
        "<int:pk>/questions/",
        "Agreement questions",
        permissions=["view"],
        to_post=TO_EDIT,
        methods=FORM,
    )
    def questions_page(self, request, consultation):
        """Edit the questions. Once people have responded, only read them."""
        with transaction.atomic():
            if request.method == "POST":
                lock(consultation)
            is_fixed = consultation.questions_are_fixed()
            opened = Opened(request, consultation, rows_for(request, consultation))
            formset = rows_for(request, consultation, opened.data)
            before = _said(consultation)
            if opened.may_save and formset.is_valid() and try_to_save(formset):
                if changes := changes_between(before, _said(consultation)):
                    what = "Changed the agreement questions."
                    self.leave_act(request, Act.Kind.CHANGED, what, consultation, changes)
                messages.success(request, "The questions are saved.")
                return redirect(request.path)
        return opened.context | {
            "formset": formset,
            # Also if posted too late, so that no typed words are lost.
            "is_form": formset.is_bound or not is_fixed,
            "fixed": FIXED if is_fixed else "",
            "questions": consultation.questions.in_order(),
            "is_suggestion": bool(formset.initial_extra),
        }


def _said(consultation):
    return said_by_rows(consultation.questions.in_order(), without="consultation")


def rows_for(request, consultation, data=None):
    is_get = request.method != "POST"
    wanted = "suggest" in request.GET and is_get and not consultation.questions.exists()
    suggested = suggested_questions(consultation.edition) if wanted else []
    rows = forms.inlineformset_factory(
        Consultation,
        Question,
        form=QuestionForm,
        formset=QuestionRows,
        extra=len(suggested) or BLANK_ROWS,
        max_num=100,
        validate_max=True,
    )
    initial = [
        {name: getattr(question, name) for name in ("wording", "has_comment_box", "position")}
        | {"part": question.part_id}
        for question in suggested
    ]
    return rows(
        data,
        instance=consultation,
        prefix="questions",
        initial=initial or None,
    )


def try_to_save(formset):
    """False if the database refuses: somebody else was faster. The form then says why."""
    try:
        with transaction.atomic():
            formset.save()
    except IntegrityError:
        try:
            formset.clean()
        except ValidationError as now_wrong:
            formset.non_form_errors().extend(now_wrong.messages)
        else:
            formset.non_form_errors().append(CHANGED_MEANWHILE)
        return False
    return True

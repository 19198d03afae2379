"""Officers make the codes of a consultation, and put them in order."""

from django import forms
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from consideration.admin.coding import TO_CODE
from consideration.coding.codes import (
    MergeError,
    add_equality_codes,
    copy_codes,
    lacks_equality_codes,
    lock_codes,
    merge,
)
from consideration.coding.counts import codes_with_numbers, with_code
from consideration.coding.queue import progress, readable
from consideration.models import Code, Coding, Point
from consultation.models import Consultation
from sdp_portal.numbers import whole_number
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.pages import FORM, POST, officers_page

TO_ORDER = ["consideration.add_code", "consideration.change_code"]
COMMENTS_ON_A_PAGE = 50


class CodeForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.fields:  # a read-only form
            return
        self.fields["parent"].queryset = Code.objects.in_use().top().select_related("consultation")
        self.fields["name"].error_messages["required"] = "Give the code a name."
        if self.instance.pk:
            self.fields["consultation"].disabled = True
            self.fields["parent"].queryset = self.fields["parent"].queryset.filter(
                consultation=self.instance.consultation_id
            )

    def clean(self):
        data = super().clean()
        consultation, parent = data.get("consultation"), data.get("parent")
        if consultation is None:
            return data
        lock_codes(consultation)
        others = consultation.codes.in_use().exclude(pk=self.instance.pk)
        if same := others.named(data.get("name", "")).first():
            self.add_error("name", f"This consultation has the code “{same}” already.")
        if parent:
            self._refuse_a_third_level(consultation, parent)
        return data

    def _refuse_a_third_level(self, consultation, parent):
        parent.refresh_from_db()
        if parent.consultation_id != consultation.pk:
            self.add_error("parent", "That code is of another consultation. Choose one of this.")
        elif parent.pk == self.instance.pk:
            self.add_error("parent", "A code cannot be under itself. Choose another.")
        elif parent.parent_id or parent.merged_into_id:
            self.add_error("parent", f"“{parent}” was moved or merged meanwhile. Choose another.")
        elif self.instance.pk and self.instance.children.in_use().exists():
            self.add_error(
                "parent",
                "Other codes are under this one, so there would be a third level. Move them first.",
            )


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        Code.objects.none(),
        label="Merge it into",
        empty_label="Choose a code",
        error_messages={
            "required": "Choose the code that stays.",
            "invalid_choice": "That code is no longer there. Choose another.",
        },
    )

    def __init__(self, *args, code, **kwargs):
        super().__init__(*args, **kwargs)
        others = Code.objects.in_use().filter(consultation=code.consultation_id)
        self.fields["into"].queryset = others.exclude(pk=code.pk)


@admin.register(Code)
class CodeAdmin(OfficersAdmin):
    once_deleted = "Codes that a comment has, or had, are merged and not deleted."
    form = CodeForm
    fields = ["consultation", "parent", "name", "guidance", "family"]
    list_display = ["name", "parent", "family", "consultation"]
    list_select_related = ["parent", "consultation"]
    list_filter = ["consultation", "family"]
    change_form_template = "admin/consideration/coding/change_form.html"

    def get_queryset(self, request):
        return super().get_queryset(request).in_use()

    def trail(self, row):
        links = super().trail(row)
        if row:
            own = reverse("admin:consideration_code_of", args=[row.consultation_id])
            links[0] = (own, "Codes")
        return links

    @officers_page(
        "of/<int:consultation_pk>/",
        "Codes",
        permissions=["view"],
        template="admin/consideration/coding/codes.html",
    )
    def of_page(self, request, consultation_pk):
        """The codes with their numbers, and what can be done to them."""
        consultation = get_object_or_404(Consultation, pk=consultation_pk)
        sources = Consultation.objects.filter(codes__merged_into=None, codes__isnull=False)
        merged = Code.objects.filter(consultation=consultation).exclude(merged_into=None)
        return {
            "title": f"Codes: “{consultation.title}”",
            "here": consultation.title,
            "consultation": consultation,
            "codes": codes_with_numbers(consultation),
            "merged": merged.select_related("merged_into", "merged_by").order_by("merged_at"),
            "lacks_equality": lacks_equality_codes(consultation),
            "sources": sources.exclude(pk=consultation.pk).distinct(),
            "may_order": self.may(request, TO_ORDER),
            "progress": progress(consultation),
        }

    @officers_page("of/<int:consultation_pk>/equality/", permissions=TO_ORDER, methods=POST)
    def equality(self, request, consultation_pk):
        consultation = get_object_or_404(Consultation, pk=consultation_pk)
        number = add_equality_codes(consultation)
        return self._added(request, consultation, number, "Added codes for equality")

    @officers_page("of/<int:consultation_pk>/copy/", permissions=TO_ORDER, methods=POST)
    def copy(self, request, consultation_pk):
        consultation = get_object_or_404(Consultation, pk=consultation_pk)
        others = Consultation.objects.exclude(pk=consultation.pk)
        source = others.filter(pk=whole_number(request.POST.get("source", ""))).first()
        if source is None:
            messages.error(request, "Choose the consultation whose codes you want to copy.")
            return redirect("admin:consideration_code_of", consultation.pk)
        number = copy_codes(source=source, target=consultation)
        return self._added(request, consultation, number, f"Copied codes of “{source}”")

    @officers_page(
        "<int:pk>/merge/",
        "Merge",
        permissions=["view", *TO_ORDER],
        methods=FORM,
        template="admin/consideration/coding/merge.html",
    )
    def merge_page(self, request, code):
        """Says what will change; POST does it."""
        form = MergeForm(request.POST if request.method == "POST" else None, code=code)
        if form.is_valid():
            into = form.cleaned_data["into"]
            try:
                merge(code=code, into=into, by=request.user, at=request.at)
            except MergeError as refusal:
                form.add_error("into", str(refusal))
            else:
                self.log_change(request, code, f"Merged “{code}” into “{into}”.")
                messages.success(request, f"“{code}” is merged into “{into}”.")
                return redirect("admin:consideration_code_of", code.consultation_id)
        context = {"title": f"Merge “{code}” into another code", "here": "Merge", "form": form}
        return context, 422 if form.errors else 200

    @officers_page(
        "<int:pk>/comments/",
        "Comments",
        permissions=["view", "consultation.view_comment"],
        template="admin/consideration/coding/comments.html",
    )
    def comments_page(self, request, code):
        """The comments that have the code, or one under it, the first received first."""
        comments = with_code(readable(request.user), code.pk).for_display()
        points = Point.objects.in_force().prefetch_related(
            Prefetch("codings", Coding.objects.filter(removed_at=None).select_related("code"))
        )
        comments = comments.select_related("response").prefetch_related(Prefetch("points", points))
        pages = Paginator(comments.order_by("response__received_at", "pk"), COMMENTS_ON_A_PAGE)
        page = pages.get_page(request.GET.get("page"))
        for comment in page:
            for point in comment.points.all():
                point.comment = comment
        return {
            "title": f"Comments with “{code}”",
            "here": "Comments",
            "page": page,
            "may_code": self.may(request, TO_CODE),
        }

    def _added(self, request, consultation, number, what):
        if number:
            self.log_change(request, consultation, f"{what}: {number}.")
            messages.success(request, f"{what}: {number}. You can rename or merge them.")
        else:
            messages.info(request, "All of them are here already, so nothing was added.")
        return redirect("admin:consideration_code_of", consultation.pk)

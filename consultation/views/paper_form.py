"""The response form as a PDF to print."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from consultation.documents.paper_form import paper_form
from consultation.views.consultations import live_consultation


@require_safe
def response_form(request, slug):
    consultation = live_consultation(request, slug)
    if not consultation.edition.is_published(at=request.at):
        return redirect(consultation)  # which says that its text is not published yet
    form = paper_form(consultation, at=request.at)
    http_response = HttpResponse(form, content_type="application/pdf")
    http_response["Content-Disposition"] = f'inline; filename="response-form-{slug}.pdf"'
    return http_response

"""The private link of an unsent response: email it, or let only the link lead there."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultation.models import Consultation
from consultation.notifications.forms import LinkForm
from consultation.responding import draft
from consultation.responding.resume_link import TooManyLinksError, ask_for_link
from consultation.views import refusals
from consultation.views.responding import while_it_can_be_sent
from consultation.views.support import are_sensitive
from sdp_portal.mail_settings import has_mail_server
from sdp_portal.pages.private import private_page

TOO_MANY = (
    "We have sent this link several times already, so please look for an earlier message, also "
    "among the unwanted ones. You can copy the link from the page of your response."
)


@while_it_can_be_sent
@require_http_methods(["GET", "HEAD", "POST"])
def send_link(request, *, consultation, window, response):
    if response is None:
        return refusals.no_response_here(request, consultation)
    form = LinkForm(request.POST or None, response=response, at=request.at)
    if form.is_valid():
        try:
            ask_for_link(
                response=response,
                email=form.cleaned_data["email"],
                remind=form.cleaned_data.get("remind", False),
                at=request.at,
            )
        except TooManyLinksError:
            form.add_error("email", TOO_MANY)
        else:
            return redirect("consultation:link_sent", consultation.slug)
    context = {
        "consultation": consultation,
        "form": form,
        "response": response,
        "is_sensitive": are_sensitive(response),
    }
    status = 422 if form.is_bound else 200
    return render(request, "consultation/respond/send_link.html", context, status=status)


@private_page
@require_safe
def link_sent(request, slug):
    """The same page for everyone. It does not show the address."""
    consultation = get_object_or_404(Consultation.objects.live(), slug=slug)
    context = {
        "slug": consultation.slug,
        "has_mail_server": has_mail_server(),
        "is_sensitive": are_sensitive(draft.unsent_response(request, consultation)),
    }
    return render(request, "consultation/respond/link_sent.html", context)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def forget_here(request, slug):
    """For a device that others use too: POST makes it forget the response, which we keep."""
    consultation = get_object_or_404(Consultation.objects.live(), slug=slug)
    response = draft.unsent_response(request, consultation)
    if response is None:
        return redirect("consultation:respond", slug)
    if request.method == "POST":
        return draft.forget(request, redirect(consultation), response)
    context = {
        "consultation": consultation,
        "response": response,
        "resume_url": request.build_absolute_uri(response.resume_url()),
        "is_sensitive": are_sensitive(response),
    }
    return render(request, "consultation/respond/forget_here.html", context)


@private_page
@csrf_exempt  # it only forgets, and only for a page of ours
@require_POST
def forget_all(request):
    """“Exit this page” makes the device forget every response that was begun on it. We keep them,
    and their private links still open them."""
    answer = HttpResponse(status=204)
    if request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin":
        draft.forget_all(request, answer)
    return answer

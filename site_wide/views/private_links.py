"""The addresses above private links. Somebody who opens one has only a part of the link."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from sdp_portal.pages.public import public_page

# What the link is for, and what to do without it.
KINDS = {
    "receipts": (
        "your receipt",
        "If you no longer have the link, contact us and give the reference of your response.",
    ),
    "invitations": (
        "your invitation",
        "If you no longer have the link, contact us and say who was invited.",
    ),
    "preview": (
        "the preview of a draft",
        "If you no longer have the link, ask whoever sent it to you for another.",
    ),
}


@public_page
@require_safe
def no_token(request, kind):
    leads_to, without_it = KINDS[kind]
    context = {"leads_to": leads_to, "without_it": without_it}
    return render(request, "private_link_cut_off.html", context)

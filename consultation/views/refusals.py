"""Pages that refuse a form: they say why, and give the typed words back."""

from urllib.parse import quote

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from sdp_portal.errors import render_kept_text

MOST_CARRIED = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2  # bytes of a form, as browsers send it


def carried(comments, questions) -> str:
    """All words of a response, for a hidden field of the form that sends it.

    A page that refuses the form can then show them. Empty if they are too long for a form.
    """
    said = [(comment.about, "", comment.text) for comment in comments] + [
        (question.wording, question.answer.choice_in_words, question.answer.text)
        for question in questions
        if question.answer
    ]
    words = "\n\n".join("\n".join(filter(None, lines)) for lines in said)
    return words if len(quote(words)) < MOST_CARRIED else ""


def nothing_unsent(*, slug):
    """To the overview, which says that this device has no unsent response."""
    return redirect(f"{reverse('consultation:respond', args=[slug])}?lost")


def no_response_here(request, consultation, kept=None):
    if request.method != "POST":
        return nothing_unsent(slug=consultation.slug)
    return _words_back(
        request,
        kept=kept,
        heading="We cannot find your response",
        explanation=(
            "This device no longer knows the response that this belongs to, perhaps because its "
            "cookies were cleared. If you kept the private link to your response, open it and go "
            "on from there."
        ),
    )


def no_such_part(request, kept=None):
    if request.method != "POST":
        raise Http404("The text has no such part.")
    return _words_back(
        request,
        kept=kept,
        heading="That part is not in this text",
        explanation=(
            "The text has no part at the address that this form was sent to, so nothing was "
            "saved. Copy your words and comment on the part you meant."
        ),
    )


def comment_is_gone(request):
    """It was removed in another tab, or belongs to another device. Give the new words back."""
    if request.method != "POST":
        raise Http404("There is no such comment in your response.")
    return _words_back(
        request,
        heading="That comment is no longer in your response",
        explanation=(
            "It was removed meanwhile, perhaps in another tab, so nothing was changed. Copy your "
            "words if you want to add them again."
        ),
    )


def other_questions(request, kept):
    return _words_back(
        request,
        kept=kept,
        heading="The questions have changed",
        explanation=(
            "The partnership changed them while your page was open, so nothing was saved. Open the "
            "questions again and copy your words from here."
        ),
    )


def sent_meanwhile(request, kept=None):
    return _words_back(
        request,
        kept=kept,
        heading="Your response has already been sent",
        explanation=(
            "It was sent meanwhile, perhaps in another tab, so this change was not saved. You can "
            "copy your words into a new response while you can respond."
        ),
    )


def _words_back(request, *, heading, explanation, kept=None):
    return render_kept_text(
        request,
        heading=heading,
        explanation=explanation,
        status=409,
        try_again=False,
        kept=kept,
        has_exit=True,
    )

"""What the buttons beside a comment do, on the page on which officers review a response.

All buttons are in one form, so that words and notes that were typed and not used yet stay on the
page. The field `act` says what the pressed one does, and to what: “redact 12”.
"""

import datetime as dt

from django.http import QueryDict

from consideration.admin.marking import OLD_PAGE
from consideration.models import Redaction, WhyWithheld
from consideration.reviewing import finding
from consideration.reviewing.redacting import RedactionError, lift, redact
from consideration.reviewing.withholding import show_again, withhold
from consultation.models import Comment
from sdp_portal.numbers import whole_number

DONE_ALREADY = "That was done already, so nothing was changed. See below who did it, and why."
NOTHING_TO_SHOW = (
    "Nothing was changed. The words are not withheld, or the response is kept because somebody may "
    "be at risk."
)


class RefusedError(ValueError):
    """The message tells the officer why nothing was done; `comment` is the one it is about."""

    def __init__(self, message: str, comment: Comment | None = None):
        super().__init__(message)
        self.comment = comment


def act_on_comment(comments: dict[int, Comment], posted: QueryDict, *, by, at: dt.datetime) -> str:
    """Do what the pressed button says. Returns in words what was done, without any of the comment's
    own words. Raises RefusedError."""
    verb, *keys = posted.get("act", "").split() or [""]
    act = {"by": by, "at": at}
    match verb, [whole_number(key) for key in keys]:
        case "redact", [pk] if pk in comments:
            reason = _reason(comments[pk], posted)
            return _redact(comments[pk], _passages(comments[pk], posted), reason, act)
        case "suggested", [pk, int(start), int(end)] if pk in comments:
            return _redact(comments[pk], [(start, end)], WhyWithheld.IDENTIFIES, act)
        case "lift", [pk]:
            return _lift(comments, pk, act)
        case "withhold", [pk] if pk in comments:
            reason = _reason(comments[pk], posted)
            if comments[pk].withholdings.in_force().exists():
                raise RefusedError(DONE_ALREADY)
            withhold(comment=comments[pk], reason=reason, **act)
            return "Words are withheld. The public reads the reason."
        case "show", [pk] if pk in comments:
            if show_again(comment=comments[pk], **act):
                return "Words that were withheld are shown again."
            raise RefusedError(NOTHING_TO_SHOW)
    raise RefusedError(OLD_PAGE)


def _reason(comment, posted):
    reason = posted.get(f"reason-{comment.pk}", "")
    if reason not in WhyWithheld.values:
        raise RefusedError("Choose why the public must not read it.", comment)
    return reason


def _passages(comment, posted):
    words, start = posted.get(f"words-{comment.pk}", ""), posted.get(f"start-{comment.pk}", "")
    try:
        return finding.found(comment.text, words, start)
    except finding.NotFoundError as refusal:
        raise RefusedError(str(refusal), comment) from None


def _redact(comment, passages, reason, act):
    try:
        done = redact(comment=comment, passages=passages, reason=reason, **act)
    except RedactionError as refusal:
        raise RefusedError(str(refusal), comment) from None
    except ValueError:  # a passage that the comment does not have
        raise RefusedError(OLD_PAGE, comment) from None
    if not done:
        raise RefusedError(DONE_ALREADY)
    many = f"{len(done)} passages are" if len(done) > 1 else "A passage is"
    return f"{many} redacted. The public reads the reason."


def _lift(comments, pk, act):
    found = Redaction.objects.filter(pk=pk, comment__in=comments).select_related("comment")
    if not (redaction := found.first()):
        raise RefusedError(OLD_PAGE)
    if not lift(redaction=redaction, **act):
        raise RefusedError(DONE_ALREADY)
    return "A redaction is lifted. The public reads the words, if the comment is published."

"""Officers correct what they entered: a new version, with who and why; the earlier one is kept."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.urls import reverse

from consideration.models import Withholding
from consideration.reviewing.withholding import show_again, withhold
from consultation.export.counts import Counts
from consultation.export.tables import csv_blocks
from consultation.intake.comparing import as_entry, differences
from consultation.intake.correction_form import CorrectionForm
from consultation.intake.entering import enter_response
from consultation.intake.mending import (
    MendedMeanwhileError,
    NotMendableError,
    correct_entry,
    mark_as_mistake,
    why_not_mend,
)
from consultation.models import Attachment, Given, Response
from consultation.responding.amendment import withdraw
from sdp_portal.models import Act
from tests.conftest import london
from tests.consultation import factories
from tests.consultation.intake import files
from tests.consultation.intake.test_enter_form import ENTER, typed
from tests.outcome.publishing import review_and_publish

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock", "kept_files"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]
AT = london("2024-04-12T10:00")
RECEIVED = london("2024-04-10T14:30:12")
TYPO = "More pa’trols – “at nigth” 🙂"
RIGHT = "More patrols – “at night” 🙂"


def entered(consultation, *, text=TYPO, part=None, **fields):
    return enter_response(
        consultation=consultation,
        **{
            "by": factories.officer(),
            "at": AT,
            "channel": "paper",
            "received_at": RECEIVED,
            "details": {
                "respondent_kind": "resident",
                "publication": "without-name",
                "name": "Jo Exampel",
            },
            "comments": [(part, text)],
        }
        | fields,
    )


@pytest.fixture
def entry(consultation):
    return entered(consultation)


@pytest.fixture
def officers(set_clock, admin_client):
    set_clock("2024-04-12T11:00")
    return admin_client


def page(response, what="correct"):
    return f"/admin/consultation/response/{response.pk}/{what}/"


def form_of(client, response):
    """What a browser would send if the officer changed nothing."""
    form = client.get(page(response)).context["form"]
    fields = {bound.html_name: bound.value() for small in form.forms for bound in small}
    sent = {name: bound_value(value) for name, value in fields.items()}
    return sent | {"key": form.key, "rows": str(len(form.comments)), "seen": str(form.seen.pk)}


def bound_value(value):
    if value is None:
        return ""
    return f"{value:%d/%m/%Y}" if hasattr(value, "year") else str(getattr(value, "pk", value))


def correct(client, response, **changes):
    changes = {name.replace("__", "-"): value for name, value in changes.items()}
    form = form_of(client, response) | {"reason": "The handwriting was misread."} | changes
    return client.post(page(response), form, follow=True)


def html(answer):
    return answer.content.decode()


def test_the_form_is_filled_with_what_was_entered(officers, consultation, edition):
    part = edition.parts.get(number="1.1.1")
    question = factories.asked(consultation, has_comment_box=True)
    group = consultation.circulation.first()
    entry = entered(
        consultation,
        part=part,
        channel="meeting",
        headcount=12,
        via=group,
        answers=[Given(question, "agree", "Mostly.")],
    )

    form = form_of(officers, entry)

    assert (form["channel"], form["headcount"], form["via"]) == ("meeting", "12", str(group.pk))
    assert (form["received_on"], form["received_time"]) == ("10/04/2024", "14:30:12")
    assert (form["comment-1-part"], form["comment-1-text"]) == (part.key, TYPO)
    assert (form["name"], form["publication"]) == ("Jo Exampel", "without-name")
    assert form[f"answer-{question.pk}"] == "agree"
    assert form[f"answer-{question.pk}-comment"] == "Mostly."


def test_a_correction_is_a_version_that_counts_and_the_earlier_one_is_kept(
    officers, admin_user, entry
):
    answer = correct(officers, entry, comment__1__text=RIGHT, name="Jo Example")

    after = Response.objects.counted().get()
    assert (after.reference, after.version, after.replaces) == (entry.reference, 2, entry)
    assert [comment.text for comment in after.comments.all()] == [RIGHT]
    assert (after.name, after.entered_by) == ("Jo Example", admin_user)
    assert after.corrected_because == "The handwriting was misread."
    assert after.received_at == entry.received_at
    assert [comment.text for comment in entry.comments.all()] == [TYPO]
    assert answer.redirect_chain[-1][0] == page(after, "change")
    assert Act.objects.filter(about_key=str(after.pk), what__contains="Corrected").exists()


def test_the_page_says_who_corrected_what_and_why(officers, entry):
    shown = html(correct(officers, entry, comment__1__text=RIGHT, name="Jo Example"))

    assert "Corrected by officer" in shown
    assert "because: “The handwriting was misread.”" in shown
    assert "What changed from version 1 to version 2" in shown
    assert "Comment on the whole strategy" in shown
    assert "Exampel</span>" not in shown
    assert "only here: </span>Exampel" in shown
    assert "only here: </span>Example" in shown
    assert "private link" not in shown
    earlier = html(officers.get(page(entry, "change")))
    assert "An earlier version" in earlier
    assert "private link" not in earlier


def test_counts_and_exports_hold_the_correction_alone(officers, entry, consultation):
    correct(officers, entry, comment__1__text=RIGHT, channel="email")

    counts = Counts(consultation)
    assert [(str(channel), tally.responses) for channel, tally in counts.by_channel()] == [
        ("email", 1)
    ]
    assert (counts.total.comments, counts.replaced) == (1, 1)
    file = b"".join(csv_blocks(consultation.responses.counted())).decode()
    assert RIGHT in file
    assert TYPO not in file


def test_without_a_reason_nothing_is_saved_and_nothing_typed_is_lost(officers, entry):
    answer = correct(officers, entry, comment__1__text=RIGHT, reason=" ")

    assert answer.status_code == 422
    assert "Say why you correct it." in html(answer)
    assert RIGHT in html(answer)
    assert Response.objects.count() == 1


def test_saving_without_a_change_makes_no_version(officers, entry):
    answer = correct(officers, entry)

    assert "already says this. Nothing was changed." in html(answer)
    assert Response.objects.count() == 1


def test_the_exact_moment_stays_when_nobody_changed_it(officers, consultation):
    exact = RECEIVED.replace(microsecond=123_456)
    entry = entered(consultation, received_at=exact)

    correct(officers, entry, name="Jo Example")

    assert Response.objects.counted().get().received_at == exact


def test_a_comment_can_be_added_moved_and_taken_out(officers, consultation, edition):
    part = edition.parts.get(number="1.1.1")
    entry = entered(consultation, comments=[(None, "One."), (None, "Two.")])

    correct(
        officers, entry, comment__1__part=part.key, comment__2__text="", comment__3__text="Three."
    )

    after = Response.objects.counted().get()
    assert {(c.part, c.text) for c in after.comments.all()} == {(part, "One."), (None, "Three.")}


def test_everything_can_not_be_taken_out(officers, entry):
    answer = correct(officers, entry, comment__1__text="")

    assert answer.status_code == 422
    assert "Enter a comment or an answer to a question." in html(answer)


def test_a_wrong_day_is_refused_at_its_field(officers, entry):
    answer = correct(officers, entry, received_on="10/04/2025")

    assert answer.status_code == 422
    assert "This moment has not come yet." in html(answer)


def test_the_invitation_that_was_forgotten_moves_it_to_its_window(
    set_clock, admin_client, consultation, public_window
):
    set_clock("2024-04-18T10:00")
    committee = consultation.windows.get(audience="invited")
    factories.moved(public_window, at=london("2024-04-12T09:00"))
    invitation = factories.invited(committee)
    moment = london("2024-04-17T10:00")
    entry = entered(consultation, received_at=moment, at=london("2024-04-18T10:00"))
    assert entry.window == public_window

    correct(admin_client, entry, invitation=str(invitation.pk))

    after = Response.objects.counted().get()
    assert (after.window, after.invitation) == (committee, invitation)
    assert {str(w): t.responses for w, t in Counts(consultation).by_window()} == {
        str(public_window): 0,
        str(committee): 1,
    }


def test_a_revoked_invitation_stays_in_a_correction(officers, consultation):
    committee = consultation.windows.get(audience="invited")
    factories.moved(committee, opens_at=RECEIVED.replace(hour=9), at=AT)
    committee.refresh_from_db()
    consultation = type(consultation).objects.get(pk=consultation.pk)
    invitation = factories.invited(committee)
    entry = entered(consultation, invitation=invitation)
    factories.revoked(invitation)

    correct(officers, entry, name="Jo Example")

    assert Response.objects.counted().get().invitation == invitation


def test_scans_stay_beside_the_version_that_counts(officers, entry):
    file = {"files": [files.upload("page 1.pdf")]}
    officers.post(page(entry, "attach"), file)

    shown = html(correct(officers, entry, name="Jo Example"))

    assert "page 1.pdf" in shown
    after = Response.objects.counted().get()
    assert after.attachments.get().file == entry.attachments.get().file
    assert Attachment.objects.count() == 2


# Two officers at once


def test_the_second_officer_is_told_and_keeps_what_was_typed(officers, entry):
    second = form_of(officers, entry) | {"reason": "A name.", "comment-1-text": "Another reading."}
    correct(officers, entry, comment__1__text=RIGHT)

    told = officers.post(page(entry), second)

    assert told.status_code == 409
    assert "Somebody else has corrected this entry" in html(told)
    assert "The handwriting was misread." in html(told)
    assert "Another reading." in html(told)
    assert Response.objects.counted().get().version == 2

    again = second | {"seen": str(told.context["form"].seen.pk)}
    officers.post(page(entry), again)

    after = Response.objects.counted().get()
    assert (after.version, after.comments.get().text) == (3, "Another reading.")


def test_a_double_click_corrects_once(officers, entry):
    form = form_of(officers, entry) | {"reason": "A name.", "name": "Jo Example"}

    for _ in range(2):
        answer = officers.post(page(entry), form, follow=True)

    assert "already says this" in html(answer)
    assert Response.objects.counted().get().version == 2


def test_two_in_the_very_same_moment_do_not_lose_one(entry):
    by, because = factories.officer(), "A name."
    said = as_entry(entry)
    one = said.details | {"name": "One"}
    two = said.details | {"name": "Two"}
    fields = {"seen": entry, "because": because, "by": by, "at": AT}
    correct_entry(entry=type(said)(**vars(said) | {"details": one}), **fields)

    with pytest.raises(MendedMeanwhileError):
        correct_entry(entry=type(said)(**vars(said) | {"details": two}), **fields)

    assert Response.objects.counted().get().name == "One"


# What cannot be corrected, and what to do instead


def refused(client, response, sentence):
    shown = client.get(page(response), follow=True)
    posted = client.post(page(response), typed(reason="Why", seen=str(response.pk)), follow=True)
    return all(sentence in html(answer).replace("&#x27;", "'") for answer in (shown, posted))


def test_what_a_person_sent_online_cannot_be_corrected(officers, public_window):
    response = factories.sent(public_window)

    assert refused(officers, response, "Its sender sent it on this website")
    assert page(response) not in html(officers.get(page(response, "change")))


def test_what_was_withdrawn_stays(officers, entry):
    withdraw(response=entry, by=factories.officer(), reason="Asked.", at=AT)

    assert refused(officers, entry, "It was withdrawn, so it stays as it is.")


def test_a_mistake_is_not_corrected(officers, entry):
    mark_as_mistake(seen=entry, why="not-a-response", by=factories.officer(), at=AT)

    assert refused(officers, entry, "It is marked as entered by mistake.")


def test_what_is_published_stays_and_its_words_can_be_withheld(
    set_clock, admin_client, entry, consultation
):
    set_clock("2024-05-10T10:00")
    review_and_publish(
        consultation=consultation,
        seen=None,
        by=factories.officer(),
        at=london("2024-05-01T10:00"),
    )

    assert refused(admin_client, entry, "It is published, as comment 1, so it stays as it is.")
    assert "withhold them" in html(admin_client.get(page(entry, "change")))


def test_what_is_not_published_can_be_corrected_after_publication(
    set_clock, admin_client, consultation
):
    set_clock("2024-05-10T10:00")
    entry = entered(consultation, details={"respondent_kind": "resident", "publication": "nothing"})
    review_and_publish(
        consultation=consultation,
        seen=None,
        by=factories.officer(),
        at=london("2024-05-01T10:00"),
    )

    correct(admin_client, entry, comment__1__text=RIGHT)

    assert Response.objects.counted().get().comments.get().text == RIGHT


def test_why_not_is_asked_once_for_many(consultation, django_assert_num_queries):
    entries = [entered(consultation) for _ in range(3)]
    entries = list(
        Response.objects.filter(pk__in=[each.pk for each in entries])
        .select_related("withdrawal")
        .prefetch_related("mistakes")
    )

    with django_assert_num_queries(2):
        assert set(why_not_mend(entries, at=AT).values()) == {""}


def test_only_those_who_may_enter_may_correct(client, entry):
    analyst = get_user_model().objects.create_user("analyst", is_staff=True)
    analyst.groups.set(Group.objects.filter(name="Analyst"))
    client.force_login(analyst)

    shown = html(client.get(page(entry, "change")))

    assert client.get(page(entry)).status_code == 403
    assert page(entry) not in shown
    client.force_login(factories.officer("Consultation officer"))
    assert client.get(page(entry)).status_code == 200


# What officers decided about the words before


def test_what_was_withheld_stays_withheld(officers, consultation, edition):
    part = edition.parts.get(number="1.1.1")
    entry = entered(consultation, comments=[(None, "Names Bob."), (None, "Fine."), (part, "Ann.")])
    for comment in entry.comments.exclude(text="Fine."):
        withhold(
            comment=comment, reason="identifies", note="A name.", by=factories.officer(), at=AT
        )

    correct(officers, entry, comment__1__text="It names Bob.", comment__3__part="")

    after = Response.objects.counted().get()
    withheld = Withholding.objects.in_force().filter(comment__response=after)
    assert {each.comment.text for each in withheld} == {"It names Bob.", "Ann."}
    assert {(each.reason, each.note) for each in withheld} == {("identifies", "A name.")}


def test_withheld_words_that_were_taken_out_come_back_withheld(officers, consultation, edition):
    entry = entered(consultation, comments=[(None, "Names Bob."), (None, "Fine.")])
    named = entry.comments.get(text="Names Bob.")
    withhold(comment=named, reason="identifies", note="A name.", by=factories.officer(), at=AT)

    correct(officers, entry, comment__1__text="")
    without = Response.objects.counted().get()
    assert [each.text for each in without.comments.all()] == ["Fine."]
    correct(officers, without, comment__2__text="Names Bob.")

    withholding = Withholding.objects.in_force().get(comment__response__version=3)
    assert (withholding.comment.text, withholding.reason) == ("Names Bob.", "identifies")


def test_what_was_shown_again_stays_so(officers, consultation):
    entry = entered(consultation, comments=[(None, "Names Bob."), (None, "Fine.")])
    named = entry.comments.get(text="Names Bob.")
    withhold(comment=named, reason="identifies", by=factories.officer(), at=AT)
    correct(officers, entry, comment__2__text="Good.")
    second = Response.objects.counted().get()
    for comment in second.comments.all():
        show_again(comment=comment, by=factories.officer(), at=AT)

    correct(officers, second, name="Jo Example")

    assert not Withholding.objects.in_force().filter(comment__response__version=3).exists()


# The private page


def test_the_private_page_says_that_an_officer_corrected_it(client, officers, entry):
    correct(officers, entry, comment__1__text=RIGHT)

    shown = html(client.get(entry.receipt_url(), follow=True))
    text = html(client.get(reverse("consultation:receipt_copy", args=[entry.token])))

    assert "An officer corrected at" in shown
    assert "The handwriting was misread." not in shown
    assert "It takes the place of what you sent before" not in shown
    assert RIGHT in shown
    assert "version 2, corrected by an officer" in text


@pytest.mark.parametrize("because", ["", "   "])
def test_the_database_asks_why(entry, because):
    said = as_entry(entry)
    other = type(said)(**vars(said) | {"details": said.details | {"name": "Jo"}})

    with pytest.raises(Exception, match="response_correction_says_why"):
        correct_entry(seen=entry, entry=other, because=because, by=factories.officer(), at=AT)


def test_what_would_be_refused_in_the_form_is_refused_in_a_correction(entry):
    said = as_entry(entry)
    empty = type(said)(**vars(said) | {"comments": []})

    with pytest.raises(ValidationError, match="Enter a comment"):
        correct_entry(seen=entry, entry=empty, because="It.", by=factories.officer(), at=AT)


def test_a_form_that_was_not_changed_differs_in_nothing(consultation, entry):
    form = CorrectionForm(Response.objects.get(pk=entry.pk))

    assert form.comments[0].initial["text"] == TYPO
    assert differences(as_entry(entry), as_entry(Response.objects.get(pk=entry.pk))) == []


def test_more_rows_keep_what_was_typed(officers, entry):
    form = form_of(officers, entry) | {"comment-1-text": RIGHT, "more": "", "reason": ""}

    answer = officers.post(page(entry), form)

    assert answer.status_code == 200
    assert RIGHT in html(answer)
    assert len(answer.context["form"].comments) == 6
    assert "Say why" not in html(answer)


def test_the_correction_of_an_entry_is_found_in_the_list_once(officers, entry):
    officers.get(ENTER)
    correct(officers, entry, comment__1__text=RIGHT)

    listed = officers.get("/admin/consultation/response/")

    assert [row.version for row in listed.context["cl"].result_list] == [2]


def test_entries_and_senders_do_not_change_each_others(entry, public_window):
    sent = factories.sent(public_window)
    with pytest.raises(NotMendableError):
        correct_entry(
            seen=sent,
            entry=as_entry(entry),
            because="It.",
            by=factories.officer(),
            at=AT,
        )

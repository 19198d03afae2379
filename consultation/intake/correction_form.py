"""The form of an entry, filled in with what an officer entered, to correct it."""

from django.db.models import Q

from consultation.intake.comparing import as_entry
from consultation.intake.entering import Entry
from consultation.intake.entry_form import FIRST_ROWS, EntryForm
from consultation.intake.entry_parts import NotYetChecked
from consultation.models import Invitation, Response
from consultation.responding.answers_form import choice_name, comment_name
from sdp_portal.clock import LONDON
from sdp_portal.forms import PortalForm
from sdp_portal.officers.notes import NoteField


class ReasonForm(NotYetChecked, PortalForm):
    reason = NoteField(
        label="Why you correct it",
        missing="Say why you correct it.",
        rows=3,
        help_text="For instance: the handwriting was misread. Only officers read this.",
    )


class CorrectionForm(EntryForm):
    """`seen` is the version that the form corrects."""

    def __init__(self, seen: Response, *, data=None):
        before = as_entry(seen)
        self.seen = seen
        self.reason = ReasonForm(data)
        self.first_rows = max(FIRST_ROWS, len(before.comments) + 1)
        super().__init__(seen.consultation, data=data)
        self._offer_what_it_has(before)
        self._fill_in(before)

    @property
    def forms(self):
        return [*super().forms, self.reason]

    @property
    def entry(self) -> Entry:
        return Entry(**self.entry_fields | {"source_key": None})

    def _offer_what_it_has(self, before):
        """An import can name a channel and an invitation that the form does not offer."""
        if before.channel == Response.Channel.WEB:
            self.how.fields["channel"].choices = Response.Channel.choices
        if before.invitation:
            field = self.route.fields["invitation"]
            of_consultation = Invitation.objects.filter(window__consultation=self.consultation)
            usable = Q(pk__in=field.queryset.values("pk")) | Q(pk=before.invitation.pk)
            field.queryset = of_consultation.filter(usable).select_related("window")

    def _fill_in(self, before):
        moment = before.received_at.astimezone(LONDON)
        self.how.initial = {
            "channel": before.channel,
            "received_on": moment.date(),
            "received_time": f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}",
            "headcount": before.headcount,
        }
        for row, (part, text) in zip(self.comments, before.comments, strict=False):
            row.initial = {"part": part.key if part else "", "text": text}
        for given in before.answers:
            self.answers.initial |= {
                choice_name(given.question): given.choice,
                comment_name(given.question): given.text,
            }
        self.who.initial = before.details
        self.route.initial = {"via": before.via, "invitation": before.invitation}

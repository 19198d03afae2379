"""What officers do with invitations, imports and the partnership's own words.

No rule asks whether the act is possible: the portal must answer it.
"""

from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from consultation.models import Invitation, ResponseImport, Window
from sdp_portal import clock
from strategy.models import Partnership
from strategy.texts.catalogue import every_kind
from tests.site_wide.any_sequence.picking import live_first, officers, picked, picks, words

IMPORT = "/admin/consultation/responseimport/"
INVITATION = "/admin/consultation/invitation/"
TEXT = "/admin/strategy/sitetext/"
HEADER = "received_at,channel,respondent_kind,publication,text"


class OfficersReceive(RuleBasedStateMachine):
    @rule(who=officers, pick=picks, name=words)
    def invite(self, who, pick, name):
        invited = Window.objects.filter(audience="invited").order_by("-closes_at")
        if window := picked(invited, pick):
            address = f"{self.new_slug()}@example.org"
            person = {"window": window.pk, "name": name.replace("<b>", ""), "email": address}
            self.officers[who].fill_in(f"{INVITATION}add/", person | {"check": "Check"})
            seen = {"own_words": "", "shown": "", "invite": "Invite"}
            self.officers[who].send(f"{INVITATION}add/", person | seen)

    @rule(who=officers, pick=picks)
    def take_an_invitation_back(self, who, pick):
        if invitation := picked(Invitation.objects.order_by("-pk"), pick):
            self.officers[who].fill_in(f"{INVITATION}{invitation.pk}/revoke/", {})

    @rule(pick=picks)
    def open_an_invitation(self, pick):
        if invitation := picked(Invitation.objects.order_by("-pk"), pick):
            self.residents[0].open(invitation.private_url())

    @rule(who=officers, pick=picks, text=words, days_ago=st.sampled_from([0, 1, 400]))
    def import_responses(self, who, pick, text, days_ago):
        if consultation := picked(live_first(), pick):
            at = clock.now().astimezone(clock.LONDON)
            quoted = text.replace('"', '""')
            row = f'{at:%d/%m/%Y %H:%M},paper,resident,without-name,"{quoted}"'
            file = SimpleUploadedFile("rows.csv", f"{HEADER}\n{row}\n".encode())
            upload = {"consultation": consultation.pk, "file": file}
            self.officers[who].send(f"{IMPORT}add/", upload)
            if kept := picked(ResponseImport.objects.order_by("-pk"), 0):
                self.officers[who].send(f"{IMPORT}{kept.pk}/confirm/", {})

    @rule(who=officers, pick=picks)
    def undo_an_import(self, who, pick):
        if kept := picked(ResponseImport.objects.order_by("-pk"), pick):
            self.officers[who].fill_in(f"{IMPORT}{kept.pk}/undo/", {"reason": "The wrong file."})

    @rule(who=officers, name=words, short=words, area=words)
    def rename_the_partnership(self, who, name, short, area):
        if partnership := Partnership.objects.first():
            page = f"/admin/strategy/partnership/{partnership.pk}/change/"
            new = {"name": name, "short_name": short, "area": area}
            self.officers[who].fill_in(page, new)

    @rule(who=officers, pick=st.integers(0, 30), text=words)
    def rewrite_a_text(self, who, pick, text):
        """Of a legal page or a mail. Texts with gaps are refused without them."""
        kinds = list(every_kind())
        page = f"{TEXT}{kinds[pick % len(kinds)].key}/"

        def more(form):
            return {name: f"{form[name][0]} {text}" for name in {"text", "subject"} & set(form)}

        self.officers[who].fill_in(f"{page}write/", more)
        self.officers[who].fill_in(f"{page}look/", {}, to="publish/")

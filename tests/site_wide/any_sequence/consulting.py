"""What officers do with consultations and with what came in.

No rule asks whether the act is possible: the portal must answer it.
"""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from consultation.models import Consultation, Question, Response, Window
from sdp_portal import clock
from strategy.models import Strategy
from tests.site_wide.any_sequence.picking import (
    coming_first,
    days,
    drafts_first,
    in_days,
    live_first,
    moment,
    officers,
    picked,
    picks,
    published_first,
    words,
)
from tests.site_wide.any_sequence.publishing import OfficersPublish, standings
from themes.models import Subgroup

CONSULTATION = "/admin/consultation/consultation/"
WINDOW = "/admin/consultation/window/"
RESPONSE = "/admin/consultation/response/"


class OfficersConsult(OfficersPublish):
    @rule(who=officers, pick=picks, title=words, opens=days)
    def copy_a_consultation(self, who, pick, title, opens):
        edition, source = picked(published_first(), pick), picked(live_first(), 0)
        new = {"title": title, "slug": self.new_slug(), "edition": edition.pk}
        new |= {"opens_on": f"{in_days(opens):%d/%m/%Y}"}
        self.officers[who].fill_in(f"{CONSULTATION}{source.pk}/copy/", new)

    @rule(who=officers, pick=picks, title=words)
    def add_a_consultation(self, who, pick, title):
        if edition := picked(drafts_first(), pick):
            new = {
                "title": title,
                "slug": self.new_slug(),
                "edition": edition.pk,
                "proposal": "<p>New paths.</p>",
                "changeable": "<p>All of it.</p>",
                "privacy_summary": "<p>We keep it safe.</p>",
                "email": "plans@example.org",
                "response_due_on": f"{in_days(90):%d/%m/%Y}",
            }
            self.officers[who].fill_in(f"{CONSULTATION}add/", new)

    @rule(who=officers, pick=picks, edition=picks)
    def choose_another_text(self, who, pick, edition):
        if consultation := picked(coming_first(), pick):
            chosen = picked(drafts_first(), edition)
            page = f"{CONSULTATION}{consultation.pk}/change/"
            self.officers[who].fill_in(page, {"edition": chosen.pk})

    @rule(who=officers, pick=picks, wording=words, part=st.none() | picks)
    def add_a_question(self, who, pick, wording, part):
        if consultation := picked(coming_first(), pick):
            about = part is not None and picked(consultation.edition.parts.order_by("pk"), part)

            def in_the_first_empty_row(form):
                for name in form:
                    if name.endswith("-wording") and form[name] == [""]:
                        return {
                            name: wording,
                            name.replace("wording", "part"): (about and about.pk) or "",
                        }
                return {"questions-0-wording": wording}

            page = f"{CONSULTATION}{consultation.pk}/questions/"
            self.officers[who].fill_in(page, in_the_first_empty_row)

    @rule(
        who=officers,
        pick=picks,
        opens=days,
        lasts=st.sampled_from([0, 3, 30, 365]),
        audience=st.sampled_from(["everyone", "everyone", "invited"]),
    )
    def add_a_window(self, who, pick, opens, lasts, audience):
        if consultation := picked(coming_first(), pick):
            new = {"consultation": consultation.pk, "title": "A window", "audience": audience}
            new |= moment("opens_at", in_days(opens)) | moment(
                "last_minute", in_days(opens + lasts)
            )
            self.officers[who].fill_in(f"{WINDOW}add/", new)

    @rule(who=officers, pick=picks, opens=st.none() | days, lasts=st.sampled_from([-3, 3, 30]))
    def move_a_window(self, who, pick, opens, lasts):
        if window := picked(Window.objects.order_by("-closes_at"), pick):
            new = moment("last_minute", in_days((opens or 0) + lasts)) | {"reason": "More time."}
            new |= moment("opens_at", in_days(opens)) if opens is not None else {}
            self.officers[who].fill_in(f"{WINDOW}{window.pk}/change/", new)

    @rule(who=officers, pick=picks)
    def go_live(self, who, pick):
        if consultation := picked(coming_first(), pick):
            page = f"{CONSULTATION}{consultation.pk}/go-live/ask/"
            self.officers[who].fill_in(page, {}, to="go-live/")

    @rule(pick=picks, title=words, opens=days)
    def begin_another_consultation(self, pick, title, opens):
        self.copy_a_consultation(0, pick, title, opens)
        if copied := picked(coming_first(), 0):
            page = f"{CONSULTATION}{copied.pk}/change/"
            due = f"{in_days(opens + 400):%d/%m/%Y}"  # the copy has no day of its own
            self.officers[0].fill_in(page, {"response_due_on": due})
        self.go_live(0, 0)

    @rule(pick=picks, title=words, standing=standings, ahead=days, opens=days)
    def consult_on_a_new_edition(self, pick, title, standing, ahead, opens):
        self.publish_a_new_edition(pick, title, standing, ahead)
        self.begin_another_consultation(0, title, opens)

    @rule(pick=picks, title=words, standing=standings)
    def call_off_what_is_consulted_on(self, pick, title, standing):
        """Agreed for a later day, and a live consultation opens after it."""
        self.consult_on_a_new_edition(pick, title, standing, 20, 45)
        self.call_off(1, 0)

    @rule(
        who=officers,
        pick=picks,
        kind=st.sampled_from([Consultation, Strategy, Subgroup]),
        odd=st.sampled_from(["", "", "", "respond", "Two Words", "draft-strategy-2024-29"]),
    )
    def change_an_address(self, who, pick, kind, odd):
        if row := picked(kind.objects.order_by("pk"), pick):
            page = f"/admin/{kind._meta.app_label}/{kind._meta.model_name}/{row.pk}/change-address/"
            new = {"slug": odd or self.new_slug(), "agreed": "yes"}
            self.officers[who].fill_in(page, new)

    @rule(
        who=officers, pick=picks, kind=st.sampled_from([Window, Consultation, Question, Subgroup])
    )
    def delete(self, who, pick, kind):
        if row := picked(kind.objects.order_by("-pk"), pick):
            page = f"/admin/{kind._meta.app_label}/{kind._meta.model_name}/{row.pk}/delete/"
            self.officers[who].fill_in(page, {"post": "yes"})

    # Responses

    @rule(who=officers, pick=picks, text=words, part=st.none() | picks)
    def enter_a_response(self, who, pick, text, part):
        if consultation := picked(live_first(), pick):
            about = part is not None and picked(consultation.edition.parts.order_by("pk"), part)
            at = clock.now().astimezone(clock.LONDON)
            new = {
                "channel": "paper",
                "received_on": f"{at:%d/%m/%Y}",
                "received_time": f"{at:%H:%M}",
                "comment-1-part": about.key if about else "",
                "comment-1-text": text,
                "respondent_kind": "resident",
                "publication": "without-name",
            }
            page = f"{RESPONSE}enter/?consultation={consultation.slug}"
            self.officers[who].fill_in(page, new)

    @rule(
        who=officers,
        pick=picks,
        act=st.sampled_from(
            [
                ("correct", {"comment-1-text": "Corrected.", "reason": "Misread."}),
                ("mistake", {"why": "not-a-response"}),
                ("withdraw", {"reason": "They asked us to."}),
                ("right-after-all", {}),
                ("read", {}),
                ("review", {"act": "decide"}),
                ("review", {"act": "later"}),
            ]
        ),
    )
    def mend_a_response(self, who, pick, act):
        if response := picked(Response.objects.order_by("-pk"), pick):
            name, values = act
            page = f"{RESPONSE}{response.pk}/"
            if name in {"correct", "mistake", "withdraw", "review"}:
                self.officers[who].fill_in(f"{page}{name}/", values)
            else:
                self.officers[who].fill_in(f"{page}change/", values, to=f"{name}/")

    @rule(who=officers, pick=picks)
    def publish_the_responses(self, who, pick):
        if consultation := picked(live_first(), pick):
            page = f"{CONSULTATION}{consultation.pk}/publish-responses/"
            self.officers[who].fill_in(page, {"checked": "on"})

    @rule(who=officers, pick=picks, again=st.booleans())
    def withhold(self, who, pick, again):
        response = picked(Response.objects.filter(comments__isnull=False).order_by("-pk"), pick)
        if response:
            comment = response.comments.first()
            values = {"show-again": "yes"} if again else {"reason": "identifies"}
            page = f"{RESPONSE}{response.pk}/withhold/{comment.pk}/"
            self.officers[who].fill_in(page, values)

    @rule(who=officers, pick=picks, word=st.integers(0, 5))
    def redact(self, who, pick, word):
        response = picked(Response.objects.filter(comments__isnull=False).order_by("-pk"), pick)
        if response:
            comment = response.comments.first()
            said = comment.text.split()
            key, values = comment.pk, {f"words-{comment.pk}": said[min(word, len(said) - 1)]}
            values |= {"act": f"redact {key}", f"reason-{key}": "identifies"}
            self.officers[who].fill_in(f"{RESPONSE}{response.pk}/review/", values)

    @rule(who=officers, pick=picks, ends=st.booleans())
    def pass_on(self, who, pick, ends):
        if response := picked(Response.objects.order_by("-pk"), pick):
            at = clock.now().astimezone(clock.LONDON)
            told = {"passed_to": "The police", "how": "By telephone"}
            told |= {"day": f"{at:%d/%m/%Y}", "time": f"{at:%H:%M}"}
            page = f"{RESPONSE}{response.pk}/pass-on/"
            self.officers[who].fill_in(page, {"end": "yes"} if ends else told)

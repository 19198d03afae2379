"""What residents do: they read, comment, answer, send, change and withdraw."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from consultation.models import Response
from strategy.models import Strategy
from tests.site_wide.any_sequence.browsers import links_of
from tests.site_wide.any_sequence.picking import live_first, picked, picks, words

STARTS = ["/", "/document/", "/consultations/", "/editions/", "/strategies/", "/timeline/"]
WHO = {"respondent_kind": "resident", "publication": "without-name"}

residents = st.sampled_from([0, 1])


class ResidentsAct(RuleBasedStateMachine):
    @rule(who=residents, start=st.sampled_from(STARTS), link=st.integers(0, 99))
    def read(self, who, start, link):
        if links := links_of(self.residents[who].open(start)):
            self.residents[who].open(links[link % len(links)])

    @rule(who=residents, strategy=picks, link=picks, text=words)
    def comment_on_this(self, who, strategy, link, text):
        """By a link of the page, which must lead to a form that takes the comment."""
        strategy = picked(Strategy.objects.order_by("pk"), strategy)
        page = self.residents[who].open(f"/strategies/{strategy.slug}/document/")
        links = [each for each in links_of(page) if "/respond/comment/?" in each]
        if links:
            answer = self.residents[who].fill_in(links[link % len(links)], {"text": text})
            assert answer.status_code == 200, f"A comment is refused at {links[link % len(links)]}"

    @rule(who=residents, pick=picks, choice=st.sampled_from(["agree", "strongly-disagree", "odd"]))
    def answer_the_questions(self, who, pick, choice):
        if consultation := picked(live_first(), pick):
            answers = {f"answer-{each.pk}": choice for each in consultation.questions.all()}
            page = f"/consultations/{consultation.slug}/respond/questions/"
            self.residents[who].fill_in(page, answers)

    @rule(who=residents, pick=picks)
    def send(self, who, pick):
        if consultation := picked(live_first(), pick):
            respond = f"/consultations/{consultation.slug}/respond/"
            self.residents[who].fill_in(f"{respond}about-you/", WHO)
            self.residents[who].fill_in(f"{respond}check/", {})

    @rule(who=residents, pick=picks, text=words)
    def comment_and_send(self, who, pick, text):
        if consultation := picked(live_first(), pick):
            page = f"/consultations/{consultation.slug}/respond/comment/"
            self.residents[who].fill_in(page, {"text": text})
            self.send(who, pick)

    @rule(who=residents, pick=picks, act=st.sampled_from(["change", "withdraw"]))
    def come_back_by_the_receipt(self, who, pick, act):
        if response := picked(Response.objects.sent().order_by("-pk"), pick):
            self.residents[who].open(response.receipt_url())
            self.residents[who].fill_in(f"{response.receipt_url()}{act}/", {})

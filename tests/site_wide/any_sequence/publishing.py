"""What officers do with the text, and old tabs.

No rule asks whether the act is possible: the portal must answer it.
"""

from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from strategy.models import Edition, Section, Strategy
from tests.site_wide.any_sequence.picking import (
    days,
    drafts_first,
    in_days,
    moment,
    officers,
    picked,
    picks,
    published_first,
    words,
)
from tests.site_wide.test_second_strategy import SECOND
from themes.models import AreaOfAssurance, AreaOfFocus, Goal, UmbrellaTheme

EDITION = "/admin/strategy/edition/"

standings = st.sampled_from(Edition.Standing.values)
items = st.sampled_from([Goal, AreaOfFocus, AreaOfAssurance, UmbrellaTheme, Section])


class OfficersPublish(RuleBasedStateMachine):
    """`self.officers` are two browsers; `self.new_slug()` gives an address that nobody has."""

    @rule(who=officers, pick=picks, title=words)
    def start_a_draft(self, who, pick, title):
        if base := picked(published_first(), pick):
            slug = self.new_slug()
            self.officers[who].fill_in(
                f"{EDITION}{base.pk}/start-draft/", {"title": title, "slug": slug}
            )

    @rule(who=officers, pick=picks, kind=items, item=picks, title=words)
    def edit_an_item(self, who, pick, kind, item, title):
        if row := self._item(pick, kind, item):
            address = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"
            self.officers[who].fill_in(address, {"title": title, "text": f"<p>{title}</p>"})

    @rule(who=officers, pick=picks, kind=items, item=picks)
    def delete_an_item(self, who, pick, kind, item):
        if row := self._item(pick, kind, item):
            address = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/delete/"
            self.officers[who].fill_in(address, {"post": "yes"})

    @rule(who=officers, pick=picks, kind=items, item=picks, button=st.sampled_from(["up", "down"]))
    def move_an_item(self, who, pick, kind, item, button):
        if row := self._item(pick, kind, item):
            name = f"{row._meta.model_name}-{row.pk}"
            page = f"{EDITION}{row.edition_id}/change/"
            self.officers[who].fill_in(page, {button: name}, to="move/")

    @rule(who=officers, pick=picks, title=words, standing=standings, ahead=days)
    def propose(self, who, pick, title, standing, ahead):
        if edition := picked(drafts_first(), pick):
            page = f"{EDITION}{edition.pk}/publication/"
            told = {
                "title": title,
                "standing": standing,
                "change_note": title,
                "decided_by": "The partnership",
                "decided_on": f"{in_days(0):%d/%m/%Y}",
            }
            told |= moment("publish_from", in_days(ahead)) if ahead else {}
            self.officers[who].fill_in(page, told)
            self.officers[who].fill_in(page, {"propose": "Propose"})

    @rule(who=officers, pick=picks)
    def withdraw_the_proposal(self, who, pick):
        if edition := picked(drafts_first(), pick):
            self.officers[who].fill_in(f"{EDITION}{edition.pk}/publication/withdraw/", {})

    @rule(who=officers, pick=picks)
    def agree(self, who, pick):
        if edition := picked(drafts_first(), pick):
            self.officers[who].fill_in(f"{EDITION}{edition.pk}/publication/agree/", {})

    @rule(pick=picks, title=words, standing=standings, ahead=days)
    def publish_a_new_edition(self, pick, title, standing, ahead):
        """All steps at once, so that many sequences have more than one published edition."""
        self.start_a_draft(0, pick, title)
        self.propose(0, 0, title, standing, ahead)
        self.agree(1, 0)

    @rule(who=officers, pick=picks)
    def call_off(self, who, pick):
        if edition := picked(published_first(), pick):
            self.officers[who].fill_in(f"{EDITION}{edition.pk}/publication/call-off/", {})

    @rule(who=officers, pick=picks, because=words)
    def throw_a_draft_away(self, who, pick, because):
        if edition := picked(drafts_first(), pick):
            self.officers[who].fill_in(f"{EDITION}{edition.pk}/throw-away/", {"because": because})

    @rule(who=officers, pick=picks, title=words, text=st.sampled_from(["everything", "sections"]))
    def copy_a_strategy(self, who, pick, title, text):
        if strategy := picked(Strategy.objects.order_by("pk"), pick):
            slug, draft_slug = self.new_slug(), self.new_slug()
            new = {"title": title, "slug": slug, "text": text}
            new |= {"draft_title": title, "draft_slug": draft_slug}
            self.officers[who].fill_in(f"/admin/strategy/strategy/{strategy.pk}/copy/", new)

    @rule(who=officers)
    def load_a_content_file(self, who):
        text = SECOND
        for slug in ("parks-plan", "parks-draft", "parks-2024"):
            text = text.replace(f"slug: {slug}", f"slug: {self.new_slug()}")
        file = SimpleUploadedFile("strategy.yaml", text.encode())
        self.officers[who].fill_in("/admin/strategy/strategy/load/", {"file": file})

    @rule(
        who=officers,
        pick=picks,
        title=words,
        key=st.sampled_from(["", "", "paths/wide", "Wide_Paths"]),
    )
    def add_an_area(self, who, pick, title, key):
        themes = UmbrellaTheme.objects.filter(edition=picked(drafts_first(), pick))
        if theme := themes.first():
            new = {"edition": theme.edition_id, "theme": theme.pk, "title": title, "key": key}
            new |= {"new_lead": f"Group of {self.new_slug()}"}
            page = f"/admin/themes/areaoffocus/add/?edition={theme.edition_id}"
            self.officers[who].fill_in(page, new)

    # Old tabs

    @rule(who=officers)
    def an_officer_is_called_away(self, who):
        """The next form is filled in and left open."""
        self.officers[who].is_called_away = True

    @rule(who=officers, pick=picks)
    def send_an_old_tab(self, who, pick):
        if self.tabs:
            address, data = self.tabs[-1 - min(pick, len(self.tabs) - 1)]
            self.officers[who].send(address, data)

    def _item(self, pick, kind, item):
        edition = picked(drafts_first(), pick)
        return edition and picked(kind.objects.filter(edition=edition).order_by("pk"), item)

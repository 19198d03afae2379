"""The content file: what is refused and how, what loading does, and what the shipped file holds."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from consultation.models import CirculationGroup, Consultation, Locality, Window
from sdp_portal.addresses.changing import change_address
from site_wide.content import ContentError, read
from site_wide.content.loading import load_draft, load_strategy
from site_wide.management.commands.load_strategy import SHIPPED
from strategy.models import (
    Body,
    Document,
    Edition,
    Implication,
    Milestone,
    Part,
    RelatedPlan,
    Strategy,
    SupportService,
)
from tests.consultation.factories import officer
from themes.drafting.throwing_away import throw_away
from themes.models import Subgroup

LOADED = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)

MODELS = [
    *(Strategy, Milestone, Body, RelatedPlan, Document, Implication, SupportService, Edition, Part),
    *(Subgroup, Consultation, Window, CirculationGroup, Locality),
]

SMALL = """\
slug: village-plan-2030
title: Village plan
first_year: 2030
last_year: 2031
coverage: Two streets
contact:
  name: An officer
  email: officer@example.org
equality_impact:
  state: planned
subgroups:
  - {slug: gardeners, name: Gardeners, formal: true}
milestones:
  - key: meeting
    title: A meeting
    planned: 2030-04-16
    reached_on: 2030-04-17
where_to_get_help:
  - name: A helpline
    telephone: "0123"
    shown_on: [paths]
edition:
  slug: village-draft
  title: Draft
  published_at: 2030-03-04T09:00
  before_themes:
    - key: hope
      title: Our hope
      role: ambition
      text: A quiet village.
  themes:
    - key: outdoors
      title: Outdoors
      areas_of_focus:
        - key: paths
          title: Paths
          lead: gardeners
          text: Paths that everyone can use.
          goals:
            - key: paths/goals/dry
              title: Dry paths
      areas_of_assurance:
        - key: ponds
          title: Ponds
          arrangement: gardeners
consultation:
  slug: village-consultation
  title: Your village
  proposal: A plan.
  changeable: All of it.
  privacy_summary: We keep it safe. We publish no email address.
  email: officer@example.org
  windows:
    - title: Everyone
      audience: everyone
      opens_at: 2030-03-18T00:00
      last_minute: 2030-04-14T23:59
      milestone: meeting
"""


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "strategy.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def refused(write):
    """Change one place of the small file; what `read` says, as (the line it names, the reason)."""

    def refused(old, new):
        text = changed(SMALL, old, new)
        with pytest.raises(ContentError) as caught:
            read(write(text))
        lines = text.splitlines()
        return [(lines[line - 1].strip(), reason) for line, reason in caught.value.mistakes]

    return refused


def changed(text, old, new):
    assert text.count(old) == 1, f"{old!r} must be in the file once"
    return text.replace(old, new)


def everything_stored():
    return {model: list(model.objects.order_by("pk").values()) for model in MODELS}


# A mistake is refused, with its line and the reason


def test_the_small_file_of_these_tests_has_no_mistake(write):
    content = read(write(SMALL))

    assert content.title == "Village plan"


def test_an_unknown_field_is_refused(refused):
    mistakes = refused("title: Village plan", "titel: Village plan")

    assert mistakes == [
        ("slug: village-plan-2030", "The field “title” is missing."),
        ("titel: Village plan", "“titel” is not a field that is known here."),
    ]


def test_every_mistake_is_told_at_once(refused):
    mistakes = refused("    planned: 2030-04-16\n", "    planned: soon\n    venue: Hall\n")

    assert [line for line, _ in mistakes] == ["planned: soon", "venue: Hall"]


def test_a_field_that_is_there_twice_is_refused_at_the_second(refused):
    mistakes = refused("coverage: Two streets", "coverage: Two streets\ncoverage: One street")

    assert mistakes == [("coverage: One street", "The field “coverage” is there twice.")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("key: ponds", "key: paths", id="two areas"),
        pytest.param("key: paths/goals/dry", "key: outdoors", id="a goal and its theme"),
        pytest.param("key: outdoors", "key: hope", id="a theme and a section"),
    ],
)
def test_a_key_may_not_stand_twice_in_the_outline(refused, old, new):
    name = new.removeprefix("key: ")

    mistakes = refused(old, new)

    assert (f"- {new}", f"The key “{name}” is there twice.") in mistakes


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("slug: gardeners,", "slug: gardeners, name: Others, formal: false}\n  - {slug: gardeners,",
         "- {slug: gardeners, name: Gardeners, formal: true}",
         "The subgroup “gardeners” is there twice."),
        ("  - key: meeting", "  - {key: meeting, title: One more, planned: 2030}\n  - key: meeting",
         "- key: meeting",
         "The milestone “meeting” is there twice."),
        ("  - name: A helpline", "  - {name: A helpline, telephone: '1'}\n  - name: A helpline",
         "- name: A helpline",
         "The service “A helpline” is there twice."),
    ],
    ids=["subgroup", "milestone", "service"],
)  # fmt: skip
def test_what_is_referred_to_may_not_be_there_twice(refused, old, new, line, reason):
    mistakes = refused(old, new)

    assert mistakes == [(line, reason)]


def test_two_sections_may_not_have_one_role(refused):
    mistakes = refused(
        "  themes:",
        "    - key: dream\n      title: Our dream\n      role: ambition\n  themes:",
    )

    assert mistakes == [("role: ambition", "The role “ambition” is there twice.")]


@pytest.mark.parametrize(
    "owner",
    ["      title: Outdoors\n", "          title: Ponds\n", "      title: Our hope\n"],
    ids=["a theme", "an area of assurance", "a section"],
)
def test_only_an_area_of_focus_has_goals(refused, owner):
    margin = owner[: owner.index("title")]
    goals = f"{margin}goals:\n{margin}  - {{key: goals/lost, title: Lost}}\n"

    mistakes = refused(owner, owner + goals)

    assert mistakes == [("goals:", "“goals” is not a field that is known here.")]


def test_an_area_of_focus_has_at_least_one_goal(refused):
    mistakes = refused(
        "goals:\n            - key: paths/goals/dry\n              title: Dry paths\n",
        "goals: []\n",
    )

    assert mistakes == [("goals: []", "“goals” must not be empty.")]


@pytest.mark.parametrize(
    "impossible",
    [
        "2030-02-30",
        "20300416",
        "2030-W16",
        "2030-04-16T00:00",
        "1713052800",
        "14 April 2030",
        "14/04/2030",
        "2030-04-31",
        "2030-13-01",
        "soon",
        "[2030]",
        "",
    ],
)
@pytest.mark.parametrize("field", ["planned: 2030-04-16", "reached_on: 2030-04-17"])
def test_an_impossible_or_nearly_right_date_is_refused(refused, field, impossible):
    name = field.partition(":")[0]
    written = f"{name}: {impossible}"

    mistakes = refused(field, written)

    [(line, reason)] = mistakes
    assert line == written.strip()
    assert reason.startswith(f"“{name}”: ")


def test_days_may_not_run_backwards(refused):
    mistakes = refused("planned: 2030-04-16", "planned: 2030-04-16/2030-04-15")

    assert mistakes == [
        (
            "planned: 2030-04-16/2030-04-15",
            "“planned”: The last day is before the first day.",
        )
    ]


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        ("2024-03-31T01:30", "there is no 1:30am"),
        ("2024-10-27T01:30", "1:30am happens twice"),
        ("2030-02-30T09:00", "Write a date and time such as 2024-03-18T09:00."),
        ("2030-03-18T24:30", "Write a date and time such as 2024-03-18T09:00."),
        ("9am on 18 March 2030", "Write a date and time such as 2024-03-18T09:00."),
    ],
    ids=["skipped in spring", "twice in autumn", "no such day", "no such hour", "in words"],
)
@pytest.mark.parametrize(
    "field",
    [
        "published_at: 2030-03-04T09:00",
        "opens_at: 2030-03-18T00:00",
        "last_minute: 2030-04-14T23:59",
    ],
    ids=["published_at", "opens_at", "last_minute"],
)
def test_an_hour_that_london_does_not_have_once_is_refused(refused, field, moment, reason):
    name = field.partition(":")[0]

    mistakes = refused(field, f"{name}: {moment}")

    [(line, told)] = mistakes
    assert line == f"{name}: {moment}"
    assert reason in told


@pytest.mark.parametrize("last_minute", ["2030-03-17T23:59", "2030-03-17T12:00"])
def test_a_window_may_not_close_before_it_opens(refused, last_minute):
    mistakes = refused("last_minute: 2030-04-14T23:59", f"last_minute: {last_minute}")

    assert mistakes == [(f"last_minute: {last_minute}", "The window closes before it opens.")]


def test_the_last_year_may_not_be_before_the_first(refused):
    mistakes = refused("last_year: 2031", "last_year: 2029")

    assert mistakes == [("last_year: 2029", "The last year is before the first year.")]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("lead: gardeners", "lead: nobody", "There is no subgroup “nobody”."),
        ("arrangement: gardeners", "arrangement: nobody", "There is no subgroup “nobody”."),
        ("milestone: meeting", "milestone: party", "There is no milestone “party”."),
        ("shown_on: [paths]", "shown_on: [roads]", "There is no theme or area “roads”."),
    ],
    ids=["lead", "arrangement", "milestone", "page"],
)
def test_a_reference_to_nothing_is_refused(refused, old, new, reason):
    mistakes = refused(old, new)

    assert mistakes == [(new, reason)]


@pytest.mark.parametrize(
    "key", ["Hope", "our hope", "hope/", "/hope", "hope--deep", "hópe", "../hope"]
)
def test_a_key_is_small_letters_digits_and_hyphens(refused, key):
    mistakes = refused("key: hope", f"key: {key}")

    assert mistakes == [
        (
            f"- key: {key}",
            "“key”: A key is made of small letters, digits and hyphens, "
            "with slashes between its steps.",
        )
    ]


def test_the_key_of_a_theme_or_area_is_an_address_and_has_no_slash(refused):
    mistakes = refused("key: ponds", "key: outdoors/ponds")

    assert mistakes == [
        (
            "- key: outdoors/ponds",
            "“key”: An address is made of small letters, digits and hyphens.",
        )
    ]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Dry paths", "x" * 301, "“title”: Ensure this value has at most 300 characters"),
        ("Dry paths", '"   "', "“title” must not be empty."),
        ("Dry paths", '"Dry\\0paths"', "A text may not hold a null character."),
        ("Dry paths", "[Dry, paths]", "“title” must be a text."),
        ("A quiet village.", "x" * 100_001, "“text”: A text may have 100,000 characters"),
        ("[paths]", "[paths]\n    link: javascript:alert(1)", "“link”: Enter a valid URL."),
        ("[paths]", "[paths]\n    link: example.org", "“link”: Enter a valid URL."),
        ("[paths]", "[paths/goals/dry]", "There is no theme or area “paths/goals/dry”."),
    ],
    ids=[
        *("a long title", "a blank title", "a null character", "a list", "a huge text"),
        *("a script for a link", "half a link", "help shown on a goal"),
    ],
)
def test_what_the_database_or_a_page_could_not_hold_is_refused(refused, old, new, reason):
    [(_, told)] = refused(old, new)

    assert told.startswith(reason)


@pytest.mark.parametrize(
    ("old", "line", "reason"),
    [
        ('    telephone: "0123"\n', "- name: A helpline", "Give the service a telephone number"),
        ("  email: officer@example.org\nequality", "contact:", "Give a telephone number"),
    ],
    ids=["service", "contact"],
)
def test_whoever_is_named_can_be_reached(refused, old, line, reason):
    kept = old[old.index("\n") + 1 :]

    [(told_line, told)] = refused(old, kept)

    assert told_line == line
    assert told.startswith(reason)


def test_two_windows_for_everyone_may_not_overlap(refused):
    again = (
        "    - title: Everyone again\n      audience: everyone\n"
        "      opens_at: 2030-04-14T12:00\n      last_minute: 2030-04-15T12:00\n"
    )

    mistakes = refused("      milestone: meeting\n", "      milestone: meeting\n" + again)

    assert mistakes == [("- title: Everyone again", "Two windows for everyone must not overlap.")]


def test_a_moment_without_a_time_of_day_is_refused(refused):
    mistakes = refused("last_minute: 2030-04-14T23:59", "last_minute: 2030-04-14")

    assert mistakes == [
        (
            "last_minute: 2030-04-14",
            "“last_minute”: Write a date and time such as 2024-03-18T09:00.",
        )
    ]


def test_an_offset_tells_apart_the_hours_that_london_has_twice(write):
    text = changed(SMALL, "opens_at: 2030-03-18T00:00", "opens_at: 2024-10-27T01:30+00:00")

    content = read(write(text))

    [window] = content.consultation.windows
    assert window.opens_at == dt.datetime(2024, 10, 27, 1, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "must begin with fields"),
        ("# Only a comment\n", 1, "must begin with fields"),
        ("- a\n- list\n", 1, "must begin with fields"),
        ("Just words.\n", 1, "must begin with fields"),
        ("title: x\nslug: [\n", 3, "expected the node content"),
        ("title: x\n\tslug: y\n", 2, "cannot start any token"),
        ("title: x\n---\ntitle: y\n", 2, "another document"),
        ("title: caf\N{LATIN SMALL LETTER E WITH ACUTE}".encode("latin-1"), 1, "cannot be read"),
        (b"title: a\x00b", 1, "not YAML"),
        ("title: &x Plan\nslug: *x\n", 2, "Write it out"),
        ("a: &a [*a]\n", 1, "Write it out"),
        ("a: " + "[" * 5000 + "]" * 5000, 1, "nested too deeply"),
    ],
    ids=[
        *("empty", "a comment", "a list", "words", "unclosed", "tabs", "two files in one"),
        *("not UTF-8", "a null byte", "an alias", "endless", "deep"),
    ],
)
def test_what_is_not_a_yaml_file_of_fields_is_refused(write, text, line, reason):
    with pytest.raises(ContentError) as caught:
        read(write(text))

    [(told_line, told)] = caught.value.mistakes
    assert told_line == line
    assert reason in told


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ContentError, match=r"Line 1: .*missing\.yaml cannot be read"):
        read(tmp_path / "missing.yaml")


def test_the_command_tells_the_mistakes_and_loads_nothing(db, write):
    path = write(changed(SMALL, "lead: gardeners", "lead: nobody"))
    before = everything_stored()

    with pytest.raises(CommandError) as caught:
        call_command("load_strategy", path)

    line = path.read_text().splitlines().index("          lead: nobody") + 1
    assert str(caught.value) == (
        f"{path} was not loaded.\nLine {line}: There is no subgroup “nobody”."
    )
    assert everything_stored() == before


# Texts


@pytest.mark.parametrize("hidden", ["<del>not</del>", "<s>not</s>", "<i hidden>not</i>"])
def test_words_struck_out_or_hidden_in_its_html_are_refused_and_not_dropped(refused, hidden):
    [(line, reason)] = refused("A quiet village.", f"A {hidden} quiet village.")

    assert line == f"text: A {hidden} quiet village."
    assert "were left out: “not”. Take them out of the file." in reason


def test_only_harmless_html_comes_through(write):
    text = changed(
        SMALL,
        "          text: Paths that everyone can use.\n",
        "          text: |\n"
        "            Paths <script>alert(1)</script>that **everyone** can use.\n\n"
        "            <img src=x onerror=alert(1)>[Click](javascript:alert(1))\n"
        '            <a href="javascript:alert(1)" onclick="alert(1)">here</a>\n\n'
        "            - one\n"
        "            - [two](https://example.org/)\n",
    )

    content = read(write(text))

    [theme] = content.edition.themes
    assert theme.areas_of_focus[0].text == (
        "<p>Paths that <strong>everyone</strong> can use.</p>\n"
        "<p>[Click](javascript:alert(1))\n"
        "<a>here</a></p>\n"
        '<ul>\n<li>one</li>\n<li><a href="https://example.org/">two</a></li>\n</ul>'
    )


# Loading


def test_a_new_strategy_is_loaded_with_everything_in_the_file(db, write):
    strategy = load_strategy(read(write(SMALL)), at=LOADED)

    edition = strategy.editions.get()
    window = edition.consultations.get().windows.get()
    assert str(strategy) == "Village plan 2030\N{EN DASH}31"
    assert edition.published_at == dt.datetime(2030, 3, 4, 9, 0, tzinfo=dt.UTC)
    assert list(edition.parts.values_list("key", flat=True)) == [
        *("hope", "outdoors", "paths", "paths/goals/dry", "ponds")
    ]
    assert window.opens_at == dt.datetime(2030, 3, 18, 0, 0, tzinfo=dt.UTC)
    # The end of the last minute, in British Summer Time.
    assert window.closes_at == dt.datetime(2030, 4, 14, 23, 0, tzinfo=dt.UTC)
    assert window.milestone == strategy.milestones.get()


@pytest.mark.parametrize(
    ("planned", "starts_on", "ends_on", "precision"),
    [
        ("2030-04-16", dt.date(2030, 4, 16), dt.date(2030, 4, 16), "day"),
        ("2030-04-16/2030-05-01", dt.date(2030, 4, 16), dt.date(2030, 5, 1), "day"),
        ("2032-02", dt.date(2032, 2, 1), dt.date(2032, 2, 29), "month"),
        ("2030-12", dt.date(2030, 12, 1), dt.date(2030, 12, 31), "month"),
        ("2030/2034", dt.date(2030, 1, 1), dt.date(2034, 12, 31), "year"),
    ],
)
def test_a_date_is_known_as_exactly_as_it_is_written(write, planned, starts_on, ends_on, precision):
    content = read(write(changed(SMALL, "planned: 2030-04-16", f"planned: {planned}")))

    days = content.milestones[0].planned
    assert (days.starts_on, days.ends_on, days.precision) == (starts_on, ends_on, precision)


def test_loading_again_changes_nothing(db):
    before = everything_stored()
    out = StringIO()

    call_command("load_strategy", stdout=out)

    assert everything_stored() == before
    assert out.getvalue() == "Already loaded; nothing was changed.\n"


def test_loading_again_keeps_what_officers_changed(db):
    cabinet = Milestone.objects.get(key="cabinet")
    cabinet.reached_on = dt.date(2024, 6, 19)
    cabinet.note = "Endorsed."
    cabinet.save()

    call_command("load_strategy", stdout=StringIO())

    cabinet.refresh_from_db()
    assert (cabinet.reached_on, cabinet.note) == (dt.date(2024, 6, 19), "Endorsed.")


def test_a_file_whose_published_text_differs_is_refused_and_names_where(db, write):
    load_strategy(read(write(SMALL)), at=LOADED)
    text = changed(SMALL, "title: Ponds", "title: Lakes")
    text = changed(text, "text: A quiet village.", "text: A loud village.")
    before = everything_stored()

    with pytest.raises(CommandError) as caught:
        call_command("load_strategy", write(text))

    assert str(caught.value) == (
        "“Draft” is published and can no longer change, but the file differs from it at: "
        "hope, ponds. Make the correction in a new edition."
    )
    assert everything_stored() == before


def test_a_part_more_or_less_in_the_file_differs_too(db, write):
    load_strategy(read(write(SMALL)), at=LOADED)
    text = changed(SMALL, "key: ponds", "key: lakes")

    with pytest.raises(CommandError, match=r"at: lakes, ponds\."):
        call_command("load_strategy", write(text))


def test_a_second_edition_is_not_made_by_loading(db, write):
    load_strategy(read(write(SMALL)), at=LOADED)
    text = changed(SMALL, "slug: village-draft", "slug: village-final")
    before = everything_stored()

    with pytest.raises(CommandError) as caught:
        call_command("load_strategy", write(text))

    assert str(caught.value) == (
        "“Village plan 2030\N{EN DASH}31” is already there, and has no edition “village-final”. "
        "Make a new edition in the admin."
    )
    assert everything_stored() == before


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "slug: village-consultation",
            "slug: draft-strategy-2024-29",
            "The address “draft-strategy-2024-29” is taken by the consultation “Draft Safe Durham "
            "Partnership Strategy 2024–29”. Give this consultation another.",
        ),
        (
            "slug: village-draft",
            "slug: consultation-draft",
            "The address “consultation-draft” is taken by an edition of “Safe Durham Partnership "
            "Strategy 2024–29”. Give this edition another.",
        ),
    ],
    ids=["consultation", "edition"],
)
def test_an_address_that_another_strategy_uses_is_refused(db, write, old, new, reason):
    before = everything_stored()

    with pytest.raises(CommandError) as caught:
        call_command("load_strategy", write(changed(SMALL, old, new)))

    assert str(caught.value) == reason
    assert everything_stored() == before


def test_an_address_that_leads_on_since_it_changed_is_refused(db, write, consultation):
    change_address(row=consultation, slug="b", by=officer(), at=LOADED)
    text = changed(SMALL, "slug: village-consultation", "slug: draft-strategy-2024-29")

    with pytest.raises(CommandError, match="This was the address of another consultation"):
        call_command("load_strategy", write(text))


def test_an_edition_that_officers_are_still_editing_is_left_to_them(db, write):
    strategy = load_strategy(read(write(SMALL)), at=LOADED)
    Edition.objects.create(strategy=strategy, slug="village-final", title="Final")
    before = everything_stored()

    with pytest.raises(CommandError, match="“Final” is here already, as a draft"):
        call_command("load_strategy", write(changed(SMALL, "village-draft", "village-final")))

    assert everything_stored() == before


def test_a_draft_that_was_thrown_away_is_not_loaded_again(db, write):
    edition = load_draft(read(write(SMALL))).editions.get()
    edition.consultations.get().delete()
    throw_away(edition=edition, because="Wrong.", by=officer(), at=LOADED)
    before = everything_stored()

    with pytest.raises(CommandError, match="Make a new edition in the admin"):
        call_command("load_strategy", write(SMALL))

    assert everything_stored() == before


# The shipped file


def test_the_whole_report_is_loaded(db):
    strategy = Strategy.objects.get(slug="safe-durham-partnership-strategy-2024-29")
    edition = strategy.editions.get(slug="consultation-draft")
    consultation = edition.consultations.get(slug="draft-strategy-2024-29")
    kinds = [part.kind for part in edition.parts.all()]

    assert {
        "themes": kinds.count(Part.Kind.THEME),
        "areas of focus": kinds.count(Part.Kind.AREA_OF_FOCUS),
        "areas of assurance": kinds.count(Part.Kind.AREA_OF_ASSURANCE),
        "goals": kinds.count(Part.Kind.GOAL),
        "ways of working": edition.parts.filter(parent__role="ways-of-working").count(),
        "bodies": strategy.bodies.count(),
        "formal subgroups": strategy.subgroups.filter(formal=True).count(),
        "groups the link was shared with": consultation.circulation.count(),
        "implications": strategy.implications.count(),
        "windows": consultation.windows.count(),
        "milestones": strategy.milestones.count(),
    } == {
        "themes": 3,
        "areas of focus": 3,
        "areas of assurance": 7,
        "goals": 9,
        "ways of working": 6,
        "bodies": 7,
        "formal subgroups": 3,
        "groups the link was shared with": 6,
        "implications": 10,
        "windows": 2,
        "milestones": 8,
    }


def test_the_goals_stand_in_the_words_of_the_report():
    content = read(SHIPPED)

    goals = [
        goal.title
        for theme in content.edition.themes
        for area in theme.areas_of_focus
        for goal in area.goals
    ]
    assert goals == [
        "Increased public confidence to report ASB",
        "A coordinated and efficient multi-agency partnership approach to ASB",
        "Effective pathways and support that meet the needs of victims and perpetrators",
        "A clear understanding among communities that hate crime should be reported "
        "and will not be tolerated",
        "Cohesive communities which embrace diversity",
        "Pathways and support that meet the needs of victims and perpetrators",
        "Increased trust and confidence to report sexual offences",
        "Improved feelings of safety around the nighttime economy, and reductions in violent "
        "crime within the nighttime economy",
        "Pathways and support that meet the needs of victims and perpetrators",
    ]


def test_the_two_windows_are_open_when_the_report_says(db):
    windows = Window.objects.filter(consultation__slug="draft-strategy-2024-29")

    assert list(windows.values_list("audience", "opens_at", "closes_at")) == [
        (
            "everyone",
            dt.datetime(2024, 3, 18, 0, 0, tzinfo=dt.UTC),
            dt.datetime(2024, 4, 14, 23, 0, tzinfo=dt.UTC),
        ),
        (
            "invited",
            dt.datetime(2024, 4, 15, 23, 0, tzinfo=dt.UTC),
            dt.datetime(2024, 4, 23, 23, 0, tzinfo=dt.UTC),
        ),
    ]


def test_pages_about_sexual_violence_domestic_abuse_and_hate_crime_are_sensitive(db):
    sensitive = Part.objects.filter(edition__slug="consultation-draft", sensitive=True)

    assert {
        "hate-crime-and-cohesion",
        "hate-crime",
        "sexual-violence-and-violent-crime",
        "sexual-violence",
        "domestic-abuse",
    } <= set(sensitive.values_list("key", flat=True))


def test_every_theme_and_area_says_where_to_report_or_get_help():
    content = read(SHIPPED)

    everywhere = {service.telephone for service in content.where_to_get_help if service.everywhere}
    assert everywhere == {"999", "101"}
    helped = {key for service in content.where_to_get_help for key in service.shown_on}
    assert {
        area.key
        for theme in content.edition.themes
        for area in (theme, *theme.areas_of_focus, *theme.areas_of_assurance)
        if area.sensitive
    } <= helped

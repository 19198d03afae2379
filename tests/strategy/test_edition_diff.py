"""What changed from one text to another, part by part. No database is needed."""

import time

import pytest

from strategy.history.edition_diff import CameFrom, compare, comparison_context
from strategy.models import Part

KINDS = dict(enumerate((Part.Kind.THEME, Part.Kind.AREA_OF_FOCUS, Part.Kind.GOAL)))


def parts(*lines):
    """Parts from lines such as "  area: Title | <p>Text</p>", indented by two for each level."""
    found, above, counts = [], [], []
    for line in lines:
        depth = (len(line) - len(line.lstrip())) // 2
        key, _, rest = line.strip().partition(": ")
        title, _, text = rest.partition(" | ")
        above, counts = above[:depth], counts[: depth + 1]
        counts += [0] * (depth + 1 - len(counts))
        counts[depth] += 1
        part = Part(
            key=key,
            kind=KINDS[depth],
            number=".".join(map(str, counts)),
            parent=above[-1] if above else None,
            position=len(found) + 1,
            title=title or key,
            text=text,
        )
        above.append(part)
        found.append(part)
    return found


def told(comparison):
    return [(change.kind, change.part.key) for change in comparison.changes]


def changes(old, new, **details):
    return told(compare(parts(*old), parts(*new), **details))


def only(comparison):
    [change] = comparison.changes
    return change


def with_origin(found, key, origin, *came_from):
    [part] = [part for part in found if part.key == key]
    part.origin, part.came_from = origin, list(came_from)
    return found


TEXT = ["t", "  a", "    a1", "    a2", "    a3", "  b", "    b1", "    b2", "u", "  c", "    c1"]


def without(*keys, text=TEXT):
    return [line for line in text if line.strip().partition(":")[0] not in keys]


def with_lines(after, *lines, text=TEXT):
    index = [line.strip() for line in text].index(after) + 1
    return [*text[:index], *lines, *text[index:]]


# Nothing, everything


def test_the_same_text_has_no_changes():
    comparison = compare(parts(*TEXT), parts(*TEXT))

    assert comparison.changes == []
    assert comparison.summary == "No changes"


def test_two_empty_texts_have_no_changes():
    assert changes([], []) == []


def test_from_an_empty_text_everything_is_added_in_reading_order():
    assert changes([], TEXT) == [("added", line.strip()) for line in TEXT]


def test_to_an_empty_text_everything_is_removed_in_the_order_in_which_it_stood():
    assert changes(TEXT, []) == [("removed", line.strip()) for line in TEXT]


def test_when_every_wording_changed_every_part_is_changed():
    comparison = compare(parts(*TEXT), parts(*(f"{line}: Other" for line in TEXT)))

    assert told(comparison) == [("changed", line.strip()) for line in TEXT]
    assert comparison.summary == "11 parts changed"


# Added and removed


def test_an_added_part_is_one_change_although_those_after_it_have_other_numbers():
    old, new = parts(*TEXT), parts(*with_lines("a1", "    new"))

    comparison = compare(old, new)

    assert told(comparison) == [("added", "new")]
    assert [part.number for part in new if part.key == "a2"] == ["1.1.3"]
    assert only(comparison).old is None


def test_a_removed_part_is_one_change_although_those_after_it_have_other_numbers():
    assert changes(TEXT, without("a1")) == [("removed", "a1")]


def test_an_added_area_comes_with_its_goals():
    new = with_lines("b2", "  new", "    new1")

    assert changes(TEXT, new) == [("added", "new"), ("added", "new1")]


@pytest.mark.parametrize(
    ("gone", "between"),
    [
        (["a1"], ("a", "a2")),
        (["a2"], ("a1", "a3")),
        (["a3"], ("a2", "b")),
        (["a2", "a3"], ("a1", "b")),
        (["b", "b1", "b2"], ("a3", "u")),
        (["t", "a", "a1", "a2", "a3", "b", "b1", "b2"], (None, "u")),
        (["u", "c", "c1"], ("b2", None)),
    ],
)
def test_removed_parts_are_told_where_they_stood(gone, between):
    new = [f"{line}: Other" for line in without(*gone)]

    found = changes(TEXT, new)

    keys = [None, *(key for _, key in found), None]
    start = keys.index(gone[0])
    assert keys[start : start + len(gone)] == gone
    assert (keys[start - 1], keys[start + len(gone)]) == between


def test_what_is_removed_from_a_moved_part_is_told_there():
    old = ["t", "  a", "    a1", "    a2", "u", "  c", "v"]
    new = ["t", "u", "  c", "  a", "    a2", "v: Other"]

    assert changes(old, new) == [("moved", "a"), ("removed", "a1"), ("changed", "v")]


def test_what_was_removed_does_not_follow_a_sibling_that_moved_away():
    old = ["t", "  a", "    a1", "    a2", "    a3", "u: U"]
    new = ["t", "  a", "    a3", "    a1", "u: Other"]

    assert changes(old, new) == [("moved", "a3"), ("removed", "a2"), ("changed", "u")]


def test_what_was_removed_stays_when_the_sibling_before_it_moves_to_the_end():
    assert changes("abcd", "cda") == [("removed", "b"), ("moved", "a")]


def test_what_moves_out_of_a_removed_part_is_moved_and_not_removed():
    new = with_lines("c1", "    b1", text=without("b", "b1", "b2"))

    assert changes(TEXT, new) == [("removed", "b"), ("removed", "b2"), ("moved", "b1")]


# Moved


def test_one_goal_moved_among_its_siblings_is_one_change():
    comparison = compare(
        parts("t", "  a", "    a1", "    a2", "    a3", "    a4"),
        parts("t", "  a", "    a2", "    a3", "    a4", "    a1"),
    )

    change = only(comparison)
    assert (change.kind, change.new.key) == ("moved", "a1")
    assert change.move.is_within
    assert change.move.new_parent.key == "a"
    assert change.move.follows.key == "a4"
    assert comparison.summary == "1 part moved"


def test_a_part_moved_to_the_front_follows_none():
    old, new = parts("a", "b", "c"), parts("c", "a", "b")

    change = only(compare(old, new))

    assert change.new.key == "c"
    assert change.move.follows is None
    assert change.move.new_parent is None


def test_as_few_parts_as_possible_are_moved():
    old, new = "abcdefgh", "hbcadefg"

    assert {key for _, key in changes(old, new)} == {"h", "a"}
    assert len(changes("abcdefgh", "hgfedcba")) == 7


def test_a_move_is_told_between_those_that_were_added_and_removed():
    assert changes("abcd", "xcabd") == [("added", "x"), ("moved", "c")]
    assert changes("abcd", "dac") == [("moved", "d"), ("removed", "b")]


def test_a_goal_moved_to_another_area_is_moved_from_there_to_here():
    new = with_lines("c1", "    a2", text=without("a2"))

    change = only(compare(parts(*TEXT), parts(*new)))

    assert (change.kind, change.new.key) == ("moved", "a2")
    assert not change.move.is_within
    assert (change.move.old_parent.key, change.move.new_parent.key) == ("a", "c")
    assert change.move.follows.key == "c1"
    assert (change.old.number, change.new.number) == ("1.1.2", "2.1.2")


def test_an_area_moved_to_another_theme_takes_its_goals_along_as_one_change():
    new = [*without("b", "b1", "b2"), "  b", "    b1", "    b2"]

    assert changes(TEXT, new) == [("moved", "b")]


def test_a_goal_can_move_inside_an_area_that_moved():
    new = [*without("b", "b1", "b2"), "  b", "    b2", "    b1"]

    assert changes(TEXT, new)[0] == ("moved", "b")
    assert len(changes(TEXT, new)) == 2


def test_moved_and_changed_is_one_change():
    new = with_lines("c1", "    a2: Other", text=without("a2"))

    comparison = compare(parts(*TEXT), parts(*new))

    assert told(comparison) == [("moved and changed", "a2")]
    assert comparison.summary == "1 part moved and changed"


def test_a_part_that_becomes_of_another_kind_is_changed_and_its_new_place_no_move():
    old, new = parts("t", "  a", "  b"), parts("t", "  b", "  a")
    old[2].kind = Part.Kind.AREA_OF_ASSURANCE

    change = only(compare(old, new))

    assert (change.kind, change.part.key) == ("changed", "b")
    assert change.kind_differs


# Changed


def test_a_title_or_a_text_that_differs_is_a_change():
    old = parts("t: Title | <p>One two.</p>")

    by_title = only(compare(old, parts("t: Other | <p>One two.</p>")))
    by_text = only(compare(old, parts("t: Title | <p>One three.</p>")))

    assert (by_title.title_differs, by_title.text_differs) == (True, False)
    assert (by_text.title_differs, by_text.text_differs) == (False, True)


@pytest.mark.parametrize(
    "line", ["t: Title | <p>One\n two.</p>\n", "t: Title  | <p>One two.</p><p></p>"]
)
def test_the_same_words_written_otherwise_are_no_change(line):
    assert changes(["t: Title | <p>One two.</p>"], [line]) == []


def test_words_set_out_otherwise_are_a_change_that_says_so():
    change = only(
        compare(parts("t: T | <p>One two.</p>"), parts("t: T | <p><em>One</em> two.</p>"))
    )

    assert change.kind == "changed"
    assert change.only_looks_differ


def test_three_changes_are_summed_up():
    new = with_lines("c1", "    a2", "    new", text=without("a2"))
    new[new.index("    a1")] = "    a1: Other"

    assert compare(parts(*TEXT), parts(*new)).summary == "3 changes: 1 added, 1 moved, 1 changed"


def test_a_change_is_told_from_all_others_by_its_anchor():
    found = compare([], parts("a/b", "a-b", "a/b-c", "a-b/c")).changes

    assert [change.id for change in found] == [
        "change-a--b",
        "change-a-b",
        "change-a--b-c",
        "change-a-b--c",
    ]


# What officers said of a part's origin


def test_a_part_under_another_key_that_was_moved_is_the_same_part():
    new = with_lines("c1", "    c/a2: a2", text=without("a2"))

    change = only(compare(parts(*TEXT), with_origin(parts(*new), "c/a2", "moved", "a2")))

    assert change.kind == "moved"
    assert (change.old.key, change.new.key) == ("a2", "c/a2")


def test_the_goals_of_an_area_under_another_key_stay_where_they_are():
    new = parts("t", "  z: a", "    a1", "    a2", "    a3", *TEXT[5:])

    assert told(compare(parts(*TEXT), with_origin(new, "z", "moved", "a"))) == []


def test_moved_from_a_part_that_is_still_there_is_added_and_tells_where_it_came_from():
    new = with_origin(parts(*with_lines("c1", "    new")), "new", "moved", "a2")

    change = only(compare(parts(*TEXT), new))

    assert change.kind == "added"
    assert (change.origin_label, [part.key for part in change.came_from]) == ("Moved from", ["a2"])


def test_moved_from_several_parts_is_added_and_tells_them_all():
    new = with_lines("c1", "    new", text=without("a2", "b1"))

    comparison = compare(parts(*TEXT), with_origin(parts(*new), "new", "moved", "a2", "b1"))

    *_, added = comparison.changes
    assert told(comparison) == [("removed", "a2"), ("removed", "b1"), ("added", "new")]
    assert [part.key for part in added.came_from] == ["a2", "b1"]


def test_merged_parts_tell_what_they_came_from_and_went_into():
    new = with_lines("a1", "    ab: Both", text=without("a2", "b1"))

    comparison = compare(parts(*TEXT), with_origin(parts(*new), "ab", "merged", "a2", "b1"))

    assert told(comparison) == [("removed", "a2"), ("added", "ab"), ("removed", "b1")]
    first, added, last = comparison.changes
    assert added.origin_label == "Merged from"
    assert [part.key for part in added.came_from] == ["a2", "b1"]
    for change in (first, last):
        assert [(how, part.key) for how, part in change.went_into] == [("Merged into", "ab")]


def test_a_part_that_took_another_in_under_its_own_key_tells_both():
    new = with_origin(parts(*without("a2")), "a1", "merged", "a1", "a2")
    new[2].title = "Both"

    changed, removed = compare(parts(*TEXT), new).changes

    assert [part.key for part in changed.came_from] == ["a1", "a2"]
    assert [(how, part.key) for how, part in removed.went_into] == [("Merged into", "a1")]


def test_split_parts_tell_what_they_came_from():
    new = with_lines("a1", "    x", "    y", text=without("a2"))
    new = with_origin(with_origin(parts(*new), "x", "split", "a2"), "y", "split", "a2")

    removed, x, y = compare(parts(*TEXT), new).changes

    assert [x.origin_label, y.origin_label] == ["Split from", "Split from"]
    assert [(how, part.key) for how, part in removed.went_into] == [
        ("Split into", "x"),
        ("Split into", "y"),
    ]


def test_an_origin_that_the_older_text_does_not_have_is_not_told():
    new = with_origin(parts(*with_lines("a1", "    new")), "new", "split", "gone-long-ago")

    assert only(compare(parts(*TEXT), new)).came_from == []


def test_origins_can_be_given_instead_of_those_that_the_parts_tell():
    new = parts(*with_lines("c1", "    new: a2", text=without("a2")))

    origins = {"new": CameFrom("moved", ("a2",))}

    assert told(compare(parts(*TEXT), new, origins=origins)) == [("moved", "new")]


# Whatever the texts are like


def test_published_parts_are_compared_by_their_numbers_in_the_database():
    old = parts(*TEXT)
    for pk, part in enumerate(old, start=1):
        part.pk = pk
    for part in old:
        part.parent_id = part.parent and part.parent.pk
    old = [Part(**{f: getattr(p, f) for f in SAVED}) for p in old]

    assert told(compare(old, parts(*TEXT))) == []
    assert told(compare(parts(*TEXT), old)) == []
    assert told(compare(old, parts(*without("a2")))) == [("removed", "a2")]


SAVED = ("pk", "key", "kind", "number", "parent_id", "title", "text")


def test_a_draft_with_one_key_used_twice_is_still_compared():
    assert changes(["t", "  a"], ["t", "  a", "  a: Other"]) == [("added", "a")]


def test_a_great_many_parts_do_not_hang():
    keys = [f"k{number}" for number in range(3000)]
    started = time.process_time()

    assert len(changes(keys, keys[::-1])) == 2999
    assert len(changes(keys, [])) == 3000
    assert changes(keys, [*keys[1:], keys[0]]) == [("moved", "k0")]
    assert time.process_time() - started < 15


def test_a_context_holds_the_names_of_both_texts():
    context = comparison_context(
        parts("t"), parts("u"), old_name="Draft", new_name="Final", side_by_side=True
    )

    comparison = context["comparison"]
    assert (comparison.old_name, comparison.new_name) == ("Draft", "Final")
    assert comparison.side_by_side
    assert told(comparison) == [("removed", "t"), ("added", "u")]


def test_parts_are_linked_to_where_they_know_their_address():
    old, new = parts("t: One"), parts("t: Two")
    old[0].url = "/editions/draft/themes/t/"

    change = only(compare(old, new))

    assert (change.old_url, change.new_url) == ("/editions/draft/themes/t/", "")

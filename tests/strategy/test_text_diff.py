"""What changed between two wordings, word by word."""

import time

import pytest

from sdp_portal.text_diff import TextDiff, lines_of_html, lines_of_plain

SIGNS = {"same": "", "added": "+", "removed": "-"}


def marks(old, new):
    return TextDiff(lines_of_html(old), lines_of_html(new))


def told(lines):
    """One string a line: kept words as they are, others as +[added] and -[removed]."""
    return [
        " ".join(
            run.words if run.kind == "same" else f"{SIGNS[run.kind]}[{run.words}]"
            for run in line.runs
        )
        for line in lines
    ]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("One two three.", "One two three.", "One two three."),
        ("One two three.", "One 2 three.", "One -[two] +[2] three."),
        ("One three.", "One two three.", "One +[two] three."),
        ("One two three.", "One three.", "One -[two] three."),
        ("One two.", "One two. Three.", "One two. +[Three.]"),
        ("safe.", "safe,", "-[safe.] +[safe,]"),
        ("One", "Something else", "-[One] +[Something else]"),
    ],
)
def test_words_are_kept_added_or_removed(old, new, line):
    assert told(marks(f"<p>{old}</p>", f"<p>{new}</p>").inline) == [line]


def test_a_few_kept_words_between_changes_do_not_break_them_up():
    found = marks(
        "<p>We will work with every school in the county.</p>",
        "<p>We will talk to every college of the county.</p>",
    )

    assert told(found.inline) == [
        "We will -[work with every school in] +[talk to every college of] the county."
    ]


def test_two_changes_far_apart_in_a_paragraph_are_two_changes():
    found = marks(
        "<p>We will work with every school in the county for five years.</p>",
        "<p>They will work with every school in the county for six years.</p>",
    )

    assert told(found.inline) == [
        "-[We] +[They] will work with every school in the county for -[five] +[six] years."
    ]


def test_each_wording_stands_alone_with_its_own_marks():
    found = marks("<p>One two three.</p>", "<p>One 2 three.</p>")

    assert told(found.before) == ["One -[two] three."]
    assert told(found.after) == ["One +[2] three."]


def test_a_paragraph_that_was_added_or_removed_is_a_line_of_its_own():
    found = marks("<p>One.</p><p>Two.</p><p>Four.</p>", "<p>One.</p><p>Three.</p><p>Four.</p>")

    assert told(found.before) == ["One.", "-[Two.]", "Four."]
    assert told(found.after) == ["One.", "+[Three.]", "Four."]
    assert marks("", "<p>One.</p><p>Two.</p>").inline[1].runs[0].words == "Two."
    assert told(marks("<p>One.</p>", "").inline) == ["-[One.]"]
    assert told(marks("", "").inline) == []


def test_a_paragraph_that_was_split_keeps_its_words():
    found = marks("<p>One. Two.</p>", "<p>One.</p><p>Two.</p>")

    assert not found.words_differ
    assert told(found.before) == ["One. Two."]
    assert told(found.after) == ["One.", "Two."]


def test_items_of_a_list_are_told_from_paragraphs():
    found = marks("<p>These:</p><ul><li>one</li></ul>", "<p>These:</p><ul><li>two</li></ul>")

    assert told(found.after) == ["These:", "+[two]"]
    assert [line.is_item for line in found.after] == [False, True]


def test_an_added_item_is_the_only_change_of_a_list():
    found = marks(
        "<ul><li>one</li><li>three</li></ul>", "<ul><li>one</li><li>two</li><li>three</li></ul>"
    )

    assert told(found.inline) == ["one", "+[two]", "three"]


# What is not words


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>One two</p>", "<p>One  \n two</p>"),
        ("<p>One</p><p>Two</p>", "<p>One</p>\n\n<p>Two</p>"),
        ("<ul><li>one</li></ul>", "<ul>\n<li><p>one</p></li>\n</ul>"),
        ("<p>One</p>", "<p>One</p><p></p>"),
        ("<p>One<br>two</p>", "<p>One<br> two</p>"),
        ("<p>It&#x27;s</p>", "<p>It's</p>"),
    ],
)
def test_two_ways_to_write_the_same_are_the_same(old, new):
    found = marks(old, new)

    assert not found.words_differ
    assert not found.look_differs


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>One two</p>", "<p>One <strong>two</strong></p>"),
        ("<p><em>One</em> two</p>", "<p><strong>One</strong> two</p>"),
        ("<p><em>One</em> two</p>", "<p><em>One two</em></p>"),
        ("<p>one</p>", "<ul><li>one</li></ul>"),
        ("<ul><li>one</li></ul>", "<ol><li>one</li></ol>"),
        ("<p>One two</p>", "<p>One<br>two</p>"),
    ],
)
def test_emphasis_and_setting_differ_without_a_word(old, new):
    found = marks(old, new)

    assert not found.words_differ
    assert found.look_differs


def test_emphasis_inside_a_word_does_not_break_it():
    assert told(marks("<p>Bold</p>", "<p><strong>Bo</strong>ld</p>").inline) == ["Bold"]


# Links


def test_a_link_whose_address_alone_changed_is_told_with_both_addresses():
    found = marks(
        '<p>See <a href="https://old.example/">the plan</a>.</p>',
        '<p>See <a href="https://new.example/">the plan</a>.</p>',
    )

    assert told(found.inline) == [
        "See the -[plan. (link to https://old.example/)] +[plan. (link to https://new.example/)]"
    ]


def test_a_link_that_was_made_of_words_is_a_change():
    found = marks("<p>See the plan</p>", '<p>See <a href="/plan/">the plan</a></p>')

    assert told(found.inline) == ["See the -[plan] +[plan (link to /plan/)]"]


def test_words_added_inside_a_link_do_not_tell_its_address():
    found = marks(
        '<p><a href="/plan/">the plan</a></p>', '<p><a href="/plan/">the new plan</a></p>'
    )

    assert told(found.inline) == ["the +[new] plan"]


@pytest.mark.parametrize("link", ["<a>the plan</a>", '<a href="">the plan</a>'])
def test_a_link_that_leads_nowhere_is_its_words(link):
    assert not marks("<p>the plan</p>", f"<p>{link}</p>").words_differ


def test_a_link_around_nothing_breaks_nothing():
    assert told(marks("", '<p><a href="/x/"></a></p><p>One</p>').inline) == ["+[One]"]
    assert told(marks("", '<p><a href="/x/"></a>One</p>').inline) == ["+[One (link to /x/)]"]


# Signs of HTML, and what should not have been there


def test_signs_of_html_are_words():
    found = marks(
        "<p>Fish &amp; chips</p>", "<p>Fish &lt; &lt;script&gt;alert(1)&lt;/script&gt;</p>"
    )

    assert told(found.inline) == ["Fish -[& chips] +[< <script>alert(1)</script>]"]


def test_broken_nesting_is_read_to_the_end():
    assert told(marks("", "</p>One</li><ul>two</ol></ul></a></strong>three").inline) == [
        "+[One]",
        "+[two]",
        "+[three]",
    ]


def test_plain_text_has_a_line_for_each_line():
    assert told(TextDiff([], lines_of_plain("One\n\nTwo  three\n")).inline) == [
        "+[One]",
        "+[Two three]",
    ]


# Long texts


def quickly(old, new):
    """The marks, made within seconds of the processor's own time."""
    started = time.process_time()
    found = marks(old, new)
    _ = found.inline, found.before, found.after
    assert time.process_time() - started < 15
    return found


MANY = [f"word{number % 997}" for number in range(200_000)]
TWO_MEGABYTES = " ".join(MANY)


def test_one_word_changed_in_two_megabytes_is_the_only_mark():
    changed = " ".join([*MANY[:100_000], "new", *MANY[100_001:]])

    found = quickly(f"<p>{TWO_MEGABYTES}</p>", f"<p>{changed}</p>")

    [line] = found.inline
    assert [run.kind for run in line.runs] == ["same", "removed", "added", "same"]
    assert line.runs[2].words == "new"


def test_two_megabytes_with_nothing_in_common_are_marked_by_paragraph():
    other = " ".join(["x", *MANY[::-1], "y"])

    found = quickly(f"<p>{TWO_MEGABYTES}</p>", f"<p>{other}</p>")

    assert [[run.kind for run in line.runs] for line in found.inline] == [["removed", "added"]]


@pytest.mark.parametrize("between", ["</p><p>", " <strong>x</strong> "])
def test_endless_repetition_does_not_hang(between):
    old = between.join(["again"] * 40_000)

    quickly(f"<p>{old}</p>", f"<p>one {old[: len(old) // 2]} two</p>")

"""Two thousand damaged files: each is read or told in a sentence, and nothing ends the portal."""

from tests.fuzzing.fuzz import outcomes, sentence_of

SEED = 4


def test_damaged_files_are_read_or_told_in_a_sentence():
    found = outcomes(2000, seed=SEED)

    ended = {number: what for number, what in found.items() if what.startswith("ended")}
    failed = {number: what for number, what in found.items() if what.startswith("failed")}
    assert len(found) == 2000
    assert failed == {}  # what we foresee has a sentence of its own
    assert [number for number in ended if not sentence_of(number, seed=SEED)] == []

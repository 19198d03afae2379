"""Learns from coded comments which words stand in comments of a code, and suggests codes.

It is complement naive Bayes (Rennie and others, 2003) over words and pairs of words: a code fits if
the words of a comment are rare in the comments of all other codes. Coding a comment adds its words
to a table, so a suggestion reads only the rows of the words at hand, however many comments there
are. No model is downloaded, and nothing leaves this machine.
"""

import math
import re
from collections import Counter, defaultdict
from hashlib import blake2b
from itertools import pairwise

from django.db import connection

from consideration.models import Code, WordCount
from consultation.models import Consultation

ALL_WORDS = 0  # in the place of a word
MOST_WORDS = 200  # of one comment: the first ones, so that a long one costs no more
SUGGESTED = 5
SMOOTHING = 0.5  # added to each count, so that a word that only one code has weighs no infinity


def words_in(text: str) -> list[int]:
    """The hashes of its words and of pairs of neighbours, each once."""
    words = re.findall(r"\w+", text.casefold())[:MOST_WORDS]
    pairs = [f"{word} {following}" for word, following in pairwise(words)]
    return list(dict.fromkeys(map(_hashed, [*words, *pairs])))


def learn(text: str, *, before: set[int], after: set[int]):
    """The codes of a comment changed from `before` to `after`."""
    if before == after:
        return
    words = words_in(text)
    with connection.cursor() as cursor:
        for code in sorted(before | after):
            step = (code in after) - (code in before)
            if step > 0:
                cursor.execute(
                    """
                    INSERT INTO consideration_wordcount (code_id, word, number)
                    SELECT %s, word, n FROM unnest(%s::bigint[], %s::int[]) AS new (word, n)
                    ORDER BY word
                    ON CONFLICT (word, code_id)
                    DO UPDATE SET number = consideration_wordcount.number + EXCLUDED.number
                    """,
                    [code, [*words, ALL_WORDS], [*[1] * len(words), len(words)]],
                )
            elif step < 0:
                cursor.execute(
                    """
                    UPDATE consideration_wordcount
                    SET number = greatest(number - CASE word WHEN 0 THEN %s ELSE 1 END, 0)
                    WHERE code_id = %s AND word = ANY(%s)
                    """,
                    [len(words), code, [*words, ALL_WORDS]],
                )


def suggested(text: str, consultation: Consultation) -> list[Code]:
    """The codes that fit best, the best first. Also learned from: the codes that these were copied
    from. None as long as fewer than two codes were given."""
    codes = list(Code.objects.in_use().filter(consultation=consultation))
    learned_for = defaultdict(list)  # the row's code: codes of this consultation
    for code in codes:
        learned_for[code.pk].append(code.pk)
        if code.copied_from_id:
            learned_for[code.copied_from_id].append(code.pk)
    counts, totals = defaultdict(Counter), Counter()
    rows = WordCount.objects.filter(code__in=learned_for, word__in=[*words_in(text), ALL_WORDS])
    for learned, word, number in rows.values_list("code", "word", "number"):
        for code in learned_for[learned]:
            if word == ALL_WORDS:
                totals[code] += number
            else:
                counts[word][code] += number
    given = [code for code in codes if totals[code.pk]]
    if len(given) < 2:
        return []
    scores = _scores([code.pk for code in given], counts, totals)
    return sorted(given, key=lambda code: -scores[code.pk])[:SUGGESTED]


def _scores(codes, counts, totals):
    """By code. The number of different words, by which smoothing is usually corrected, would shift
    all codes by nearly the same."""
    everything = sum(totals.values())
    scores = dict.fromkeys(codes, 0.0)
    for of_word in counts.values():
        number = sum(of_word.values())
        weight = math.log(1 + everything / (1 + number))  # a rare word tells more
        for code in codes:
            elsewhere = (number - of_word[code] + SMOOTHING) / (everything - totals[code] + 1)
            scores[code] -= weight * math.log(elsewhere)
    return scores


def _hashed(words):
    """Never ALL_WORDS, but for one chance in 2⁶⁴."""
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), signed=True)

"""How long suggesting codes takes with 100,000 coded comments, on texts made for it.

The texts are drawn from made-up words, some of which belong to one code. They say how long it
takes. They say nothing of how often a suggestion is right: that depends on how people write.
"""

import random
import statistics
import time
from collections import Counter, defaultdict

from benchmarks.portals import database, load, manage, production

COMMENTS = 100_000
CODES = 48
ASKED = 200
WORDS_OF_ALL, WORDS_OF_A_CODE = 20_000, 150
LENGTH = 40  # words of a comment


def main():
    with database() as url, production(url) as environment:
        load(environment)
        command = "from benchmarks.coding import measure; measure()"
        manage(environment, "shell", "--no-imports", "--command", command)


def measure():
    """Inside a portal of its own."""
    from consideration.coding.words import suggested

    consultation, chance = coded(COMMENTS), random.Random(1)  # noqa: S311 no secrets
    times = []
    for n in range(ASKED):
        text = text_of(chance, n % CODES)
        began = time.perf_counter()
        suggested(text, consultation)
        times.append(time.perf_counter() - began)
    middle, slow = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    print(
        f"   {COMMENTS:,} coded comments, {CODES} codes: suggesting takes {middle * 1000:.0f} ms,"
    )
    print(f"   and 95 times of 100 at most {slow * 1000:.0f} ms (aim: 100)")


def coded(comments):
    """Writes what coding so many comments would have written, and returns their consultation."""
    from django.db import connection

    from consideration.coding.words import ALL_WORDS, words_in
    from consideration.models import WordCount
    from consultation.models import Consultation

    chance = random.Random(CODES)  # noqa: S311 no secrets
    consultation = Consultation.objects.first()
    codes = [consultation.codes.create(name=f"Code {n}") for n in range(CODES)]
    counts = defaultdict(Counter)
    for n in range(comments):
        words = words_in(text_of(chance, n % CODES))
        counts[n % CODES].update(words)
        counts[n % CODES][ALL_WORDS] += len(words)
    for n, of_code in counts.items():
        WordCount.objects.bulk_create(
            (WordCount(code=codes[n], word=word, number=times) for word, times in of_code.items()),
            batch_size=10_000,
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE consideration_wordcount")
    return consultation


def text_of(chance, code):
    """Every third word is of the code; the others are as frequent as in a language (1 / rank)."""
    return " ".join(
        f"c{code}x{chance.randrange(WORDS_OF_A_CODE)}"
        if chance.random() < 1 / 3
        else f"w{int(WORDS_OF_ALL ** chance.random())}"
        for _ in range(LENGTH)
    )

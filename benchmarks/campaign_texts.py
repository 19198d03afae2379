"""Comments made for `campaigns.py`: templates as campaigns give them to people, with what each
sender makes of them, and comments of single people on the same subjects. The same seed makes the
same comments.

Own words are whole sentences as well as single words put in the place of others. Some members leave
out part of the template, and some mix two.
"""

import random
from collections.abc import Iterator

SUBJECTS = [
    "off-road bikes", "street lighting", "the night bus", "shoplifting", "fly-tipping",
    "the youth club", "speeding", "hate crime", "empty houses", "drug dealing", "dog fouling",
    "the police desk", "cameras", "noise at night", "graffiti", "neighbourhood wardens",
    "safety of women", "fireworks", "cycle lanes", "the underpass",
]  # fmt: skip
PLACES = [
    "park",
    "square",
    "estate",
    "school",
    "station",
    "shop",
    "library",
    "bridge",
    "path",
    "village",
    "market",
    "pub",
]
PEOPLE = [
    "children",
    "neighbours",
    "pensioners",
    "shopkeepers",
    "drivers",
    "families",
    "students",
    "visitors",
]
VERBS = [
    "report",
    "avoid",
    "fear",
    "notice",
    "mention",
    "expect",
    "welcome",
    "miss",
    "repair",
    "watch",
    "remember",
    "fund",
]
ENDS = [
    "every week",
    "after dark",
    "since the winter",
    "for years now",
    "at weekends",
    "on most days",
]
WISHES = [
    "more patrols",
    "a clear plan",
    "faster answers",
    "better lights",
    "honest figures",
    "local staff",
    "a named officer",
    "regular meetings",
    "real consequences",
    "long-term money",
]
SHAPES = [
    "{people} near the {place} {verb} {subject} {end}",
    "I would like {wish} because of {subject} by the {place}",
    "my {number} {people} {verb} the {place} and {subject} {end}",
    "in {number} years {subject} has changed how {people} {verb} our {place}",
    "without {wish} the {people} who {verb} the {place} will lose patience with {subject}",
    "we asked for {wish} at the {place} {number} times and {people} still {verb} {subject}",
    "the strategy should promise {wish} about {subject} so that {people} {verb} it {end}",
]
FILLERS = [
    "really",
    "just",
    "often",
    "again",
    "now",
    "still",
    "clearly",
    "honestly",
    "sadly",
    "mostly",
    "rarely",
    "surely",
    "simply",
    "truly",
    "nearly",
    "always",
    "never",
    "perhaps",
    "maybe",
    "also",
    "even",
    "only",
    "once",
    "twice",
    "here",
    "there",
    "lately",
    "recently",
]
GREETINGS = ["", "", "Dear Sir or Madam,", "Hello,", "To whom it may concern,", "Dear all,"]
FILLED = 0.25  # of the gaps between words, or all would be made of the same few phrases
NAMES = ["Alex", "Sam", "Jo", "Chris", "Pat", "Robin", "Lee", "Ash", "Kim", "Max", "Drew", "Jude"]
MIXED = 0.05  # of the members
SINGLES = 0.3  # of all


def comments(total: int, *, seed: int = 13) -> Iterator[tuple[str, int | None]]:
    """(text, number of its template or None), shuffled."""
    chance = random.Random(seed)  # noqa: S311 (a made set must be the same each time)
    sizes = _sizes(total - round(total * SINGLES))
    templates = [_sentences(chance, SUBJECTS[n % 20], chance.randint(5, 12)) for n in range(20)]
    labels = [n for n, size in enumerate(sizes) for _ in range(size)]
    labels += [None] * (total - len(labels))
    chance.shuffle(labels)
    for label in labels:
        yield (_single(chance) if label is None else _member(chance, templates, label)), label


def _sizes(members):
    """From 20 to 900 of 7,000, or as many times more as there are members."""
    sizes = [20 + (900 - 20) * n / 19 for n in range(20)]
    sizes = [20 + (size - 20) * (7000 - 400) / (sum(sizes) - 400) for size in sizes]
    sizes[-1] = 900
    return [round(size * members / sum(sizes)) for size in sizes]


def _member(chance, templates, label):
    said = list(templates[label])
    if chance.random() < MIXED:
        other = templates[chance.choice([n for n in range(20) if n != label])]
        said += chance.sample(other, k=max(1, len(said) // 3))
    own = chance.uniform(0, 0.6)
    keep = max(2, round(len(said) * (1 - own / 4)))
    said = [said[n] for n in sorted(chance.sample(range(len(said)), k=min(keep, len(said))))]
    said = [_reworded(chance, sentence, own / 10) for sentence in said]
    subject = SUBJECTS[label % 20]
    common = sum(len(sentence.split()) for sentence in said)
    while common and own > 0.05:
        sentence = _sentence(chance, subject)
        said.insert(chance.randint(0, len(said)), sentence)
        words = sum(len(each.split()) for each in said)
        if 1 - common / words >= own:
            break
    return _signed(chance, " ".join(said))


def _single(chance):
    subject = chance.choice(SUBJECTS)
    return _signed(chance, " ".join(_sentences(chance, subject, chance.randint(1, 8))))


def _signed(chance, text):
    ending = f" Regards, {chance.choice(NAMES)}" if chance.random() < 0.4 else ""
    return f"{chance.choice(GREETINGS)} {text}{ending}".strip()


def _sentences(chance, subject, number):
    return [_sentence(chance, subject) for _ in range(number)]


def _sentence(chance, subject):
    parts = [_clause(chance, subject) for _ in range(chance.randint(1, 2))]
    sentence = chance.choice([" and ", ", but ", " although ", ", so "]).join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}."


def _clause(chance, subject):
    clause = chance.choice(SHAPES).format(
        subject=subject, people=chance.choice(PEOPLE), place=chance.choice(PLACES),
        verb=chance.choice(VERBS), end=chance.choice(ENDS), wish=chance.choice(WISHES),
        number=chance.randint(2, 40),
    )  # fmt: skip
    said = []
    for word in clause.split():
        said += [chance.choice(FILLERS), word] if chance.random() < FILLED else [word]
    return " ".join(said)


def _reworded(chance, sentence, share):
    words = [
        chance.choice(PEOPLE + PLACES + VERBS) if chance.random() < share else word
        for word in sentence.split()
    ]
    return " ".join(words)

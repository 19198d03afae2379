"""The codes of a consultation: merged, copied from an earlier one, and the family for equality."""

import datetime as dt

from django.db import connection, transaction

from consideration.models import Code, Coding, WordCount
from consultation.models import Consultation

# The nine protected characteristics (Equality Act 2010, section 4), and what the partnership
# considers beside them.
EQUALITY = "Equality"
EQUALITY_CODES = [
    "Age",
    "Disability",
    "Gender reassignment",
    "Marriage and civil partnership",
    "Pregnancy and maternity",
    "Race",
    "Religion or belief",
    "Sex",
    "Sexual orientation",
    "Care leavers",
    "Armed forces",
    "Poverty",
    "Rurality",
]


class MergeError(ValueError):
    """The message tells the officer why the codes cannot be merged."""


def lock_codes(consultation: Consultation):
    """Makes two officers who change the codes of a consultation wait for each other."""
    Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)


@transaction.atomic
def merge(*, code: Code, into: Code, by, at: dt.datetime):
    """What has `code` has `into` from now on; the codes under it come under `into`.

    Rows of the past stay. Raises MergeError.
    """
    lock_codes(code.consultation)
    # The same locks as in `points.py`, in the same order: nobody gives the code meanwhile.
    pair = Code.objects.select_for_update(no_key=True).filter(pk__in=[code.pk, into.pk])
    found = {each.pk: each for each in pair.order_by("pk")}
    code, into = found[code.pk], found[into.pk]
    _refuse(code, into)
    code.children.in_use().update(parent=into)
    in_force = Coding.objects.filter(code=code, removed_at=None)
    has_both = Coding.objects.filter(code=into, removed_at=None).values("point")
    points = list(in_force.exclude(point__in=has_both).values_list("point", flat=True))
    in_force.update(removed_at=at, removed_by=by)
    Coding.objects.bulk_create(
        Coding(point_id=point, code=into, added_at=at, added_by=by) for point in points
    )
    _merge_words(code, into)
    code.merged_into, code.merged_at, code.merged_by = into, at, by
    code.save(update_fields=["merged_into", "merged_at", "merged_by"])


def _refuse(code, into):
    if code.pk == into.pk:
        raise MergeError("A code cannot be merged into itself. Choose another.")
    if code.merged_into_id:
        raise MergeError(f"“{code}” has just been merged into “{code.merged_into}”.")
    if into.merged_into_id:
        raise MergeError(f"“{into}” has just been merged into “{into.merged_into}”. Choose again.")
    if into.parent_id == code.pk:
        raise MergeError(
            f"“{into}” is under “{code}”. Merge it the other way round, or move it first."
        )
    if into.parent_id and code.children.in_use().exists():
        raise MergeError(
            f"“{code}” has codes under it, and “{into}” is under another code, so there would be a "
            "third level. Move the codes under it first."
        )
    if into.consultation_id != code.consultation_id:
        raise MergeError("The two codes are of two consultations. Choose another.")


def _merge_words(code, into):
    """A comment that had both codes counts twice from now on; suggestions bear that."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO consideration_wordcount (code_id, word, number)
            SELECT %s, word, number FROM consideration_wordcount WHERE code_id = %s ORDER BY word
            ON CONFLICT (word, code_id)
            DO UPDATE SET number = consideration_wordcount.number + EXCLUDED.number
            """,
            [into.pk, code.pk],
        )
    WordCount.objects.filter(code=code).delete()


@transaction.atomic
def copy_codes(*, source: Consultation, target: Consultation) -> int:
    """Copies those whose name `target` does not have yet. Returns how many."""
    lock_codes(target)
    copies, number = {}, 0
    # Parents first, so that they are there when the codes under them come.
    for code in sorted(source.codes.in_use(), key=lambda each: each.parent_id is not None):
        if known := target.codes.in_use().named(code.name).first():
            copies[code.pk] = known
            continue
        parent = copies.get(code.parent_id)
        copies[code.pk] = target.codes.create(
            name=code.name,
            guidance=code.guidance,
            family=code.family,
            copied_from=code,
            # A code of that name may be under another one here.
            parent=parent.parent or parent if parent else None,
        )
        number += 1
    return number


@transaction.atomic
def add_equality_codes(consultation: Consultation) -> int:
    """Adds those that are missing by name, and marks them all. Returns how many it added."""
    lock_codes(consultation)
    parent, number = _of_equality(consultation, EQUALITY, None)
    for name in EQUALITY_CODES:
        number += _of_equality(consultation, name, parent.parent or parent)[1]
    return number


def lacks_equality_codes(consultation: Consultation) -> bool:
    of_family = consultation.codes.in_use().filter(family=Code.Family.EQUALITY)
    return bool(set(EQUALITY_CODES) - set(of_family.values_list("name", flat=True)))


def _of_equality(consultation, name, parent):
    if known := consultation.codes.in_use().named(name).first():
        known.family = Code.Family.EQUALITY
        known.save(update_fields=["family"])
        return known, 0
    family = Code.Family.EQUALITY
    return consultation.codes.create(name=name, parent=parent, family=family), 1

"""A published edition, and all that it is made of, can no longer be changed by anyone."""

import datetime as dt
from contextlib import contextmanager

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, transaction
from psycopg import sql

from strategy.models import Edition, Part, Section, Strategy
from tests.strategy.factories import draft, published
from themes.models import AreaOfAssurance, AreaOfFocus, Goal, UmbrellaTheme
from themes.publishing.publication import publish_edition

ITEMS = [Section, UmbrellaTheme, AreaOfFocus, AreaOfAssurance, Goal]
WITHIN = [*ITEMS, Part]
LEAVES = [Section, AreaOfAssurance, Goal, Part]
AT = dt.datetime(2024, 4, 2, 9, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db
by_name = {"ids": lambda model: model.__name__}


@pytest.fixture
def strategy():
    return Strategy.objects.get()


@contextmanager
def refused(title="Consultation draft"):
    """The database refuses what is done inside, with a sentence that a person can read."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    assert caught.value.__cause__.diag.message_primary == (
        f'The edition "{title}" is published and can no longer be changed. '
        "Make the correction in a new edition."
    )


def run(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def one_of(model, edition):
    """Something of the edition that has nothing below it, if there is such."""
    return model.objects.filter(edition=edition).last()


def copied(item, **changes):
    item.pk = None
    item._state.adding = True
    for name, value in changes.items():
        setattr(item, name, value)
    return item


# What is published


@pytest.mark.parametrize("model", WITHIN, **by_name)
def test_what_a_published_edition_holds_cannot_be_saved(edition, model):
    item = one_of(model, edition)
    item.title = "Another title"

    with refused():
        item.save()

    item.refresh_from_db()
    assert item.title != "Another title"


@pytest.mark.parametrize("model", WITHIN, **by_name)
def test_what_a_published_edition_holds_cannot_be_updated(edition, model):
    with refused():
        model.objects.filter(edition=edition).update(title="Another title")

    assert not model.objects.filter(title="Another title").exists()


@pytest.mark.parametrize("model", WITHIN, **by_name)
def test_nothing_can_be_added_to_a_published_edition(edition, model):
    changes = {"key": "something/new"} | ({"position": 999} if model is Part else {})

    with refused():
        copied(one_of(model, edition), **changes).save()

    assert not model.objects.filter(key="something/new").exists()


@pytest.mark.parametrize("model", LEAVES, **by_name)
def test_nothing_can_be_removed_from_a_published_edition(edition, model):
    item = one_of(model, edition)

    with refused():
        model.objects.filter(pk=item.pk).delete()

    assert model.objects.filter(pk=item.pk).exists()


@pytest.mark.parametrize("model", WITHIN, **by_name)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET title = 'Another title' WHERE edition_id = %s",
        "UPDATE {table} SET title = title WHERE edition_id = %s",
        "DELETE FROM {table} WHERE edition_id = %s",
    ],
    ids=["update", "update of nothing", "delete"],
)
def test_sql_cannot_change_what_a_published_edition_holds(edition, model, statement):
    with refused():
        run(statement.format(table=model._meta.db_table), edition.pk)


@pytest.mark.parametrize("model", ITEMS, **by_name)
def test_nothing_can_be_moved_into_a_published_edition(edition, strategy, model):
    item = one_of(model, draft(strategy))

    with refused():
        model.objects.filter(pk=item.pk).update(edition=edition)


@pytest.mark.parametrize("model", WITHIN, **by_name)
def test_nothing_can_be_moved_out_of_a_published_edition(edition, strategy, model):
    item = one_of(model, edition)
    changes = {"position": 999} if model is Part else {}

    with refused():
        model.objects.filter(pk=item.pk).update(edition=draft(strategy), **changes)


@pytest.mark.parametrize(
    "changes",
    [{"title": "Another"}, {"slug": "another"}, {"change_note": "New."}, {"published_at": None}],
    ids=lambda changes: next(iter(changes)),
)
def test_a_published_edition_cannot_be_changed_or_made_a_draft_again(edition, changes):
    with refused():
        Edition.objects.filter(pk=edition.pk).update(**changes)


def test_a_published_edition_cannot_be_saved(edition):
    edition.change_note = "Only a word."

    with refused():
        edition.save()


def test_sql_cannot_remove_a_published_edition(edition):
    with refused():
        run("DELETE FROM strategy_edition WHERE id = %s", edition.pk)


@pytest.mark.parametrize("model", [Edition, *WITHIN], **by_name)
def test_a_table_with_published_rows_cannot_be_emptied(model):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        run(f"TRUNCATE {model._meta.db_table} CASCADE")

    told = caught.value.__cause__.diag.message_primary
    assert told.endswith("holds what was published or sent, and cannot be emptied.")
    assert model.objects.exists()


# What is a draft


@pytest.mark.parametrize("model", ITEMS, **by_name)
def test_a_draft_can_be_changed_and_added_to(strategy, model):
    edition = draft(strategy)
    item = one_of(model, edition)

    item.title = "Another title"
    item.save()
    without_role = {"role": ""} if model is Section else {}
    copied(one_of(model, edition), key="something/new", **without_role).save()

    titles = model.objects.filter(edition=edition).values_list("title", flat=True)
    assert set(titles) == {"Another title"}
    assert len(titles) == 2


def test_a_draft_can_be_taken_apart_and_removed(strategy):
    edition = draft(strategy)

    for model in reversed(ITEMS):
        model.objects.filter(edition=edition).delete()
    edition.delete()

    assert not strategy.editions.filter(published_at=None).exists()


def test_what_stands_beside_the_text_can_still_be_changed(strategy):
    strategy.contact_telephone = "03000 000000"
    strategy.save()

    assert run("UPDATE strategy_milestone SET note = 'Moved.'") == strategy.milestones.count()


def test_a_strategy_has_one_draft_at_most(strategy):
    draft(strategy)
    second = Edition(strategy=strategy, slug="second", title="Second")

    with pytest.raises(ValidationError, match=r"This strategy already has a draft\."):
        second.full_clean()
    with pytest.raises(IntegrityError, match="edition_one_draft_per_strategy"):
        second.save()


def test_publishing_freezes_a_draft(strategy):
    edition = published(strategy, at=AT)

    section = one_of(Section, edition)
    section.title = "Another title"
    assert edition.published_at == AT
    with refused("Next edition"):
        section.save()


def test_an_edition_is_published_once(edition):
    parts = edition.parts.count()

    with pytest.raises(ValueError, match="“Consultation draft” is agreed for publication"):
        publish_edition(edition=edition, at=AT)

    edition.refresh_from_db()
    assert edition.parts.count() == parts
    assert edition.published_at < AT


# One edition's items stay together


@pytest.mark.parametrize(
    ("model", "column", "parents"),
    [
        (AreaOfFocus, "theme", UmbrellaTheme),
        (AreaOfAssurance, "theme", UmbrellaTheme),
        (Goal, "area_of_focus", AreaOfFocus),
        (Section, "parent", Section),
    ],
    ids=["area of focus", "area of assurance", "goal", "section"],
)
def test_an_item_and_its_parent_are_of_one_edition(edition, strategy, model, column, parents):
    item = one_of(model, draft(strategy))
    setattr(item, column, one_of(parents, edition))
    run("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError, match=f"{column}_in_one_edition"), transaction.atomic():
        item.save()


# Two at the same time


@pytest.fixture
def another_connection(db):
    """A second connection, which gives up waiting for a lock after a tenth of a second."""
    parameters = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    known = {name: parameters[name] for name in names if name in parameters}
    with psycopg.connect(**known, autocommit=True) as other:
        other.execute("SET lock_timeout = '100ms'")
        yield other


def insert(other, instance):
    """Save something new over another connection than Django's; its primary key."""
    fields = [field for field in instance._meta.concrete_fields if not field.primary_key]
    values = [
        field.get_db_prep_save(field.pre_save(instance, True), connection) for field in fields
    ]
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING id").format(
        sql.Identifier(instance._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(field.column) for field in fields),
        sql.SQL(", ").join(sql.Placeholder() * len(values)),
    )
    return other.execute(statement, values).fetchone()[0]


@pytest.fixture
def committed_draft(another_connection, strategy):
    """A draft that both connections see. It is never published for good, so it can go again."""
    edition = Edition(strategy=strategy, slug="both", title="Seen by both")
    edition.pk = insert(another_connection, edition)
    yield Edition.objects.get(pk=edition.pk)
    another_connection.execute("DELETE FROM strategy_section WHERE edition_id = %s", [edition.pk])
    another_connection.execute("DELETE FROM strategy_edition WHERE id = %s", [edition.pk])


def test_nothing_slips_into_an_edition_while_it_is_being_published(
    committed_draft, another_connection
):
    late_section = Section(edition=committed_draft, key="late", title="Late")
    with transaction.atomic():
        publish_edition(edition=committed_draft, at=AT)

        with pytest.raises(psycopg.errors.LockNotAvailable):
            insert(another_connection, late_section)

        transaction.set_rollback(True)
    insert(another_connection, late_section)
    assert committed_draft.section_set.count() == 1


def test_publishing_waits_for_whoever_is_still_adding(committed_draft, another_connection):
    late_section = Section(edition=committed_draft, key="late", title="Late")
    with another_connection.transaction(force_rollback=True):
        insert(another_connection, late_section)

        with transaction.atomic():
            run("SET LOCAL lock_timeout = '100ms'")
            with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
                publish_edition(edition=committed_draft, at=AT)
            transaction.set_rollback(True)

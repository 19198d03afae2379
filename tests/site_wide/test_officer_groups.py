"""After each `migrate`, the groups of officers have exactly the rights of the table."""

import secrets
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from site_wide.officer_groups import GIVEN_TO_NOBODY, GROUPS, apply_rights, rights_of
from tests.own_database import connected_to, nobody_connected_to

PUBLISH = {"codename": "publish_edition"}


def rights_in_database():
    """By group, as `app.codename`."""
    return {
        group.name: {
            f"{permission.content_type.app_label}.{permission.codename}"
            for permission in group.permissions.select_related("content_type")
        }
        for group in Group.objects.all()
    }


def rights_in_table():
    return {name: rights_of(name) for name in GROUPS}


def migrate(*arguments):
    # The checks may warn of how the tests' server keeps its log.
    call_command("migrate", *arguments, skip_checks=True, verbosity=0)


@pytest.mark.django_db
class TestAppliedAgain:
    def test_each_group_has_exactly_the_rights_of_the_table(self):
        assert rights_in_database() == rights_in_table()

    def test_what_is_missing_comes_and_what_was_added_goes(self):
        Group.objects.get(name="Analyst").permissions.add(Permission.objects.get(**PUBLISH))
        Group.objects.get(name="Publisher").permissions.clear()
        Group.objects.get(name="Subgroup lead").delete()

        migrate()

        assert rights_in_database() == rights_in_table()

    def test_officers_stay_in_their_groups(self, admin_user):
        admin_user.groups.add(Group.objects.get(name="Analyst"))

        migrate()

        assert [group.name for group in admin_user.groups.all()] == ["Analyst"]

    def test_a_group_that_a_partnership_made_is_left_alone(self):
        own = Group.objects.create(name="Press office")
        own.permissions.add(Permission.objects.get(**PUBLISH))

        migrate()

        assert rights_in_database() == rights_in_table() | {
            "Press office": {"strategy.publish_edition"}
        }

    def test_nothing_is_written_when_nothing_changes(self):
        with CaptureQueriesContext(connection) as queries:
            apply_rights(using="default")

        reads = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT")
        assert [query for query in queries if not query["sql"].startswith(reads)] == []
        assert len(queries) < 20

    def test_they_are_applied_once_in_each_migrate(self):
        with CaptureQueriesContext(connection) as queries:
            migrate()

        looked_up = [query for query in queries if 'FROM "auth_group" WHERE' in query["sql"]]
        assert len(looked_up) == len(GROUPS)


class TestShapesOfDatabase:
    @pytest.fixture
    def db(self, django_db_setup, django_db_blocker):
        """Django works on an empty database."""
        name = f"officer_groups_{secrets.token_hex(4)}"
        with django_db_blocker.unblock():
            template = connection.settings_dict["NAME"]
            with nobody_connected_to(template), connected_to("postgres") as server:
                server.execute(f'CREATE DATABASE "{name}"')
            connection.settings_dict["NAME"] = name
            try:
                yield
            finally:
                with nobody_connected_to(template), connected_to("postgres") as server:
                    server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def test_the_rights_follow_the_tables(self, db):
        migrate("contenttypes")  # there are no groups yet
        migrate("auth")
        assert rights_in_database() == {name: set() for name in GROUPS}

        migrate("auth", "zero")
        migrate("themes")
        migrate("sdp_portal")
        migrate("strategy")
        rights = rights_in_database()

        assert rights["Publisher"] == rights_of("Publisher")
        assert set() < rights["Consultation officer"] < rights_of("Consultation officer")


def test_every_table_of_ours_is_given_to_a_group_or_to_nobody():
    ours = [app for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]
    tables = {model._meta.label_lower for app in ours for model in app.get_models()}

    given = labels((app, models) for rights in GROUPS.values() for _, app, models in rights)
    to_nobody = labels(GIVEN_TO_NOBODY)

    assert given | to_nobody == tables
    assert not given & to_nobody


def labels(pairs):
    return {f"{app}.{model}" for app, models in pairs for model in models.split()}

"""Officers of every kind, and a portal that asks each of them for a second factor."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

PASSWORD = "a long sentence nobody guesses"


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def make_officer(db):
    """An officer in the named groups: `make_officer("jo", "Publisher")`."""

    def make(username="jo", *groups, password=PASSWORD, **fields):
        fields = {"is_staff": True, "email": f"{username}@durham.example"} | fields
        officer = get_user_model().objects.create_user(username, password=password, **fields)
        officer.groups.set(Group.objects.filter(name__in=groups))
        assert officer.groups.count() == len(groups)
        return officer

    return make


@pytest.fixture
def signed_in(make_officer):
    """A browser in which an officer of these groups is signed in: `signed_in("Publisher")`."""

    def sign_in(*groups, **fields):
        client = Client()
        client.officer = make_officer("jo", *groups, **fields)
        client.force_login(client.officer)
        return client

    return sign_in

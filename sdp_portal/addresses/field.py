"""The part of a web address by which a row is found."""

import re
from collections.abc import Iterator
from itertools import count

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify

IN_SMALL_LETTERS = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def as_address(words: str, *, longest: int = 50) -> str:
    """`words` as the end of a web address; empty if they have no letter or digit to make it of."""
    plain = slugify(re.sub("[_/–]", "-", words))
    return re.sub("-+", "-", plain)[:longest].strip("-")


def possible_addresses(words: str, *, longest: int = 50) -> Iterator[str]:
    """`words` as an address, then with the numbers from 2 on."""
    yield as_address(words, longest=longest)
    for number in count(2):
        yield f"{as_address(words, longest=longest - 5)}-{number}"


def free_address(model: type[models.Model], words: str) -> str:
    """The first possible address that no row of `model` has."""
    taken = set(model.objects.values_list("slug", flat=True))
    return next(address for address in possible_addresses(words) if address not in taken)


def in_small_letters(address: str):
    if IN_SMALL_LETTERS.fullmatch(address):
        return
    example = as_address(address)
    instead = f" For instance: {example}" if example else ""
    raise ValidationError(
        f"Use small letters and digits, with single hyphens between the words.{instead}"
    )


class AddressFormField(forms.SlugField):
    """Without Django's own sentence on slugs, which allows capitals and underscores."""

    default_validators = []


class AddressField(models.SlugField):
    """A slug in small letters. A row that had another before this rule keeps it."""

    default_validators = []

    def clean(self, value, model_instance):
        value = super().clean(value, model_instance)
        rows = type(model_instance)._base_manager.filter(pk=model_instance.pk)
        if not IN_SMALL_LETTERS.fullmatch(value) and not rows.filter(**{self.name: value}).exists():
            in_small_letters(value)
        return value

    def formfield(self, **kwargs):
        return super().formfield(**kwargs | {"form_class": AddressFormField})

    def deconstruct(self):
        """For the database it is a slug, so no migration knows this class."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.SlugField", args, kwargs

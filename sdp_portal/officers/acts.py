"""What officers did: one row for each act, for good.

The database refuses to change or delete a row. When an officer's account is deleted, the row keeps
the officer's name. It names what it is about in words, and by model and key, because the row it is
about can be deleted as well.

An act repeats nothing that people outside said or wrote: not their names, not their words.
"""

from collections.abc import Sequence

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import models, transaction
from django.urls import reverse
from django.utils.text import capfirst

from sdp_portal.text_diff import TextDiff, diff_of_plain

SHORT = 80  # characters of a value that fit into a list


class ActQuerySet(models.QuerySet):
    def about(self, *rows):
        keys = models.Q(pk__in=[])
        for row in rows:
            keys |= models.Q(about_model=row._meta.label_lower, about_key=str(row.pk))
        return self.filter(keys)

    def newest_first(self):
        return self.order_by("-at", "-pk")

    def with_changes(self):
        return self.prefetch_related("changes")


class Act(models.Model):
    class Kind(models.TextChoices):
        ADDED = "added", "Added"
        CHANGED = "changed", "Changed"
        DELETED = "deleted", "Deleted"
        STEP = "step", "Took a step"
        READ = "read", "Opened or downloaded a file"
        SENT = "sent", "Sent mail"
        SIGNED_IN = "signed-in", "Signed in"
        REFUSED = "refused", "Signing in failed"

    at = models.DateTimeField("when")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="acts",
        editable=False,
    )
    officer_name = models.CharField("officer", max_length=310)
    kind = models.CharField(max_length=10, choices=Kind)
    what = models.TextField("what was done")
    about = models.TextField("about", blank=True)
    about_model = models.CharField(max_length=100, blank=True)
    about_key = models.CharField(max_length=100, blank=True)

    objects = ActQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "act of an officer"
        verbose_name_plural = "what officers did"
        indexes = [
            models.Index(fields=["-at", "-id"], name="act_newest_first"),
            models.Index(fields=["about_model", "about_key"], name="act_about"),
        ]

    def __str__(self):
        return f"{self.officer_name}: {self.what}"

    @property
    def kind_of_row(self):
        return name_of_model(self.about_model)

    @property
    def url(self):
        """The page of the row that the act is about; empty if it has none. The row may be gone."""
        model = model_named(self.about_model)
        if model is None or not self.about_key or not admin.site.is_registered(model):
            return ""
        opts = model._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_history", args=[self.about_key])


class ChangeOfAct(models.Model):
    """A field that an act changed, in words."""

    act = models.ForeignKey(Act, on_delete=models.CASCADE, related_name="changes")
    row = models.CharField(max_length=300, blank=True)  # empty: the row that the act is about
    field = models.CharField(max_length=200)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "changed field"

    def __str__(self):
        return f"{self.name}: “{shortened(self.before)}” → “{shortened(self.after)}”"

    @property
    def name(self):
        return f"{self.row}: {self.field}" if self.row else self.field

    @property
    def same_words(self):
        """Only the look changed, or the words are not to be repeated here."""
        return self.before == self.after

    @property
    def is_short(self):
        return all(len(text) <= SHORT and "\n" not in text for text in (self.before, self.after))

    @property
    def diff(self) -> TextDiff:
        return diff_of_plain(self.before, self.after)


def shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHORT else f"{text[:SHORT]}…"


def model_named(label: str):
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def name_of_model(label: str) -> str:
    model = model_named(label)
    return capfirst(model._meta.verbose_name) if model else label


def name_of(officer) -> str:
    return officer.get_full_name() or officer.get_username()


@transaction.atomic
def record(
    request,
    kind: str,
    what: str,
    *,
    officer=None,
    row: models.Model | None = None,
    about: str = "",
    changes: Sequence[ChangeOfAct] = (),
) -> Act:
    """Leave an act of `officer`, by default of the one who is signed in."""
    officer = officer or request.user
    act = Act.objects.create(
        at=request.at,
        officer=officer,
        officer_name=name_of(officer),
        kind=kind,
        what=what,
        about=about or (str(row) if row else ""),
        about_model=row._meta.label_lower if row else "",
        about_key=str(row.pk) if row else "",
    )
    for change in changes:
        change.act = act
    ChangeOfAct.objects.bulk_create(changes)
    return act

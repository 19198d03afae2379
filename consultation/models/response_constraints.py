"""What is always true of a response."""

from django.db import models
from django.db.models import Q

from consultation.models.secrets import REFERENCE_LETTERS

CONSTRAINTS = [
    models.CheckConstraint(
        name="response_sent_has_reference_and_choices",
        condition=Q(received_at=None, reference=None, is_late=False)
        | Q(received_at__isnull=False, reference__isnull=False)
        & ~Q(respondent_kind="")
        & ~Q(publication=""),
        violation_error_message=(
            "A response that was sent has a reference, says who responds and what may be "
            "published; one not sent has no reference."
        ),
    ),
    models.UniqueConstraint(
        fields=["reference", "version"], name="response_reference_once_for_each_version"
    ),
    models.UniqueConstraint(
        fields=["consultation", "source_key"],
        name="response_imported_once",
        condition=Q(source_key__isnull=False),
    ),
    models.CheckConstraint(
        name="response_first_version_replaces_none",
        condition=Q(version=1, replaces=None) | Q(version__gt=1, replaces__isnull=False),
    ),
    models.CheckConstraint(
        name="response_entered_by_an_officer_at_a_moment",
        condition=Q(entered_by=None, entered_at=None, channel="web")
        | Q(entered_by__isnull=False, entered_at__isnull=False),
        violation_error_message=(
            "A response that did not come by this website says who entered it and when."
        ),
    ),
    models.CheckConstraint(
        name="response_correction_says_why",
        condition=Q(corrected_because="") & (Q(version=1) | Q(entered_by=None))
        | Q(corrected_because__regex=r"\S", version__gt=1, entered_by__isnull=False),
        violation_error_message="Say why the entry is corrected.",
    ),
    models.CheckConstraint(
        name="response_correction_of_an_import",
        condition=Q(corrected_in=None) | Q(version__gt=1, entered_by__isnull=False),
    ),
    models.CheckConstraint(
        name="response_headcount_of_a_meeting",
        condition=Q(headcount=None) | Q(channel="meeting", headcount__gte=1),
        violation_error_message="Only a meeting has a number of people, from 1 on.",
    ),
    models.CheckConstraint(
        name="response_reference_is_readable",
        condition=Q(reference=None)
        | Q(reference__regex=rf"^[A-Z]{{2,6}}(-[{REFERENCE_LETTERS}]{{4}}){{2}}$"),
        violation_error_message="A reference looks like ABC-7F3K-92QD.",
    ),
    models.CheckConstraint(
        name="response_organisation_has_a_name",
        condition=~Q(respondent_kind="organisation") | ~Q(organisation=""),
        violation_error_message="Enter the name of the organisation or group.",
    ),
    models.CheckConstraint(
        name="response_with_name_has_a_name",
        condition=~Q(publication="with-name") | ~Q(name="", organisation=""),
        violation_error_message=("Enter your name, or choose to be published without your name."),
    ),
]

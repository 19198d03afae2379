"""The groups of officers and their rights. Superusers have all rights.

After each `migrate` the groups have exactly the rights in this table. Rights that somebody added to
one of these groups are removed. Other groups, made by a partnership, stay as they are.
"""

from django.apps import apps as current_apps
from django.db import transaction

STRATEGY = "edition section milestone body relatedplan document implication supportservice"
THEMES = "umbrellatheme areaoffocus areaofassurance goal subgroup"
SET_UP = (
    "consultation window locality circulationgroup sharing question equalityquestion equalityoption"
)
RECEIVED = "response comment answer withdrawal mistake flag attachment responseimport"

# Each entry: actions, app, models.
READ_TEXT = [
    ("view", "strategy", f"strategy part partnership sitetext synonym {STRATEGY}"),
    ("view", "themes", THEMES),
    ("view", "sdp_portal", "oldaddress"),
]
READ_CONSULTATIONS = [
    ("view", "consultation", f"{SET_UP} {RECEIVED} windowchange invitation mail"),
    (
        "view",
        "consideration",
        "reading review redaction withholding campaign membership code point",
    ),
    ("add", "consideration", "reading"),
    ("view", "outcome", "release takedownconfirmation"),
]
READ_ACTS = [("view", "sdp_portal", "act")]  # what officers did
GROUPS = {
    "Strategy editor": [
        *READ_TEXT,
        ("add change delete", "strategy", f"{STRATEGY} synonym"),
        ("add change", "strategy", "strategy partnership sitetext"),
        ("add change delete", "themes", THEMES),
    ],
    "Publisher": [*READ_TEXT, *READ_ACTS, ("publish", "strategy", "edition sitetext")],
    "Consultation officer": [
        *READ_TEXT,
        *READ_CONSULTATIONS,
        *READ_ACTS,
        ("add change delete", "consultation", SET_UP),
        # Nobody changes what people sent. Officers add responses, and rows beside them.
        ("add", "consultation", "response attachment responseimport withdrawal"),
        ("add", "consultation", "invitation"),
        ("change", "consultation", "invitation flag mail"),
        ("add change", "consideration", "redaction withholding campaign membership"),
        ("add", "consideration", "review safeguarding"),
        ("add change delete", "consideration", "code"),
        ("add change", "consideration", "point"),
        ("add", "outcome", "release takedownconfirmation"),
    ],
    "Safeguarding lead": [
        *READ_TEXT,
        *READ_CONSULTATIONS,
        ("view add change", "consideration", "safeguarding"),
    ],
    "Analyst": [
        *READ_TEXT,
        *READ_CONSULTATIONS,
        ("add change delete", "consideration", "code"),
        ("add change", "consideration", "point"),
    ],
    "Subgroup lead": [("change_own", "themes", "subgroup")],
    "Account manager": [("view add change", "sdp_portal", "officer")],
}
# What officers read beside the name of each group.
MAY_DO = {
    "Strategy editor": "Writes the draft of the strategy and proposes it for publication.",
    "Publisher": "Agrees to what another officer proposes, and so publishes it.",
    "Consultation officer": "Sets up consultations, enters what comes on paper, hides what "
    "must not be read, and publishes responses.",
    "Safeguarding lead": "Reads also what was passed on because somebody may be at risk. Nobody "
    "else does.",
    "Analyst": "Reads the strategy and all responses, and codes what people said.",
    "Subgroup lead": "Changes the page of the subgroup that they lead, and nothing else.",
    "Account manager": "Adds and removes officers, and helps those who cannot sign in.",
}
ADMINISTRATOR = "May do everything, and makes other officers administrators."

# Models without rights for any group. Officers see some of the data on pages with their own checks:
# the history of a text, tables of equality answers, figures.
GIVEN_TO_NOBODY = [
    ("sdp_portal", "changeofact officeraccount"),
    ("strategy", "historicalsection"),
    ("themes", "historicalumbrellatheme historicalareaoffocus historicalareaofassurance"),
    ("themes", "historicalgoal oldsubgroupslug previewlink"),
    ("consultation", "equalityballot equalitycount equalityform"),
    ("consultation", "follower linkrequest invitationreminder"),
    ("consultation", "runningcount"),
    ("consideration", "claim coding fingerprint redactedtext wordcount"),
    ("outcome", "publishedcomment receivedfigure agreementfigure"),
]


def rights_of(group: str) -> set[str]:
    """Each right as `app.codename`."""
    return {
        f"{app}.{action}_{model}"
        for actions, app, models in GROUPS[group]
        for action in actions.split()
        for model in models.split()
    }


def apply_rights(*, using: str, apps=current_apps, **signal):
    """Give each group exactly its rights. Django calls this after `migrate`.

    Rights for tables that do not exist yet are given by a later `migrate`. `apps` knows which
    tables exist.
    """
    try:
        Group = apps.get_model("auth", "Group")
    except LookupError:  # the table of groups does not exist yet
        return
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in permissions.select_related("content_type")
    }
    with transaction.atomic(using=using):
        for name in GROUPS:
            group, _ = Group.objects.using(using).get_or_create(name=name)
            group.permissions.set(known[right] for right in rights_of(name) & known.keys())

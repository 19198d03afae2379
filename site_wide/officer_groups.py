"""The groups of officers and what each may do, beside superusers, who may do everything.

A migration makes the groups. When the table below changes, or a model is added, a new migration
calls `make_groups` again; a test says so. Groups that a partnership makes for itself, and what it
adds to these, are left alone.
"""

from django.apps import apps as current
from django.contrib.auth.management import create_permissions

ROOMS = ["strategy", "themes", "consultation"]

# app → what may be done → to which models; "*" is every model of the app.
TEXT = {
    "strategy": {
        "add change delete": "edition section milestone document supportservice "
        "body implication relatedplan",
        "change": "strategy",
        "view": "*",
    },
    "themes": {
        "add change delete": "umbrellatheme areaoffocus areaofassurance goal subgroup",
        "view": "*",
    },
}
READ_TEXT = {"strategy": {"view": "*"}, "themes": {"view": "*"}}

GROUPS = {
    "Strategy editor": TEXT,
    "Publisher": READ_TEXT | {"strategy": {"view": "*", "publish": "edition"}},
    "Consultation officer": READ_TEXT
    | {
        "consultation": {
            "add change delete": "consultation window locality circulationgroup sharing question "
            "equalityquestion equalityoption",
            # What people sent is never changed: it is entered, and what happens stands beside it.
            "add": "response attachment responseimport withdrawal invitation withholding release",
            "change": "invitation concern mail withholding",
            "view": "*",
        }
    },
    "Analyst": {room: {"view": "*"} for room in ROOMS},
    "Subgroup lead": {"themes": {"change_own": "subgroup"}},
}


def permissions_of(group: str) -> set[str]:
    """As `app.codename`, for the models that the code has now."""
    return {
        f"{app}.{action}_{model}"
        for app, actions in GROUPS[group].items()
        for words, models in actions.items()
        for action in words.split()
        for model in _models(app, models)
    }


def make_groups(*, using: str):
    """Make the groups that are missing, and give each what the table says.

    Django makes permissions only after all migrations, so they are made here first.
    """
    for room in ROOMS:
        create_permissions(current.get_app_config(room), verbosity=0, using=using)
    permissions = current.get_model("auth", "Permission").objects.using(using)
    for name in GROUPS:
        group, _ = current.get_model("auth", "Group").objects.using(using).get_or_create(name=name)
        for codename in permissions_of(name):
            app, _, action = codename.partition(".")
            group.permissions.add(permissions.get(content_type__app_label=app, codename=action))


def remove_groups(*, using: str):
    groups = current.get_model("auth", "Group").objects.using(using)
    groups.filter(name__in=GROUPS).delete()


def _models(app: str, models: str) -> list[str]:
    if models != "*":
        return models.split()
    return [model._meta.model_name for model in current.get_app_config(app).get_models()]

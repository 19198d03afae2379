"""Old addresses of subgroups were kept with the address that their strategy had at the time."""

import re

from django.db import migrations

PATH = re.compile(r"/strategies/([^/]+)/subgroups/([^/]+)/")


def keep(apps, schema_editor):
    OldAddress = apps.get_model("sdp_portal", "OldAddress")
    Strategy = apps.get_model("strategy", "Strategy")
    OldSubgroupSlug = apps.get_model("themes", "OldSubgroupSlug")
    for strategy in Strategy.objects.filter(editions__published_at__isnull=False).distinct():
        now = f"/strategies/{strategy.slug}/"
        once = OldAddress.objects.filter(leads_to=now).values_list("path", flat=True)
        newer = {}  # slug: the next one
        for old in OldAddress.objects.order_by("changed_at", "pk"):
            was, became = PATH.fullmatch(old.path), PATH.fullmatch(old.leads_to)
            if was and became and f"/strategies/{was[1]}/" in {now, *once}:
                newer[was[2]] = became[2]
        groups = dict(strategy.subgroups.values_list("slug", "pk"))
        OldSubgroupSlug.objects.bulk_create(
            OldSubgroupSlug(strategy=strategy, slug=slug, subgroup_id=_newest(slug, newer, groups))
            for slug in {*newer, *newer.values()}  # the last one of a deleted subgroup is old too
            if slug not in groups
        )


def _newest(slug, newer, groups):
    """None if that subgroup was deleted."""
    seen = set()
    while slug in newer and slug not in groups and slug not in seen:
        seen.add(slug)
        slug = newer[slug]
    return groups.get(slug)


class Migration(migrations.Migration):
    dependencies = [
        ("themes", "0010_old_addresses_of_subgroups_stay"),
        ("sdp_portal", "0012_old_addresses_stay"),
    ]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]

"""What somebody in need types leads to help, and what nobody in need would mean does not."""

from django.db import migrations

ALSO = {
    "knives or gangs": [
        *("stabbing", "stabbed", "knife", "knives", "gun", "guns", "weapons", "gang", "gangs"),
        *("attacked", "mugged", "robbed", "beaten up", "shot", "machete"),
    ],
    "county lines": ["cuckooing", "drug running", "carrying drugs", "exploited", "exploitation"],
    "forced marriage": ["arranged marriage", "made to marry", "honour killing", "FGM"],
    "stalking": [
        *("being followed", "followed", "leave me alone", "stalked", "stalker"),
        *("keeps calling me", "harassed", "harassment"),
    ],
    "sexual violence": [
        *("revenge porn", "upskirting", "sextortion", "blackmailed", "molested", "flashed"),
        *("touched my body", "sexually exploited"),
    ],
    "domestic abuse": [
        *("partner hits", "partner hurts", "partner threatens", "violent partner"),
        *("leaving my partner", "afraid of my partner", "scared of my partner", "strangled"),
        *("domestic violence", "drunk partner", "womens aid", "women's aid", "somewhere safe"),
    ],
    "Samaritans": ["end my life", "want to die", "hurt myself", "cannot cope", "can't cope"],
    "Childline": [
        "child abuse",
        "scared of my dad",
        "scared of my mum",
        "bullied at school",
        "dad hits",
        "mum hits",
    ],
    "noise": ["noisy", "loud music"],
    "finance": ["budget", "cost", "money", "funding"],
    "drugs": ["overdose", "addicted", "addict"],
    "police": ["police officer"],
}
# “Partner organisations”, “dealing with complaints”, “officers of the council”.
MISLEADING = [("partner", "domestic abuse"), ("dealing", "drugs"), ("officer", "police")]


def change(apps, schema_editor):
    alias = schema_editor.connection.alias
    synonyms = apps.get_model("strategy", "Synonym").objects.using(alias)
    for searched, also in MISLEADING:
        synonyms.filter(searched=searched, also=also).delete()
    for also, all_searched in ALSO.items():
        for searched in all_searched:
            synonyms.get_or_create(searched=searched, also=also)


def mark_emergency_number(apps, schema_editor):
    services = apps.get_model("strategy", "SupportService").objects
    services.using(schema_editor.connection.alias).filter(telephone="999").update(in_danger=True)


class Migration(migrations.Migration):
    dependencies = [("strategy", "0018_help_by_what_happened")]

    operations = [
        migrations.RunPython(change, migrations.RunPython.noop),
        migrations.RunPython(mark_emergency_number, migrations.RunPython.noop),
    ]

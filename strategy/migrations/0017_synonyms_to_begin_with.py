"""Words that residents of any place use, and what a community safety strategy calls them."""

from django.db import migrations

ALSO = {
    "anti-social behaviour": [
        *("ASB", "nuisance", "noise", "noisy", "neighbour", "vandalism", "graffiti", "littering"),
        *("fly-tipping", "off-road bikes", "quad bikes", "motorbikes", "fireworks", "arson"),
        *("gangs of youths", "rowdy", "begging", "street drinking", "yobs", "nuisance bikes"),
    ],
    "ASB": ["anti-social behaviour"],
    "sexual violence": [
        *("rape", "sexual assault", "sexual abuse", "sexual offence", "sexual harassment"),
        *("raped", "groped", "indecent exposure", "stalking", "spiking", "grooming", "groomed"),
    ],
    "rape": ["sexual violence", "sexual assault"],
    "sexual assault": ["rape", "raped", "groped", "sexual violence", "sexual abuse"],
    "domestic abuse": [
        *("domestic violence", "coercive control", "controlling partner", "abusive partner"),
        *("refuge", "forced marriage", "honour-based abuse", "violence against women"),
        *("hits me", "hit me", "hits", "beat", "beats", "hurt", "hurts", "scared", "afraid"),
        *("partner", "husband", "wife", "boyfriend", "girlfriend", "controlling", "ex-partner"),
    ],
    "domestic violence": ["domestic abuse"],
    "hate crime": [
        *("bullying", "bullied", "harassment", "harassed", "abused in the street"),
        *("racism", "racist", "homophobia", "homophobic", "transphobia", "islamophobia"),
        *("antisemitism", "disability hate", "discrimination", "prejudice", "hate incident"),
    ],
    "counter terrorism": ["extremism", "extremist", "radicalisation", "prevent", "terrorist"],
    "anti-terrorist": ["counter terrorism", "terrorism", "extremism", "radicalisation"],
    "road safety": [
        *("speeding", "speed limit", "speed camera", "dangerous driving", "drink driving"),
        *("parking", "traffic", "accidents", "crossing"),
    ],
    "reoffending": [
        *("prison", "probation", "jail", "offenders", "criminals", "ex-offender"),
        "community service",
    ],
    "serious violence": [
        *("knife crime", "knives", "stabbing", "knife", "gun crime", "guns", "attacked", "murder"),
        *("fighting", "weapons", "stabbed", "gang"),
    ],
    "organised crime": [
        *("county lines", "modern slavery", "trafficking", "gangs", "cuckooing", "fraud", "scams"),
        *("slavery", "scam", "gang"),
        "money laundering",
    ],
    "drugs": [
        *("drug dealing", "dealers", "dealing", "cannabis", "cocaine", "heroin", "needles"),
        *("addiction", "substance misuse"),
    ],
    "alcohol": ["drunk", "drinking", "addiction", "substance misuse"],
    "anti-social behaviour and crime": ["cctv"],
    "nighttime economy": ["pubs", "bars", "nightclubs", "night out", "nightlife", "going out"],
    "report a crime": [
        *("police number", "phone the police", "call the police", "ring the police", "burglary"),
        *("theft", "shoplifting", "robbery", "car crime", "stolen", "break-in"),
    ],
    "police": ["101", "policing", "officer", "constable", "PCSO"],
    "constabulary": ["police", "101"],
    "emergency": ["help", "999", "in danger", "ambulance"],
    "affected by crime": [
        *("followed", "being followed", "unsafe", "frightened", "threatened", "crying"),
        *("victim", "counselling", "someone to talk to", "support"),
    ],
    "Samaritans": ["suicide", "suicidal", "die", "kill myself", "self-harm", "despair"],
    "consultation": [
        *("have your say", "survey", "questionnaire", "comment", "feedback", "respond", "views"),
        "take part",
    ],
    "closes": ["closing date", "deadline", "last day", "open until", "too late"],
    "contact": [
        *("phone number", "telephone", "email", "address", "who to ask", "get in touch"),
        *("complaint", "complain", "speak to someone"),
    ],
    "documents": [
        *("PDF", "download", "easy read", "large print", "translation", "report on the strategy"),
        "papers",
    ],
    "timeline": ["dates", "calendar", "meetings", "when", "next steps", "what happens next"],
    "equality": ["EIA", "equality impact", "protected characteristics", "disability", "diversity"],
    "groups": ["who is in charge", "who leads", "subgroups", "board", "members"],
    "privacy": ["personal data", "GDPR", "data protection", "my information"],
    "accessibility": ["screen reader", "accessible", "text size"],
}


def fill(apps, schema_editor):
    Synonym = apps.get_model("strategy", "Synonym")
    Synonym.objects.using(schema_editor.connection.alias).bulk_create(
        Synonym(searched=searched, also=also)
        for also, all_searched in ALSO.items()
        for searched in all_searched
    )


class Migration(migrations.Migration):
    dependencies = [("strategy", "0016_search_looks_for_synonyms")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

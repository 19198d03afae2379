"""The columns of a table of responses, the same in an export and in an import.

A table has a row for every comment and for every answer to a question. A response with two comments
and one answer has three rows, and each row repeats the details of the response.
"""

from dataclasses import dataclass
from enum import Enum

from sdp_portal.spreadsheets import RUNS, WOULD_RUN

MOMENT = (
    "to_char({0} AT TIME ZONE 'Europe/London', 'YYYY-MM-DD\"T\"HH24:MI:SS') || "
    "to_char(({0} AT TIME ZONE 'Europe/London') - ({0} AT TIME ZONE 'UTC'), '\"+\"HH24:MI')"
)


class InImport(Enum):
    NEEDED = "needed"
    OPTIONAL = "optional"
    NOT_READ = "not read"  # the portal decides it


@dataclass(frozen=True)
class Column:
    """`sql` gives the value in an export, from the tables that `tables.py` joins."""

    name: str
    meaning: str
    in_import: InImport
    sql: str
    is_number: bool = False
    is_moment: bool = False
    is_free: bool = False  # free text, which may begin with anything


COLUMNS = [
    Column(
        "response",
        "The reference of the response. In an import: ours or your own, the same in all rows of "
        "one response. We recognise it when you import the file again. If it is empty, the row is "
        "a response of its own.",
        InImport.OPTIONAL,
        "r.reference",
    ),
    Column(
        "version",
        "How often it was sent or corrected; only the last version counts and is exported.",
        InImport.NOT_READ,
        "r.version",
        is_number=True,
    ),
    Column(
        "received_at",
        "When it was received, in London time. In an import: 10/04/2024 14:30, "
        "2024-04-10T14:30 or a date and time of Excel. It decides the window.",
        InImport.NEEDED,
        MOMENT.format("r.received_at"),
        is_moment=True,
    ),
    Column(
        "channel",
        "How it came: web, paper, email, letter, telephone or meeting.",
        InImport.NEEDED,
        "r.channel",
    ),
    Column("window", "The window it was received in.", InImport.NOT_READ, "w.title", is_free=True),
    Column(
        "group", "The group through whose link it came.", InImport.OPTIONAL, "g.name", is_free=True
    ),
    Column(
        "invited",
        "Who was invited, if it came by invitation.",
        InImport.OPTIONAL,
        "i.name",
        is_free=True,
    ),
    Column(
        "entered_at",
        "When an officer entered or imported it; empty if it came by the website.",
        InImport.NOT_READ,
        MOMENT.format("r.entered_at"),
        is_moment=True,
    ),
    Column(
        "late",
        "“yes” if it was received in the minutes after closing.",
        InImport.NOT_READ,
        "CASE WHEN r.is_late THEN 'yes' END",
    ),
    Column(
        "respondent_kind",
        "Who responds: resident, organisation or other.",
        InImport.NEEDED,
        "r.respondent_kind",
    ),
    Column("organisation", "Its name.", InImport.OPTIONAL, "r.organisation", is_free=True),
    Column("name", "The person’s name.", InImport.OPTIONAL, "r.name", is_free=True),
    Column("email", "The person’s email address.", InImport.OPTIONAL, "r.email", is_free=True),
    Column(
        "area", "Where they live or work, from the list.", InImport.OPTIONAL, "l.name", is_free=True
    ),
    Column(
        "publication",
        "What may be published: nothing, without-name or with-name.",
        InImport.NEEDED,
        "r.publication",
    ),
    Column(
        "headcount",
        "How many people were at the meeting.",
        InImport.OPTIONAL,
        "r.headcount",
        is_number=True,
    ),
    Column(
        "about",
        "The key or the name of the part that the row is about; empty for the whole strategy.",
        InImport.OPTIONAL,
        "p.key",
    ),
    Column(
        "question",
        "The words of the question that the row answers; empty for a comment.",
        InImport.OPTIONAL,
        "said.question",
        is_free=True,
    ),
    Column(
        "answer",
        "strongly-agree, agree, neither, disagree, strongly-disagree or dont-know.",
        InImport.OPTIONAL,
        "said.choice",
    ),
    Column(
        "text",
        "The comment, or what was said to the question.",
        InImport.NEEDED,
        "said.text",
        is_free=True,
    ),
    Column(
        "sample",
        "“yes” for a made-up example.",
        InImport.NOT_READ,
        "CASE WHEN r.is_sample THEN 'yes' END",
    ),
]
NAMES = [column.name for column in COLUMNS]
NEEDED = [column.name for column in COLUMNS if column.in_import is InImport.NEEDED]

# An export puts an apostrophe before such a cell, and before a cell that an import would mistake
# for a guarded one.
GUARDED_IN_CSV = WOULD_RUN
GUARDED_ELSEWHERE = rf"^'+{RUNS}"

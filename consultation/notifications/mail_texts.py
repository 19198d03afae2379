"""The mails to respondents and followers whose words officers can change, and their gaps."""

from strategy.texts.catalogue import OF_THE_PARTNERSHIP, Gap, TextKind, register

SITE = "https://strategy.northshire.example"
CONSULTATION = Gap("consultation", "the consultation’s title", "Draft strategy 2029–34")
CLOSES = Gap("closes", "the last minute of the window", "11:59pm on Sunday 15 April 2029")
QUESTIONS = Gap(
    "questions",
    "the sentence that says where to ask, from the consultation",
    "Questions? safer@northshire.example. You can also reply to this message.",
)
STOP = Gap(
    "stop",
    "the private link that stops the alerts",
    f"{SITE}/follow/…/stop/",
    is_link=True,
    is_needed=True,
)


def link(says: str, path: str) -> Gap:
    return Gap("link", says, f"{SITE}{path}", is_link=True, is_needed=True)


def mail(key: str, title: str, about: str, *gaps: Gap) -> TextKind:
    return TextKind(key, title, about, (*gaps, *OF_THE_PARTNERSHIP))


RECEIPT = mail(
    "receipt",
    "Receipt",
    "Everybody who gives an address gets it after sending a response.",
    link("the private link to the receipt", "/receipts/…/"),
    Gap("reference", "the reference of the response", "NSP-7F3K-92QD", is_needed=True),
    Gap("received", "when we received it, to the second", "2:05:09pm on Tuesday 3 April 2029"),
    Gap("changed", "the word “changed” if it is a change of a response, else nothing", ""),
    Gap("replaces", "a sentence if it replaces a response sent before, else nothing", ""),
    Gap("late", "a sentence if it came after closing, else nothing", ""),
    Gap(
        "next_steps",
        "what the consultation says about what happens next",
        "What happens next\n\nWe read every response.",
    ),
    Gap(
        "due",
        "a sentence that says by when the outcome is due",
        "The outcome of the consultation is due by Monday 9 July 2029.",
    ),
    CONSULTATION,
    QUESTIONS,
)
LINK = mail(
    "link-to-response",
    "Link to a response that is not sent yet",
    "People get it when they ask for a link to go on later.",
    link("the private link to the response", "/consultations/…/respond/…/"),
    CLOSES,
    Gap(
        "reminder",
        "a sentence if they asked to be reminded, else nothing",
        "We will remind you three days before that if you have not sent it.",
    ),
    Gap(
        "deleted",
        "the sentence that says when we delete a response that is not sent",
        "If you do not send it, we delete it 30 days after your last change.",
    ),
    CONSULTATION,
    QUESTIONS,
)
REMINDER = mail(
    "reminder",
    "Reminder before closing",
    "People who asked for it get it before closing, if they have not sent their response.",
    link("the private link to the response", "/consultations/…/respond/…/"),
    CLOSES,
    CONSULTATION,
    QUESTIONS,
)
ABOUT_INVITATION = (
    link("the private link of the invitation", "/invitations/…/"),
    Gap("name", "who is invited", "Northshire Youth Council"),
    Gap("own_words", "what you add for these people, else nothing", "We met in March."),
    Gap("window", "the window’s title", "Youth Council"),
    Gap("asked", "what the window asks of them", "Please tell us what young people think."),
    Gap("opens", "when the window opens", "9am on Monday 19 March 2029"),
    CLOSES,
    CONSULTATION,
    QUESTIONS,
)
INVITATION = mail(
    "invitation",
    "Invitation",
    "Somebody who is invited to a window by name gets it.",
    *ABOUT_INVITATION,
)
INVITATION_REMINDER = mail(
    "invitation-reminder",
    "Reminder of an invitation",
    "Somebody who was invited and has not answered gets it once, if you send it.",
    *ABOUT_INVITATION,
)
CONFIRMATION = mail(
    "confirmation",
    "Question whether somebody wants alerts",
    "Whoever types an address for alerts gets it at that address.",
    link("the private link to say yes", "/follow/…/"),
)
CONFIRMED_ALREADY = mail(
    "confirmed-already",
    "Somebody gets the alerts already",
    "Whoever asks for alerts once more gets it.",
    STOP,
)
ALERT = mail(
    "alert",
    "Alert",
    "Followers get it when something is published, or when a consultation opens, closes or changes "
    "its dates.",
    link("the link to what it tells of", "/consultations/draft-strategy/"),
    Gap("title", "what happened", "The consultation is open"),
    Gap("summary", "more about it", "You can respond until 11:59pm on Sunday 15 April 2029."),
    STOP,
)

register(RECEIPT, LINK, REMINDER, INVITATION, INVITATION_REMINDER)
register(CONFIRMATION, CONFIRMED_ALREADY, ALERT)

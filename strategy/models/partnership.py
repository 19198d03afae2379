"""The partnership that this portal belongs to: one row, which officers edit."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinLengthValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from sdp_portal.forms import stays_on_one_line
from sdp_portal.names import NameField

ONE_LINE = [stays_on_one_line]
NEUTRAL_PURPOSE = "What the partnership wants to do about community safety, and how to comment."


class Colour(models.TextChoices):
    """Colours of themes. Their tones are in assets/scss/_palette.scss; a test checks contrast."""

    OCHRE = "ochre", "Ochre"
    TEAL = "teal", "Teal"
    PLUM = "plum", "Plum"
    BLUE = "blue", "Blue"
    BRICK = "brick", "Brick"
    MOSS = "moss", "Moss"
    VIOLET = "violet", "Violet"
    SLATE = "slate", "Slate"


def all_colours():
    return list(Colour.values)


class Partnership(models.Model):
    """Without a row the portal shows a neutral name; see `strategy.partnership`."""

    class LogoType(models.TextChoices):
        """No SVG, because it can hold scripts."""

        PNG = "image/png", "PNG"
        JPEG = "image/jpeg", "JPEG"
        WEBP = "image/webp", "WebP"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = NameField(
        max_length=100,
        validators=ONE_LINE,
        help_text="On every page, for instance “Safer Northshire Partnership”.",
    )
    short_name = NameField(
        max_length=40,
        validators=ONE_LINE,
        help_text="Where there is little room, for instance “Safer Northshire”.",
    )
    area = NameField(
        "area", max_length=100, validators=ONE_LINE, help_text="For instance “Northshire”."
    )
    resident = NameField(
        "what a resident is called",
        max_length=100,
        validators=ONE_LINE,
        help_text="People choose this when they respond: “A resident of Northshire”.",
    )
    purpose = NameField(
        "what the website is for",
        max_length=300,
        validators=ONE_LINE,
        help_text="One sentence. Search engines show it below the name of a page.",
    )
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=40, blank=True, validators=ONE_LINE)
    post = models.TextField("postal address", blank=True)
    controller = NameField(
        "data controller",
        max_length=200,
        validators=ONE_LINE,
        help_text="The body that answers for personal data, mostly the council.",
    )
    controller_contact = models.TextField(
        "contact of the data controller", help_text="An email or a postal address."
    )
    protection_officer = NameField(
        "data protection officer",
        max_length=200,
        blank=True,
        validators=ONE_LINE,
        help_text="A name or a role.",
    )
    protection_officer_contact = models.TextField(
        "contact of the data protection officer", blank=True
    )
    reference_prefix = models.CharField(
        "prefix of references",
        max_length=6,
        validators=[RegexValidator(r"^[A-Z]{2,6}\Z", "Two to six capital letters.")],
        help_text="References of responses to new consultations begin with it, for instance “NSP”.",
    )
    palette = ArrayField(
        models.CharField(max_length=20, choices=Colour),
        verbose_name="colours of the themes",
        default=all_colours,
        validators=[MinLengthValidator(1, "Choose at least one colour.")],
    )
    logo = models.BinaryField(blank=True, default=b"", editable=False)
    logo_type = models.CharField(max_length=20, choices=LogoType, blank=True, editable=False)

    class Meta:
        verbose_name_plural = "partnership"
        constraints = [
            models.CheckConstraint(
                name="partnership_is_one",
                condition=Q(id=1),
                violation_error_message="There is one partnership already.",
            ),
            # It stands in the sender of every mail, which a line break would stop.
            models.CheckConstraint(
                name="partnership_name_is_one_line",
                condition=~Q(name__regex=r"[\u0001-\u001f\u007f-\u009f\u2028\u2029]"),
                violation_error_message="The name must be one line.",
            ),
            models.CheckConstraint(
                name="partnership_can_be_reached",
                condition=~Q(telephone="", email="", post=""),
                violation_error_message="Give a telephone number, an email or a postal address.",
            ),
            models.CheckConstraint(
                name="partnership_logo_has_its_type",
                condition=Q(logo=b"", logo_type="") | (~Q(logo=b"") & ~Q(logo_type="")),
            ),
            models.CheckConstraint(
                name="partnership_has_colours", condition=Q(palette__len__gte=1)
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_set_up(self):
        """False for the neutral stand-in of a portal whose officers have not begun."""
        return not self._state.adding

    @property
    def logo_url(self):
        return reverse("strategy:logo") if self.logo_type else ""

    def colour_of(self, number: str) -> str:
        """The colour of the theme with that number, or of an item in it: "2", "2.1". Themes beyond
        the last colour begin again with the first."""
        theme = number.partition(".")[0]
        return self.palette[(int(theme) - 1) % len(self.palette)] if theme.isdecimal() else ""

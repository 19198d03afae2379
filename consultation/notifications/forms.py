"""Forms that ask for an email address."""

from django import forms

from sdp_portal.forms import PortalForm, stays_on_one_line

NO_ADDRESS = "Enter an email address in the correct format, like name@example.com."


class AddressForm(PortalForm):
    email = forms.EmailField(
        label="Your email address",
        max_length=254,
        validators=[stays_on_one_line],
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your email address.",
            "invalid": NO_ADDRESS,
            "max_length": "Your email address must be 254 characters or fewer.",
            "null_characters_not_allowed": NO_ADDRESS,
        },
    )


class LinkForm(AddressForm):
    """Offers a reminder if the window closes in more than three days."""

    remind = forms.BooleanField(
        label="Remind me three days before closing if I have not sent it", required=False
    )

    def __init__(self, *args, response, at, **kwargs):
        initial = {"email": response.email}
        super().__init__(*args, initial=initial, auto_id="link_%s", **kwargs)
        window = response.window
        if not window.is_open(at=at) or window.closes_soon(at=at):
            del self.fields["remind"]

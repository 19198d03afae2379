"""allauth's forms, with the portal's look and words."""

from allauth.account import forms as account
from allauth.mfa.base import forms as codes
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.core.exceptions import ValidationError

from sdp_portal.forms import PortalFormMixin
from sdp_portal.officers.failures import log_failure

ENTER = {
    "login": ("Username or email address", "Enter your username or email address"),
    "password": ("Password", "Enter your password"),
    "oldpassword": ("Your present password", "Enter your present password"),
    "password1": ("New password", "Enter a new password"),
    "password2": ("New password again", "Enter the new password again"),
    "email": ("Email address", "Enter your email address"),
    "code": ("Code", "Enter the code"),
    "name": ("Name of this passkey", "Enter a name for this passkey"),
}


class OfficersForm(PortalFormMixin):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""
            if name in ENTER:
                field.label, field.error_messages["required"] = ENTER[name]
        if "password1" in self.fields:
            self.fields["password1"].help_text = password_validators_help_text_html()


class LoginForm(OfficersForm, account.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ReauthenticateForm(OfficersForm, account.ReauthenticateForm):
    pass


class ChangePasswordForm(OfficersForm, account.ChangePasswordForm):
    pass


class SetPasswordForm(OfficersForm, account.SetPasswordForm):
    pass


class ResetPasswordForm(OfficersForm, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(OfficersForm, account.ResetPasswordKeyForm):
    pass


class WithFailuresLogged:
    """For the second factor: allauth's adapter is not told of its failures."""

    def _log(self, clean):
        try:
            return clean()
        except ValidationError:
            log_failure("second factor refused", username=getattr(self.user, "username", ""))
            raise


class WithCode(WithFailuresLogged, OfficersForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {
            "inputmode": "numeric",
            "class": "govuk-input--width-10",
        }

    def clean_code(self):
        return self._log(super().clean_code)


class CodeForm(WithCode, codes.AuthenticateForm):
    pass


class CodeAgainForm(WithCode, codes.ReauthenticateForm):
    pass


class ActivateAppForm(WithCode, totp.ActivateTOTPForm):
    pass


class DeactivateAppForm(OfficersForm, totp.DeactivateTOTPForm):
    pass


class AddPasskeyForm(OfficersForm, webauthn.AddWebAuthnForm):
    passwordless = forms.BooleanField(
        label="Sign in with this passkey and its fingerprint, face or PIN, without my password",
        required=False,
        initial=True,
    )


class RenamePasskeyForm(OfficersForm, webauthn.EditWebAuthnForm):
    pass


class WithPasskey(WithFailuresLogged, OfficersForm):
    def clean_credential(self):
        return self._log(super().clean_credential)


class PasskeyForm(WithPasskey, webauthn.AuthenticateWebAuthnForm):
    pass


class PasskeyLoginForm(WithPasskey, webauthn.LoginWebAuthnForm):
    pass


class PasskeyAgainForm(WithPasskey, webauthn.ReauthenticateWebAuthnForm):
    pass

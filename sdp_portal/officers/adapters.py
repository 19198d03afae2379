"""The portal's answers to allauth: who may sign in, in what steps and with what messages."""

import logging
import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string

from sdp_portal import keys, partnership
from sdp_portal.officers.accounts import accept
from sdp_portal.officers.acts import Act, record
from sdp_portal.officers.failures import log_failure
from sdp_portal.officers.models import Officer

logger = logging.getLogger("officers")

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
RESET_MAIL = "account/email/password_reset_key"
WRONG = "That username or email address and password do not belong together"
MESSAGES = {
    "account/messages/password_changed.txt": "Your password has been changed.",
    "account/messages/password_set.txt": "Your password has been set.",
    "mfa/messages/totp_activated.txt": "Your authenticator app is set up.",
    "mfa/messages/totp_deactivated.txt": "Your authenticator app is no longer used.",
    "mfa/messages/webauthn_added.txt": "Your passkey is set up.",
    "mfa/messages/webauthn_removed.txt": "Your passkey is no longer used.",
    "mfa/messages/recovery_codes_generated.txt": "You have new recovery codes. Keep them safe.",
}
# By the name of the mail in which allauth would tell the officer.
ACTS = {
    "account/email/password_changed": "Changed their password.",
    "account/email/password_set": "Set a password.",
    "account/email/password_reset": "Chose a new password by a link that they had asked for.",
    "mfa/email/totp_activated": "Set up an authenticator app.",
    "mfa/email/totp_deactivated": "Removed their authenticator app.",
    "mfa/email/webauthn_added": "Added a passkey.",
    "mfa/email/webauthn_removed": "Removed a passkey.",
    "mfa/email/recovery_codes_generated": "Made new recovery codes.",
    "socialaccount/email/account_connected": "Connected their council account.",
    "socialaccount/email/account_disconnected": "Disconnected their council account.",
}


def leave_act_of_account(request, user, what: str):
    officer = Officer.objects.get(pk=user.pk)
    record(request, Act.Kind.STEP, what, officer=user, row=officer)


def came_from_council(request, user) -> bool:
    """Whether this session began at the council's identity provider."""
    records = get_authentication_records(request, user)
    return any(record["method"] == "socialaccount" for record in records)


def council_vouches(request, user) -> bool:
    return settings.OIDC_BRINGS_SECOND_FACTOR and came_from_council(request, user)


def has_second_factor(request, user) -> bool:
    """Whether `user` has set one up; signing in asked for it then."""
    return (
        not settings.OFFICERS_NEED_SECOND_FACTOR
        or council_vouches(request, user)
        or Authenticator.objects.filter(user=user, type__in=FACTORS).exists()
    )


class SecondFactorStage(AuthenticateStage):
    def handle(self):
        if council_vouches(self.request, self.login.user):
            return None, True
        return super().handle()


class OfficersAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "too_many_login_attempts": "Too many failed attempts. Wait five minutes, then try again",
        "rate_limited": "Too many attempts. Wait five minutes, then try again",
        "enter_current_password": "That is not your present password",
        "incorrect_password": "That is not your password",
    }

    def is_open_for_signup(self, request):
        return False

    def get_login_stages(self):
        return ["sdp_portal.officers.adapters.SecondFactorStage"]

    def set_password(self, user, password):
        """Whoever has chosen a password needs no link any more."""
        super().set_password(user, password)
        if accept(officer=user, at=self.request.at):
            leave_act_of_account(self.request, user, "Accepted the invitation: chose a password.")

    def is_reauthentication_required(self, *, app, **kwargs):
        """Not shortly after signing in."""
        records = get_authentication_records(self.request, self.request.user)
        last = max((record["at"] for record in records), default=0)
        return time.time() - last >= app_settings.REAUTHENTICATION_TIMEOUT

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Failures are counted for each name and network address, so that somebody who guesses
        from elsewhere cannot lock an officer out. (allauth also counts by address alone.)"""
        name = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{name} from {get_ip(request)}"

    def pre_authenticate(self, request, **credentials):
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            log_failure("too many failed sign-ins", username=credentials.get("username", ""))
            raise

    def authentication_failed(self, request, **credentials):
        log_failure("wrong password", username=credentials.get("username", ""))

    def post_login(self, request, user, **signed_in):
        answer = super().post_login(request, user, **signed_in)
        user.last_login = request.at  # Django noted the real time, also in a demonstration
        user.save(update_fields=["last_login"])
        record(request, Act.Kind.SIGNED_IN, "Signed in.", officer=user)
        return answer

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """allauth calls it whenever somebody changes how they sign in. No mail is sent."""
        if what := ACTS.get(template_prefix):
            leave_act_of_account(self.request, user, what)

    def format_email_subject(self, subject):
        return f"{partnership.current().name}: {subject}"

    def get_from_email(self):
        return partnership.mail_sender()

    def render_mail(self, template_prefix, email, context, headers=None):
        if template_prefix != RESET_MAIL:
            return super().render_mail(template_prefix, email, context, headers)
        subject, text = import_string(settings.TEXT_OF_RESET_MAIL)(
            link=context["password_reset_url"],
            username=context["username"],
            at=context["request"].at,
        )
        subject = self.format_email_subject(" ".join(subject.split()))
        return EmailMessage(subject, text, self.get_from_email(), [email], headers=headers)

    def add_message(self, request, level, message_template=None, *args, message=None, **kwargs):
        if text := message or MESSAGES.get(message_template):
            super().add_message(request, level, message=text)

    def send_mail(self, template_prefix, email, context):
        """The log tells the administrator of a failed mail server; the visitor need not know."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # the base of smtplib's errors too
            logger.error("mail was not sent: %s", error)


class SecondFactorAdapter(DefaultMFAAdapter):
    purpose = "second factor"
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That code is not right, or was used before",
        "cannot_delete_authenticator": "This cannot be removed",
    }

    def get_totp_issuer(self):
        return partnership.current().short_name

    def encrypt(self, text):
        return keys.seal(text, purpose=self.purpose)

    def decrypt(self, encrypted_text):
        """If no key opens the secret, a random one takes its place, so every code is refused."""
        try:
            return keys.unseal(encrypted_text, purpose=self.purpose)
        except keys.WrongKeyError as error:
            logger.error("second factor cannot be checked: %s", error)
            return generate_totp_secret()

    def build_totp_svg(self, url):
        """Without the XML declaration, because it stands inside a page."""
        svg = super().build_totp_svg(url)
        return svg[svg.index("<svg") :]

    def generate_authenticator_name(self, user, type):
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return "Passkey" if number == 1 else f"Passkey {number}"


class CouncilAdapter(DefaultSocialAccountAdapter):
    """Only people who are officers already can sign in with the council's identity provider.

    allauth's own matching by address would remove the officer's password, and would also match
    people who are not officers.
    """

    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        if sociallogin.state.get("process") != "login" or request.user.is_authenticated:
            raise ImmediateHttpResponse(redirect("mfa_index"))
        officer = sociallogin.user if sociallogin.is_existing else self._matched(sociallogin)
        if not (officer and officer.is_staff and officer.is_active):
            email = next((each.email for each in sociallogin.email_addresses), "")
            log_failure("no officer has this council account", username=email)
            raise ImmediateHttpResponse(
                render(request, "officers/not_an_officer.html", {"email": email}, status=403)
            )
        if not sociallogin.is_existing:
            sociallogin.connect(request, officer)
        if accept(officer=officer, at=request.at):
            what = "Accepted the invitation: signed in with the council account."
            leave_act_of_account(request, officer, what)

    def _matched(self, sociallogin):
        """The one officer who has an address that the provider has verified."""
        for address in sociallogin.email_addresses:
            officers = get_user_model().objects.filter(email__iexact=address.email, is_staff=True)
            if address.verified is True and len(officers) == 1:
                return officers[0]
        return None

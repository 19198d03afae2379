"""Officers of a portal, signed in."""

import functools

from django.contrib.auth.hashers import make_password

PASSWORD = "a long enough password"
CREATE = """
INSERT INTO auth_user (username, password, is_superuser, is_staff, is_active, first_name, last_name,
  email, date_joined)
VALUES (%s, %s, true, true, true, '', '', '', '2024-01-01') ON CONFLICT (username) DO NOTHING
"""


def sign_in(browse, portal, name):
    """A browser in which the officer `name`, who may do everything, is at the first screen.

    The password is typed once at a portal; what else this officer opens there has the same session.
    """
    officer = browse(portal)
    if name in portal.signed_in:
        officer.page.context.add_cookies(portal.signed_in[name])
        officer.open("/admin/")
    else:
        create(portal, name)
        officer.open("/admin/")
        officer.page.locator("input[name=login]").fill(name)
        officer.page.locator("input[name=password]").fill(PASSWORD)
        officer.page.keyboard.press("Enter")
    officer.page.wait_for_url(f"{portal.address}/admin/")
    portal.signed_in[name] = officer.page.context.cookies()
    return officer


def create(portal, name):
    portal.execute(CREATE, name, _password_hash())


@functools.cache
def _password_hash() -> str:
    return make_password(PASSWORD)

"""Officers of a portal, signed in."""

PASSWORD = "a long enough password"


def sign_in(browse, portal, name):
    """A browser in which the officer `name`, who may do everything, is at the first screen."""
    [[known]] = portal.execute("SELECT count(*) FROM auth_user WHERE username = %s", name)
    if not known:
        portal.manage(
            *("createsuperuser", "--noinput", "--username", name, "--email", ""),
            DJANGO_SUPERUSER_PASSWORD=PASSWORD,
        )
    officer = browse(portal).open("/admin/")
    officer.page.locator("input[name=login]").fill(name)
    officer.page.locator("input[name=password]").fill(PASSWORD)
    officer.page.keyboard.press("Enter")
    officer.page.wait_for_url(f"{portal.address}/admin/")
    return officer

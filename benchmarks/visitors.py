"""People who go through the whole form, again and again, while things break (`faults.py`)."""

import http.client
import http.cookies
import re
import secrets
import threading
import time
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode, urlsplit

from benchmarks.portals import HOST

SLUG = "draft-strategy-2024-29"
RESPOND = f"/consultations/{SLUG}/respond/"
FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
BROKEN = (OSError, http.client.HTTPException)
PAUSE = 0.2  # seconds until somebody who got no answer tries again
PATIENCE = 90  # seconds for one answer


class Browser:
    """Keeps cookies. `headers` are what the way to the portal adds."""

    def __init__(self, port: int, headers: dict, over: threading.Event):
        self.port = port
        self.headers = headers | {"X-Forwarded-For": f"10.0.{_byte()}.{_byte()}"}
        self.over = over
        self.cookies = {}

    def ask(self, method, path, form=None):
        """(status, path it leads to, page)"""
        headers = self.headers | {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            headers |= {"Referer": f"https://{headers.get('Host', HOST)}/"}
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, form and urlencode(form), headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in http.cookies.SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer.status, urlsplit(answer.headers["Location"] or "").path, page

    def fill_in(self, path, fields) -> str:
        """The form at `path`, until it leads on; where to."""
        return self._until(lambda: self._try_to_fill_in(path, fields)) or ""

    def _try_to_fill_in(self, path, fields):
        status, location, page = self.ask("GET", path)
        if status == 200:
            hidden = {name: unescape(value) for name, value in FIELD.findall(page)}
            status, location, _ = self.ask("POST", path, hidden | {"website": ""} | fields)
        return location if status == 302 else None

    def reads(self, path, text) -> bool:
        return self._until(lambda: text in self.ask("GET", path)[2])

    def _until(self, attempt):
        while not self.over.is_set():
            try:
                if result := attempt():
                    return result
            except BROKEN:
                pass
            self.over.wait(PAUSE)
        return None


def _byte():
    return secrets.randbelow(256)


@dataclass
class Visitors:
    """`number` of them; what they sent, and what was acknowledged, by when it was begun."""

    port: int
    headers: dict
    number: int = 4
    sent: list[str] = field(default_factory=list)
    acknowledged: list[tuple[str, float, float]] = field(default_factory=list)

    def __enter__(self):
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._go_on) for _ in range(self.number)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def acknowledged_after(self, moment: float, *, number: int) -> float | None:
        """When the first of those was acknowledged whose sending began after `moment`, once there
        are so many; None when that takes too long."""
        deadline = time.monotonic() + 2 * PATIENCE
        while time.monotonic() < deadline:
            ends = [end for _, began, end in self.acknowledged if began > moment]
            if len(ends) >= number:
                return min(ends)
            time.sleep(0.01)
        return None

    def _go_on(self):
        while not self._over.is_set():
            self._respond()

    def _respond(self):
        browser = Browser(self.port, self.headers, self._over)
        text = f"More lights, {secrets.token_hex(8)}"
        browser.fill_in(f"{RESPOND}comment/", {"text": text})
        about_you = {"respondent_kind": "resident", "publication": "without-name"}
        browser.fill_in(f"{RESPOND}about-you/", about_you)
        began = time.monotonic()
        self.sent.append(text)
        receipt = browser.fill_in(f"{RESPOND}check/", {})
        if receipt.startswith("/receipts/") and browser.reads(receipt, text):
            self.acknowledged.append((text, began, time.monotonic()))

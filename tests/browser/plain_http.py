"""Requests without a browser, for what none would send; redirects are not followed."""

import http.client
from dataclasses import dataclass

from sdp_portal.management.commands.run_portal import HOST


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def location(self) -> str:
        return self.headers["Location"]


def get(portal, address: str, **headers: str) -> Answer:
    return _ask(portal, "GET", address, headers=headers)


def post(portal, address: str, form: bytes, cookies: list[dict]) -> Answer:
    """`cookies` as a browser context lists them."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in cookies),
    }
    return _ask(portal, "POST", address, form, headers)


def _ask(portal, method, address, body=None, headers=None) -> Answer:
    connection = http.client.HTTPConnection(HOST, portal.port, timeout=30)
    try:
        connection.request(method, address, body, headers or {})
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read().decode())
    finally:
        connection.close()

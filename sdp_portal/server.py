"""Options of granian, which serves the portal; the README and the systemd unit agree."""

import sys

APPLICATION = "sdp_portal.wsgi:application"
COMMON = [
    *("--interface", "wsgi", "--http", "1", "--runtime-threads", "1", "--no-access-log"),
    # A worker that dies is replaced at once instead of taking the others with it.
    "--respawn-failed-workers",
    # Ten seconds to receive the headers of a request; nginx in front waits for the body.
    *("--http1-header-read-timeout", "10000"),
]
PRODUCTION = [
    *("--workers", "2", "--blocking-threads", "2"),
    *COMMON,
    *("--workers-kill-timeout", "30"),
]
DEMONSTRATION = [
    *("--workers", "1", "--blocking-threads", "4"),
    *COMMON,
    *("--workers-kill-timeout", "10", "--log-level", "warning"),
]


def granian(options: list[str], *, host: str, port: int, application: str = APPLICATION):
    """The command that serves `application`."""
    address = ["--host", host, "--port", str(port)]
    return [sys.executable, "-m", "granian", *options, *address, application]

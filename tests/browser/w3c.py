"""W3C's checker of HTML (the Nu Html Checker), from npm; it needs Java."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.browser.portals import CHECKOUT

CHECKER = CHECKOUT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def mistakes(pages: dict[str, str]) -> dict[str, list[str]]:
    """What the checker says of each page that has an error, by the page's name."""
    _require_checker()
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, (name, html) in enumerate(pages.items()):
            file = Path(folder, f"{number:03}.html")
            file.write_text(html)
            names[file.as_uri()] = name
        command = ["java", "-jar", CHECKER, "--errors-only", "--exit-zero-always"]
        command += ["--format", "json", "--stdout", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = {}
    for message in json.loads(done.stdout)["messages"]:
        words = f"{message.get('lastLine')}: {message['message']}: {message.get('extract', '')}"
        found.setdefault(names[message["url"].replace("file:/", "file:///", 1)], []).append(words)
    return found


def _require_checker():
    if shutil.which("java") and CHECKER.exists():
        return
    message = "W3C's checker needs Java, and npm ci"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)

"""`make test`: all checks and tests, one step after the other.

    python tools/gate.py            everything
    python tools/gate.py --check    only steps without a database: formatting, lint, imports
    python tools/gate.py tests/…    only these tests, as pytest names them

Runs every step even if one has failed, and fails if any has. Steps that this machine cannot run (no
Node, no Java, no Chromium) are left out and named at the end; with CI=true that is a failure too.
"""

import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
os.chdir(CHECKOUT)
sys.path.insert(0, str(CHECKOUT))

from sdp_portal.embedded_postgres import EmbeddedPostgresError  # noqa: E402
from tools import tests_database  # noqa: E402

MANAGE = [sys.executable, "manage.py"]
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None
)
NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")

failed = []
left_out = []


def main(*arguments):
    began = time.monotonic()
    match arguments:
        case []:
            everything()
        case ["--check"]:
            static_steps()
        case _:
            only(arguments)

    if left_out:
        print("\nLeft out:", *left_out, sep="\n  ")
        if os.environ.get("CI") == "true":
            failed.append("nothing may be left out with CI=true")
    print(f"\n{'Failed: ' + ', '.join(failed) if failed else 'All holds.'}", end=" ")
    print(f"({time.monotonic() - began:.1f} s)")
    sys.exit(bool(failed))


def everything():
    try:
        tests_database.prepare()
    except EmbeddedPostgresError as error:
        sys.exit(str(error))

    static_steps()
    step("migrations in step", [*MANAGE, "makemigrations", "--check", "--dry-run"])
    production = {"DEBUG": "0", "SECRET_KEY": secrets.token_urlsafe(60)}
    production |= {"ALLOWED_HOSTS": "strategy.example", "PORTAL_CLOCK": ""}
    command = [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"]
    step("deployment checks", command, production)
    front_end_steps()
    test_steps()


def static_steps():
    step("formatting", [sys.executable, "-m", "ruff", "format", "--check", "--quiet", "."])
    step("lint", [sys.executable, "-m", "ruff", "check", "--quiet", "."])
    step("imports point one way", [Path(sys.executable).with_name("lint-imports"), "--no-logo"])


def only(tests):
    browser = {"CHROMIUM": CHROMIUM} if CHROMIUM else {}
    step("tests", [sys.executable, "-m", "pytest", "-q", *tests], browser)


def step(name: str, command: list, environment: dict | None = None):
    print(f"== {name}", flush=True)
    began = time.monotonic()
    done = subprocess.run(command, env=os.environ | (environment or {}), check=False)
    if done.returncode != 0:
        failed.append(name)
    verdict = "ok" if done.returncode == 0 else "FAILED"
    print(f"   {verdict}, {time.monotonic() - began:.1f} s", flush=True)


def front_end_steps():
    if not shutil.which("npm"):
        left_out.append(
            "compiled assets and W3C's checker, which need Node: install Node 20 or later with npm"
        )
        return
    lock = hashlib.sha256(Path("package-lock.json").read_bytes()).hexdigest()
    stamp = Path("node_modules/installed")
    if not stamp.exists() or stamp.read_text() != lock:
        step("front-end packages", ["npm", "ci", "--silent", "--no-audit", "--no-fund"])
        if "front-end packages" in failed:
            return
        stamp.write_text(lock)
    step("compiled assets in step", ["npm", "run", "--silent", "check"])


def test_steps():
    """Two runs, because Django's ORM does not work in a process with a browser's event loop."""
    pytest = [sys.executable, "-m", "pytest", "-q", "-n", "2"]
    here = "not browser" if NGINX else "not browser and not nginx"
    step("tests", [*pytest, "-m", here])
    if not NGINX:
        left_out.append("tests with nginx: sudo apt install nginx")
    if CHROMIUM:
        # File by file, because the tests of a file share fixtures that take long to make.
        by_file = ["-m", "browser", "--dist", "loadfile"]
        step("tests in the browser", [*pytest, *by_file], {"CHROMIUM": CHROMIUM})
        if not shutil.which("java"):
            left_out.append(
                "W3C's checker, which needs Java: sudo apt install default-jre-headless"
            )
    else:
        left_out.append("browser tests, which need Chromium: sudo apt install chromium")


if __name__ == "__main__":
    main(*sys.argv[1:])

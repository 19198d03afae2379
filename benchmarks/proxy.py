"""nginx in front of the portal with the configuration that is shipped; it also writes down how many
bytes each answer took."""

import base64
import hashlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.portals import CHECKOUT, FROM_THE_PROXY, HOST, free_port, wait_until_answers

NAME = FROM_THE_PROXY["Host"]
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"  # Debian: not on everyone's path
SHIPPED = CHECKOUT / "deploy" / "nginx.conf"
CONFIGURATION = """
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log stderr warn;
events {{}}
http {{
  log_format weight '$bytes_sent $request_uri';
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  include {folder}/portal.conf;
  {more}
}}
"""
# For load from one address: without what limits it, and without TLS, which would make all alike.
UNLIMITED = [(r" ssl http2", ""), (r"    (ssl_|limit_)\w+ .*;\n", "")]


def shipped(folder: Path, *, port: int, portal_port: int, is_unlimited=False) -> str:
    """`deploy/nginx.conf` for this machine: other ports, names and files, and a log of weights."""
    text = SHIPPED.read_text()
    plain = re.compile(r"^server \{\n    listen 80;.*?^\}\n", re.MULTILINE | re.DOTALL)
    changes = [
        (plain, ""),
        (r"127\.0\.0\.1:8000", f"{HOST}:{portal_port}"),
        (r"listen 443 ssl http2", f"listen {HOST}:{port} ssl http2"),
        (r"    listen \[::\]:443 ssl http2;\n", ""),
        (r"strategy\.example\.org;", f"{NAME};"),
        (r"/etc/ssl/strategy\.example\.org/fullchain\.pem", f"{folder}/certificate.pem"),
        (r"/etc/ssl/strategy\.example\.org/key\.pem", f"{folder}/key.pem"),
        (r"access_log off", f"access_log {folder}/weights weight"),
        (r"error_log /dev/null emerg", "error_log stderr crit"),
        (r"/var/cache/nginx-portal", f"{folder}/cache"),
        (r"/srv/portal/deploy", f"{SHIPPED.parent}"),
    ]
    for what, instead in changes + (UNLIMITED if is_unlimited else []):
        text, found = re.subn(what, instead, text)
        assert found, f"deploy/nginx.conf has changed: no {what}"
    return text


@dataclass
class Proxy:
    folder: Path
    port: int
    server: subprocess.Popen | None = None

    @property
    def origin(self) -> str:
        return f"https://{NAME}:{self.port}"

    @property
    def chromium_flags(self) -> list[str]:
        """Leads the portal's name to this machine, and trusts this one certificate."""
        return [
            f"--host-resolver-rules=MAP {NAME} {HOST}",
            f"--ignore-certificate-errors-spki-list={self._pin()}",
        ]

    def weights(self) -> list[tuple[str, int]]:
        """Each answer so far, in order: the address, and its bytes with headers."""
        lines = (self.folder / "weights").read_text().splitlines()
        return [(address, int(sent)) for sent, address in (line.split(" ", 1) for line in lines)]

    def _pin(self) -> str:
        certificate = self.folder / "certificate.pem"
        key = _openssl("x509", "-in", certificate, "-pubkey", "-noout")
        return base64.b64encode(
            hashlib.sha256(_openssl("pkey", "-pubin", "-outform", "der", typed=key)).digest()
        ).decode()


@contextmanager
def in_front_of(portal_port: int, *, is_unlimited=False, more="") -> Iterator[Proxy]:
    """`more` is further configuration of the same nginx."""
    with tempfile.TemporaryDirectory(prefix="proxy-") as name:
        proxy = Proxy(Path(name), free_port())
        _make_certificate(proxy.folder)
        proxy.folder.chmod(0o755)  # nginx serves as another user when root starts it
        configuration = proxy.folder / "nginx.conf"
        configuration.write_text(CONFIGURATION.format(folder=proxy.folder, more=more))
        text = shipped(
            proxy.folder, port=proxy.port, portal_port=portal_port, is_unlimited=is_unlimited
        )
        (proxy.folder / "portal.conf").write_text(text)
        command = [NGINX, "-p", name, "-c", configuration, "-e", "stderr"]
        with subprocess.Popen(command) as server:
            try:
                wait_until_answers(server, proxy.port)
                proxy.server = server
                yield proxy
            finally:
                server.terminate()
                server.wait()


def _make_certificate(folder: Path):
    """For the portal's name, signed by itself, good for a day."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"]
    name = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    _openssl("req", "-x509", *kind, *name, "-keyout", key, "-out", certificate)


def _openssl(*arguments, typed: bytes = b"") -> bytes:
    command = ["openssl", *arguments]
    return subprocess.run(command, input=typed, capture_output=True, check=True).stdout

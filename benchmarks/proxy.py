"""nginx in front of the portal, as the README has it: it ends TLS, speaks HTTP/2 to the browser,
and writes down how many bytes each answer took."""

import base64
import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.portals import FROM_THE_PROXY, HOST, free_port, wait_until_answers

NAME = FROM_THE_PROXY["Host"]
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"  # Debian: not on everyone's path
CONFIGURATION = """
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log stderr warn;
events {{}}
http {{
  log_format weight '$bytes_sent $request_uri';
  access_log {folder}/weights weight;
  proxy_max_temp_file_size 0;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  upstream portal {{ server {host}:{portal}; keepalive 8; }}
  server {{
    listen {host}:{port} ssl http2;
    ssl_certificate {folder}/certificate.pem;
    ssl_certificate_key {folder}/key.pem;
    location / {{
      proxy_pass http://portal;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-Proto https;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }}
  }}
}}
"""


@dataclass
class Proxy:
    folder: Path
    port: int

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
def in_front_of(portal_port: int) -> Iterator[Proxy]:
    with tempfile.TemporaryDirectory(prefix="proxy-") as name:
        proxy = Proxy(Path(name), free_port())
        _make_certificate(proxy.folder)
        configuration = proxy.folder / "nginx.conf"
        configuration.write_text(
            CONFIGURATION.format(
                folder=proxy.folder, host=HOST, port=proxy.port, portal=portal_port
            )
        )
        command = [NGINX, "-p", name, "-c", configuration, "-e", "stderr"]
        with subprocess.Popen(command) as server:
            try:
                wait_until_answers(server, proxy.port)
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

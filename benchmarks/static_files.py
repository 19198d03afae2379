"""nginx, serving the very bytes of the portal's pages as files: what nothing can be faster than."""

import os
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from benchmarks.portals import HOST, free_port, wait_until_answers

CONFIGURATION = """
{user}
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    default_type text/html;
    access_log off;
    sendfile on;
    tcp_nopush on;
    gzip_static on;
    keepalive_requests 1000000000;
    open_file_cache max=100;
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    server {{
        listen {host}:{port};
        root {folder}/pages;
        index index.html;
        {headers}
    }}
}}
"""
MADE_BY_NGINX = {"content-type", "content-length", "content-encoding", "etag", "date", "server"}


@contextmanager
def nginx(pages: dict[str, tuple[dict[str, str], bytes, bytes]]):
    """Serve `pages` (path: the portal's headers, body, body in gzip); yields process and port.

    All get the headers of the first, so that as much is sent as the portal sends.
    """
    with tempfile.TemporaryDirectory(prefix="nginx-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for path, (_, body, packed) in pages.items():
            place = folder / "pages" / path.strip("/") / "index.html"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(body)
            place.with_name("index.html.gz").write_bytes(packed)
        headers, *_ = next(iter(pages.values()))
        port = free_port()
        configuration = folder / "nginx.conf"
        configuration.write_text(
            CONFIGURATION.format(
                user="user root;" if os.geteuid() == 0 else "",
                folder=folder,
                host=HOST,
                port=port,
                headers="\n".join(
                    f'add_header {name} "{value}";'
                    for name, value in headers.items()
                    if name.lower() not in MADE_BY_NGINX | {"connection", "transfer-encoding"}
                ),
            )
        )
        command = ["nginx", "-p", name, "-c", str(configuration), "-g", "daemon off;"]
        with subprocess.Popen(command) as server:
            try:
                wait_until_answers(server, port)
                yield server, port
            finally:
                server.terminate()
                server.wait()

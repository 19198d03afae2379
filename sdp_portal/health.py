"""Two addresses for machines: is the process up, and can it do its work?

They are answered before anything checks the Host header, because a probe uses the server's IP
address, and before anything reads a cookie, because that would use the database.
"""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sdp_portal import keys
from sdp_portal.pages.public import PAGES_KEPT


def machines_first(get_response):
    def middleware(request):
        view = FOR_MACHINES.get(request.path, get_response)
        return view(request)

    return middleware


@never_cache
@require_safe
def healthz(request):
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request):
    """200 if the database answers, all migrations are applied and the keys belong to it. Else 503
    with the reason, and with the number of pages that can still be read."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        has_other_keys = not waiting and keys.problem()
    except DatabaseError:
        kept = request.META.get(PAGES_KEPT)
        served = f" {kept} public pages are served as they were." if kept else ""
        return _not_ready(f"The database does not answer.{served}")
    if waiting:
        return _not_ready(f"Migrations not applied: {len(waiting)}.")
    if has_other_keys:
        return _not_ready("The file of keys is not the one that belongs to the database.")
    return HttpResponse("ok\n", content_type="text/plain")


def _not_ready(reason):
    return HttpResponse(f"{reason}\n", status=503, content_type="text/plain")


FOR_MACHINES = {"/healthz": healthz, "/readyz": readyz}

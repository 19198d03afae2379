"""What is read of that which is sent to an address, decided before any of it is read.

Words, however a form encodes them, up to DATA_UPLOAD_MAX_MEMORY_SIZE. Files only where a view
takes them, and only from officers who are signed in: whatever else is sent with a form is neither
kept in memory nor written to disk.
"""

import re

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from sdp_portal.officers.adapters import has_second_factor

BOUNDARY = re.compile(r'(?:^|;)\s*boundary\s*=\s*("[^"\\]{1,200}"|[^\s;,"]{1,200})', re.IGNORECASE)
# A workbook of 50 MB, or five scans of 10 MB, and the form around them; deploy/nginx.conf agrees.
LARGEST_WITH_FILES = 52 * 1024 * 1024


def with_plain_content_type(application):
    """What stands in front of Django, which would believe whatever encoding a form claims to have,
    and fail at some. Ours have none but UTF-8; of the rest only the boundary is needed."""

    def plain(environ, start_response):
        if given := environ.get("CONTENT_TYPE"):
            kind, _, parameters = given.partition(";")
            boundary = BOUNDARY.search(parameters)
            kept = [kind.strip(), *([f"boundary={boundary[1]}"] if boundary else [])]
            environ["CONTENT_TYPE"] = "; ".join(kept)
        return application(environ, start_response)

    return plain


def takes_files(view):
    """Say of `view` that officers may send files to it."""
    view.takes_files = True
    return view


def decide(request, view):
    """Before the form is read; asks the database who is there only where files are taken."""
    if getattr(view, "takes_files", False) and request.user.is_staff:
        request.may_send_files = has_second_factor(request, request.user)


def has_no_length(request) -> bool:
    """A body of unknown length ("chunked"), which no browser sends; Django would read nothing."""
    return "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH")


class FilesOfOfficersOnly(FileUploadHandler):
    """The first of the upload handlers; unless `decide` has let files in, none comes past it."""

    def _may_send_files(self):
        return getattr(self.request, "may_send_files", False)

    def handle_raw_input(self, input_data, meta, content_length, boundary, encoding=None):
        largest = (
            LARGEST_WITH_FILES if self._may_send_files() else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        )
        if content_length > largest:
            raise RequestDataTooBig(f"The form has {content_length} bytes.")

    def new_file(self, *args, **kwargs):
        if not self._may_send_files():
            raise SkipFile

    def receive_data_chunk(self, raw_data, start):
        return raw_data  # to the next handler

    def file_complete(self, file_size):
        return None  # it is the next handler's

"""Decides how much of a request's body is read, before any of it is read.

Words are read up to DATA_UPLOAD_MAX_MEMORY_SIZE, in every encoding of a form. Files are read only
if the view takes them, and only from officers who are signed in. Other files are neither kept in
memory nor written to disk.
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
    """WSGI middleware that removes parameters such as the charset from the Content-Type.

    Django trusts the charset and fails at some. Our forms are all UTF-8, so only the boundary is
    needed.
    """

    def plain(environ, start_response):
        if given := environ.get("CONTENT_TYPE"):
            kind, _, parameters = given.partition(";")
            boundary = BOUNDARY.search(parameters)
            kept = [kind.strip(), *([f"boundary={boundary[1]}"] if boundary else [])]
            environ["CONTENT_TYPE"] = "; ".join(kept)
        return application(environ, start_response)

    return plain


def takes_files(view):
    """Marks `view`: officers may send files to it."""
    view.takes_files = True
    return view


def decide_on_files(request, view):
    """Runs before the form is read. It looks up the user only if the view takes files."""
    if getattr(view, "takes_files", False) and request.user.is_staff:
        request.may_send_files = has_second_factor(request, request.user)


def is_of_unknown_length(request) -> bool:
    """Whether the body is "chunked". No browser sends that, and Django would read nothing of it."""
    return "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH")


class FilesOfOfficersOnly(FileUploadHandler):
    """The first upload handler. It skips all files unless `decide_on_files` has allowed them."""

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
        return None  # the next handler makes the file

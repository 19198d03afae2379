"""Reads a content file that an officer uploads, in a process of its own and without Django.

The text comes back only if it can be parsed within that process's limits.
"""

from collections.abc import Iterator
from typing import BinaryIO

import yaml

from sdp_portal.foreign_files import UnreadableError

LARGEST = 500_000  # bytes; the file that comes with the portal has a tenth of it


def text_of(file: BinaryIO) -> Iterator[str]:
    try:
        text = file.read(LARGEST + 1).decode("utf-8")
        for _ in yaml.parse(text, Loader=yaml.SafeLoader):
            pass
    except UnicodeDecodeError:
        raise UnreadableError("This file is not text in UTF-8, so it is no content file.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it is not YAML"
        line = f"Line {mark.line + 1}: " if mark else ""
        raise UnreadableError(f"{line}{problem}.") from None
    except RecursionError:
        raise UnreadableError("The file is nested too deeply.") from None
    yield text

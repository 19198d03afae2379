import ast
from pathlib import Path

import pytest

import bootstrap

CHECKOUT = Path(bootstrap.__file__).parent


def test_an_old_python_is_told_so_in_one_sentence():
    with pytest.raises(SystemExit) as refusal:
        bootstrap.require_python((3, 10))

    assert str(refusal.value).startswith("This is Python 3.10, and the portal needs Python 3.11")
    assert len(str(refusal.value).splitlines()) == 1


def test_an_old_python_can_read_the_file_that_says_so():
    ast.parse((CHECKOUT / "bootstrap.py").read_text(), feature_version=(3, 6))


def test_what_the_tests_install_contains_what_the_demonstration_installs():
    pins = {
        name: {
            line
            for line in (CHECKOUT / "requirements" / name).read_text().splitlines()
            if "==" in line
        }
        for name in bootstrap.LOCKS
    }

    assert pins["test.txt"] > pins["demonstration.txt"] > pins["production.txt"]


@pytest.mark.parametrize("name", bootstrap.LOCKS)
def test_a_lock_names_no_index(name):
    lock = (CHECKOUT / "requirements" / name).read_text()

    assert not [word for word in ("://", "index", "find-links", "@") if word in lock]

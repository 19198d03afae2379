"""From a bare checkout to a running portal. Needs only Python.

    python3 bootstrap.py run|test|check|bench|lock

Makes the virtual environment `.venv`, installs the locked dependencies if the lock has changed, and
continues with the Python in there. The syntax is old on purpose: an old Python can then run this
file and say that it is too old.
"""

import os
import sys

OLDEST_PYTHON = (3, 11)

# Each lock contains those after it, so one installation can satisfy several.
LOCKS = ["test.txt", "demonstration.txt", "production.txt"]


def main(command, *arguments):
    require_python(sys.version_info[:2])
    from pathlib import Path

    os.chdir(Path(__file__).resolve().parent)
    if command == "run":
        # Set but empty means the real time.
        is_empty = os.environ.get("EMPTY", "") not in ("", "0")
        os.environ.setdefault("PORTAL_CLOCK", "" if is_empty else "2024-04-10T10:00")
        hand_over(install("demonstration.txt"), "manage.py", "run_portal")
    elif command == "test":
        hand_over(install("test.txt"), "tools/gate.py", *arguments)
    elif command == "check":
        hand_over(install("test.txt"), "tools/gate.py", "--check")
    elif command == "bench":
        hand_over(install("test.txt"), "-m", "benchmarks", *arguments)
    elif command == "lock":
        lock(install("test.txt"), arguments)
    else:
        sys.exit("Say what to do: python3 bootstrap.py run, test, check, bench or lock.")


def require_python(version):
    if version < OLDEST_PYTHON:
        sys.exit(
            "This is Python {}.{}, and the portal needs Python 3.11 or later. If a newer one is "
            "installed, name it: make run PYTHON=python3.12".format(*version)
        )


def install(lock_name):
    """The path of a Python with all dependencies in `lock_name`."""
    from pathlib import Path

    stamp = Path(".venv", "installed")
    python = Path(".venv", "Scripts" if os.name == "nt" else "bin", "python")
    wanted = fingerprint(lock_name)
    if python.exists() and stamp.exists() and wanted in stamp.read_text().splitlines():
        return str(python)

    make_environment(python)
    print("Installing the locked dependencies. This takes a minute, and only when they change.")
    sys.stdout.flush()
    lock_file = str(Path("requirements", lock_name))
    options = ["--require-hashes", "--no-input", "--disable-pip-version-check"]
    run_quietly(
        [str(python), "-m", "pip", "install", *options, "-r", lock_file],
        "The dependencies could not be installed; pip's last words:",
    )
    satisfied = LOCKS[LOCKS.index(lock_name) :]
    stamp.write_text("\n".join(fingerprint(name) for name in satisfied))
    return str(python)


def fingerprint(lock_name):
    """Differs for every content of the lock and every version of Python."""
    import hashlib
    from pathlib import Path

    content = Path("requirements", lock_name).read_bytes()
    python = "{}.{}".format(*sys.version_info)
    return " ".join([lock_name, python, hashlib.sha256(content).hexdigest()])


def make_environment(python):
    import importlib.util
    import subprocess

    right_version = "import sys; sys.exit(sys.version_info[:2] != {})".format(
        tuple(sys.version_info[:2])
    )
    if python.exists() and subprocess.call([str(python), "-c", right_version]) == 0:
        return
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        sys.exit(
            "Python's venv module is missing; on Debian or Ubuntu install it with: "
            "sudo apt install python3-venv"
        )
    run_quietly(
        [sys.executable, "-m", "venv", "--clear", ".venv"],
        "The virtual environment .venv could not be made:",
    )


def run_quietly(command, complaint):
    """Runs `command`. If it fails, ends with `complaint` and the last lines of its output."""
    import subprocess

    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0:
        sys.exit("\n  ".join([complaint, *done.stdout.strip().splitlines()[-5:]]))


def hand_over(python, *arguments):
    sys.stdout.flush()
    os.execv(python, [python, *arguments])  # noqa: S606


def lock(python, arguments):
    """Writes all three locks; each keeps the versions of the smaller one."""
    import subprocess

    options = ["--quiet", "--universal", "--generate-hashes", "--python-version", "3.11"]
    options += ["--no-header", "--no-emit-index-url", "--no-emit-find-links", *arguments]
    smaller = []
    for group in ["production", "demonstration", "test"]:
        output = "requirements/{}.txt".format(group)
        source = (
            ["pyproject.toml"] if group == "production" else ["pyproject.toml", "--group", group]
        )
        command = [python, "-m", "uv", "pip", "compile", *options, *source, *smaller, "-o", output]
        if subprocess.call(command) != 0:
            sys.exit("The dependencies could not be locked; the reason stands above.")
        smaller = ["-c", output]
    print("Locked: requirements/")


if __name__ == "__main__":
    try:
        main(*(sys.argv[1:] or [""]))
    except KeyboardInterrupt:
        sys.exit(130)

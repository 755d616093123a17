"""rsync: the files of a channel on another machine or in another folder, the same as here, also what was removed.

rsync asks for no password: over ssh it needs a key, to a daemon an open module. It must be installed on this machine.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from pipeline.errors import DeliveryError, clean
from pipeline.options import Duration

WHOLE = True  # it takes the files as they are now, whatever the changes were
SHORT = "to"
SILENCE = 60  # seconds without a byte, then the other side is given up
SSH = "ssh -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=15 -o ServerAliveCountMax=3"
KEPT = ("PATH", "HOME", "USER", "LOGNAME", "SSH_AUTH_SOCK", "TMPDIR")  # of our environment: no secrets of others
VANISHED = 24  # its exit code where a file was removed while it looked
ATTEMPTS = 3
# A host, then ":" and a path over ssh, "::" and a module of a daemon; or an address; or a folder of this machine.
_SSH = re.compile(r"(?:[\w.+-]+@)?(?:[\w.-]+|\[[0-9A-Fa-f:.]+\]):(?P<path>(?!:|//).+)")
_DAEMON = re.compile(r"(?:[\w.+-]+@)?(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])::(?P<path>.+)")
_ADDRESS = re.compile(r"rsync://(?:[\w.+-]+@)?(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?/(?P<path>.+)")
_UNSAFE = re.compile(r"[\s;&|<>$`\"'\\*?()\[\]{}!#^]")  # older versions give a path to the other side's shell


def _target(value: str) -> str:
    if value.startswith("-"):
        raise ValueError("must not begin with -, which rsync takes for an option")
    match = _ADDRESS.fullmatch(value) or _DAEMON.fullmatch(value) or _SSH.fullmatch(value)
    path = match["path"] if match else value
    if not match and (not value.startswith("/") or ":" in value):
        raise ValueError("write host:/folder, user@host:/folder, rsync://host/module/folder or /folder")
    if _UNSAFE.search(path) or not value.isprintable():
        raise ValueError("its folder may not hold blanks, or signs that mean something to a shell")
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in parts or not parts or parts in (["~"], ["home"], ["root"]):
        raise ValueError("name a folder of its own for the channel: what else is in it is removed")
    return value


class Options(BaseModel):
    """Where the files go, and how long that may take."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    to: Annotated[str, AfterValidator(_target)] = Field(
        max_length=1000,
        description="A folder of its own, such as user@host:/srv/www/news/; what else is in it is removed",
    )
    within: Duration = Field(timedelta(minutes=10), description="Given up after so long, and tried again later")


def conflict(one: Options, other: Options) -> str:
    """Why two targets cannot stand together, to be followed by the place of the first; "" where they can."""
    first, second = (re.sub(r"/+", "/", target.to).rstrip("/") + "/" for target in (one, other))
    if first.startswith(second) or second.startswith(first):
        return f"{clean(other.to)} holds or lies in the folder of another delivery, and one would remove the files of"
    return ""


def deliver(
    folder: Path, channel: str, changes: Sequence[Mapping[str, Any]], *, key: str, options: Options, now: datetime
) -> None:
    """Make the target hold exactly what `folder` holds, also by removing what is no longer published.

    New files are put in place together at the end, removals last. Raises DeliveryError where that did not come about.
    """
    if not folder.is_dir() or not any(folder.iterdir()):  # a disk that is not mounted must not empty the public site
        raise DeliveryError("{} holds no files; publish first, or mend `output:`", str(folder))
    if options.to.startswith("/"):
        _apart(folder, Path(options.to))
    for _ in range(ATTEMPTS):
        code, said = _run(folder, options)
        if code == 0:
            return
        if code != VANISHED:
            break
    raise DeliveryError("rsync to {} ended with {} ({}); {}", clean(options.to), code, said, _advice(code))


def _apart(folder: Path, target: Path) -> None:
    here, there = folder.resolve(), target.resolve()
    if here == there or here in there.parents or there in here.parents:
        raise DeliveryError("{} holds or lies in {}, from which it is filled; name another folder", target, folder)


def _run(folder: Path, options: Options) -> tuple[int, str]:
    """One run of rsync; its exit code, and the last line of what it said."""
    line = ["rsync", "--archive", "--delete-after", "--delay-updates", f"--timeout={SILENCE}", "--exclude=.*.new"]
    if _ADDRESS.fullmatch(options.to) or _DAEMON.fullmatch(options.to):
        line.append("--contimeout=20")
    else:  # with -e, a daemon would be asked over ssh
        line += ["-e", SSH]
    line += ["--", f"{folder}/", options.to]
    environment = {name: os.environ[name] for name in KEPT if name in os.environ} | {"LC_ALL": "C.UTF-8"}
    seconds = options.within.total_seconds()
    try:
        process = subprocess.Popen(
            line,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=True,  # without a terminal nobody is asked anything, and its ssh ends with it
        )
    except FileNotFoundError:
        raise DeliveryError("rsync is not installed on this machine; on Debian: apt-get install rsync") from None
    except OSError as error:
        raise DeliveryError("rsync cannot be started: {}", error.strerror or "") from None
    try:
        _, errors = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise DeliveryError(
            "rsync to {} was not done within {:.0f} s; see `within:` of this delivery", clean(options.to), seconds
        ) from None
    finally:
        if process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    lines = [told for told in errors.decode("utf-8", "replace").splitlines() if told.strip()]
    told = next((one for one in lines if not one.startswith("rsync error:")), lines[-1] if lines else "")
    return process.returncode, clean(told)


def _advice(code: int) -> str:
    if code in (10, 12, 30, 35, 255):
        return "check that the host answers and lets this machine in with a key"
    if code in (3, 11, 23):
        return "check that the folder is there and may be written"
    return "it is tried again later"

"""The command line within this process: what a test says ten times need not start Python ten times."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from typing import Any
from unittest import mock

from pipeline.__main__ import main
from tests.conftest import Newsroom


def near(words: list[str], given: str = "") -> subprocess.CompletedProcess[str]:
    """What the console script does with these words, and `given` on standard input."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    stdin = io.TextIOWrapper(io.BytesIO(given.encode("utf-8", "surrogateescape")), "utf-8")
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.object(sys, "argv", ["pipeline", *words]),
        mock.patch.object(sys, "stdin", stdin),
    ):
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())


class Near(Newsroom):
    """A newsroom whose commands run in this process."""

    def command(self, *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
        assert set(options) <= {"input"}
        return near(["--config", str(self.folder / "sources.yaml"), *words], options.get("input", ""))

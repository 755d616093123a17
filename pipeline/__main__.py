"""The console script: runs a command and turns what went wrong into one message and the right exit code."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line; see `errors.py` for the exit codes."""
    from pipeline.cli import app
    from pipeline.errors import PipelineError

    try:
        app()
    except PipelineError as error:
        from pipeline.terminal import warn

        for line in str(error).splitlines():
            warn(f"pipeline: {line}")
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader (`| head`) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()

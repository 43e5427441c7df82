"""`python -m config.demo.child ...`: the `havre` command, in a process that ends when the demo that started
it does.

Without this, a demo that is killed would leave its apps behind, and the next one would find its ports taken.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

from config.cli.main import main

_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG, <linux/prctl.h>


def end_with_parent(parent: int) -> None:
    """Let the kernel stop this process when `parent`, which started it, ends (Linux; elsewhere, nothing)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != parent:
            # It ended before the kernel was asked.
            sys.exit(1)


if __name__ == "__main__":
    end_with_parent(int(sys.argv.pop(1)))
    main()

"""What a child process with a learner in it does first."""

from __future__ import annotations

import os
import signal
import sys
from typing import BinaryIO

_THREADS = ("OMP", "OPENBLAS", "MKL", "BLIS", "VECLIB_MAXIMUM", "NUMEXPR")
_NICE = 10
_BELOW_NORMAL = 0x4000  # BELOW_NORMAL_PRIORITY_CLASS of the Windows API


def claim_stdout() -> BinaryIO:
    """A stream on the real stdout; what libraries print goes to stderr from now on."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return out


def lower_priority() -> None:
    """Low priority, one thread for the arithmetic, and deaf to the terminal's Ctrl+C."""
    for library in _THREADS:
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)
    else:
        os.nice(_NICE)

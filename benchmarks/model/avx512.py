"""Hold a process to AVX-512, on a processor that has matrix tiles (AMX) besides.

Tiles triple the int8 peak of such a processor, and leave it as slow as others at everything between two
products. Linux gives tiles to a process that asks (arch_prctl, ARCH_REQ_XCOMP_PERM); a filter (seccomp) that
refuses makes libraries take the vectors of AVX-512, as they do where there are no tiles.
"""

from __future__ import annotations

import ctypes
import os
import struct
from pathlib import Path

_SET_NO_NEW_PRIVILEGES, _SET_FILTER, _BY_PROGRAM = 38, 22, 2
_ARCH_PRCTL, _ASK_FOR_TILES = 158, 0x1023
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050001
_NUMBER, _FIRST_ARGUMENT = 0, 16
"""Where the filter finds the number of a call, and what it was called with."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def has_tiles() -> bool:
    """Say whether this processor multiplies int8 in tiles."""
    return "amx_int8" in Path("/proc/cpuinfo").read_text(encoding="utf-8")


def hold_to_avx512() -> None:
    """Refuse tiles to this process and whatever it starts, for good; to be called before a library has asked
    for them: between the fork of a new process and its program.

    Raises OSError when Linux does not take the filter.
    """
    steps = (
        (_LOAD, 0, 0, _NUMBER),
        (_JUMP_IF_EQUAL, 0, 3, _ARCH_PRCTL),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_JUMP_IF_EQUAL, 0, 1, _ASK_FOR_TILES),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    )
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    kept = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(steps), ctypes.addressof(kept))
    linux = ctypes.CDLL(None, use_errno=True)
    if linux.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or linux.prctl(
        _SET_FILTER, _BY_PROGRAM, ctypes.byref(program), 0, 0
    ):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

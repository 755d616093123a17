"""A process that can open no connection: the kernel refuses socket(2), whoever calls it, compiled code too (seccomp)."""

from __future__ import annotations

# Python to run first in the process; numbers of socket(2) from the kernel's tables.
WALL = """
import ctypes, os, socket, struct, sys
number = {"x86_64": 41, "aarch64": 198}[os.uname().machine]
program = b"".join(struct.pack("HBBI", *op) for op in (
    (0x20, 0, 0, 0), (0x15, 0, 1, number), (0x06, 0, 0, 0x00050000 | 13), (0x06, 0, 0, 0x7FFF0000)))
buffer = ctypes.create_string_buffer(program)
libc = ctypes.CDLL(None, use_errno=True)
class Filter(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]
told = Filter(4, ctypes.addressof(buffer))
assert libc.prctl(38, 1, 0, 0, 0) == 0
assert libc.prctl(22, 2, ctypes.byref(told), 0, 0) == 0
try:
    socket.socket()
except PermissionError:
    pass
else:
    raise SystemExit("sockets are open")
"""

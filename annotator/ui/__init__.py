"""The window: Qt and nothing but Qt, on top of the workspace."""

import builtins

# PySide puts an `__import__` of its own in the place of Python's, which reads the source of each
# module that is imported from then on, for switches (`from __feature__ import …`) that no module
# here has. Python's stays: the 300 modules of the window's load a tenth faster.
_import = builtins.__import__

import PySide6.QtCore  # noqa: E402, F401

builtins.__import__ = _import

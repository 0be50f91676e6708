"""For tests of data, `assert_complete`; for plugin authors, the contracts of checks, encoders and report formats.

`tabbert.testing.pytest_plugin` adds fixtures to pytest wherever tabbert is installed.
"""

from tabbert.testing._assertions import assert_complete
from tabbert.testing._checks import check_row_check, check_value_check
from tabbert.testing._encoders import check_encoder
from tabbert.testing._renderers import check_renderer, make_summary
from tabbert.testing._tables import HOSTILE_TEXTS, FakeEncoder, make_table

__all__ = [
    "HOSTILE_TEXTS",
    "FakeEncoder",
    "assert_complete",
    "check_encoder",
    "check_renderer",
    "check_row_check",
    "check_value_check",
    "make_summary",
    "make_table",
]

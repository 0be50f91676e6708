"""Great Expectations imports modules that Python deprecates, and would send usage statistics: not in tests."""

import os
import warnings

os.environ["GX_ANALYTICS_ENABLED"] = "false"
with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import great_expectations

assert great_expectations

"""fg-data-profiling needs a pandas before 3: these tests run in an environment of their own (`make test-profiling`)."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("data_profiling") else ["*"]

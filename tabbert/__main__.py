"""``python -m tabbert`` is the ``tabbert`` command."""

from tabbert.cli import main

if __name__ == "__main__":
    main()

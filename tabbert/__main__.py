"""``python -m tabbert``: the command line without its script."""

from tabbert.cli import main

if __name__ == "__main__":
    main(prog_name="tabbert")

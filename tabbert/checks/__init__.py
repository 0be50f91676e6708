"""The built-in checks: one check, one module or folder, with its class and its registration."""

#!/usr/bin/env python3
"""Django's command line for the project."""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

# site/ is a plain folder on the path, never a package: the standard library
# already owns the module name "site".
sys.path.insert(0, str(Path(__file__).resolve().parent / "site"))

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.stderr.write("\n已中断。重新运行同一命令即可接着做。\n")
        sys.exit(130)

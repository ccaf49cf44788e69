"""Starts a command. Up to the version check, this file must run on any Python, however old."""

import sys

if sys.version_info < (3, 11):
    sys.stderr.write(
        "This is Python %d.%d and the playbook needs 3.11 or later: "
        "install it from python.org and start again with it.\n" % sys.version_info[:2]
    )
    sys.exit(2)

from scripts.setup import main

sys.exit(main(sys.argv[1:]))

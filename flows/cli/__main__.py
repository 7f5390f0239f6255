"""`python -m flows.cli` is `onrecord`."""

import sys

from flows.cli import main

sys.exit(main())

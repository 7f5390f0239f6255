"""A module run as `python -m` would, that ends with the process that started it.

A killed parent cannot end its children, and a Prefect server left behind would go on serving, so each child looks
whether its parent still lives: `python -m flows.serving.tethered PARENT MODULE ARGUMENT…`.
"""

import os
import runpy
import sys
import threading
import time

from flows.serving.processes import end_tree

_LOOK_SECONDS = 1.0
_GRACE_SECONDS = 10.0


def main() -> None:
    """Nothing; returns when the module does."""
    parent, module = int(sys.argv[1]), sys.argv[2]
    sys.argv = [module, *sys.argv[3:]]
    threading.Thread(target=_end_with, args=(parent,), daemon=True, name="onrecord-tether").start()
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    end_tree(os.getpid(), grace_seconds=_GRACE_SECONDS)


if __name__ == "__main__":
    main()

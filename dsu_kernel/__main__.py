"""``python -m dsu_kernel``: the ``dsu`` command; with ``install``, the kernel for Jupyter."""

from __future__ import annotations

import sys

from dsu_kernel.cli import main

if __name__ == "__main__":
    sys.exit(main())

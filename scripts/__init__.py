"""The commands of editors and maintainers: `python3 -m scripts`."""

import gc

gc.set_threshold(100000, 50, 100)  # records are many objects, and few of them ever garbage

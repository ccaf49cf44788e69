"""Files -> records and problems, with line numbers; the only room that opens the `docs` folder."""

from macros.read.tree import Tree, read_tree

__all__ = ["Tree", "read_tree"]

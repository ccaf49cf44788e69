"""Text -> records and problems, with line numbers; the only room that opens files."""

from macros.load.tree import Tree, read_tree

__all__ = ["Tree", "read_tree"]

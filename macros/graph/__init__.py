"""Records -> Library: ids resolved, links in both directions, coverage, paths, and every hash."""

from macros.graph.library import Library, Link, link

__all__ = ["Library", "Link", "link"]

"""Files -> records and problems, with line numbers; the only room that opens the `docs` folder.

    bytes -> text (text) -> front matter (front) and body (body: headings, paragraphs, entries)
          -> the fields of one language (assign) -> both languages, paired by id (pair) -> a record
          (decode); `tree` does so for every file, `shapes` reads where a field stands from the
          dataclasses of `macros.model`, and says it in words.

Each pass says what it alone can see, and marks what it could not read: no other asks for it.
"""

from macros.read.tree import Tree, read_tree

__all__ = ["Tree", "read_tree"]

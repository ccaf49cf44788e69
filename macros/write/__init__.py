"""Records -> files, in the form that `macros.read` reads."""

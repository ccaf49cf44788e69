"""The commands of editors and maintainers: `python3 -m scripts`."""

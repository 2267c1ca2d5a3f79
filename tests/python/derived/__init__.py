"""What the samples hold, read without the program.

Each module reads the exports of some shop systems with Python's own readers and
says which items a catalog must get of them. The rules are those of the contract
and of the pages on formats; nothing of the program is used or copied.
"""

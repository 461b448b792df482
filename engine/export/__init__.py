"""Finished pictures into files: formats, profile, metadata, names, and writing without ever losing anything.

`write(rows, target, options, ...)` in writer.py is the door; `FORMATS` in formats.py names every kind of file;
naming.py plans the names before anything is written.
"""

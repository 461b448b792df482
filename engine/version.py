"""The program's version, where the engine can note it in a file it writes; a test holds it to pyproject."""

VERSION = "0.1.0"

"""The claims of the papers, tried at small scale with our own training: `python -m benchmarks.reproduction --help`."""

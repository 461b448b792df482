"""The figures of the project, each reproducible with one command: `python -m benchmarks [--only NAME]`.

Machines are noisy, so every figure is a median (or a 95th percentile) of several runs, and speeds that matter are
ratios to a floor measured in turn with them, in the same run, on the same file.
"""

from main import take_plain_pages

take_plain_pages()  # as the window does

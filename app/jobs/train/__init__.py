"""The only door to training: a plan goes to a process of its own, and what that says about itself comes back.

The process writes into the folder of its learning and outlives the window if the person wants that; it is found again
at the next start.
"""

from app.jobs.train.job import TrainJob

__all__ = ["TrainJob"]

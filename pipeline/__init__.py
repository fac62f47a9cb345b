"""The command: workspace, build, publish."""

import os

# What is fitted is so narrow that the threads of a matrix library only wait for each other, busily:
# a third of the time that forecasts take. To be told before numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

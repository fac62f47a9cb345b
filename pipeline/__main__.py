"""`python -m pipeline` is `service-review`."""

from pipeline.command import main

main()

"""`python -m hub_esis_simulator`, the same as `hub esis-simulator`."""

import sys

from hub_esis_simulator.command import main

sys.exit(main(sys.argv[1:]))

# SPDX-License-Identifier: MIT
"""Runs the mutants of the channel; scripts/mutants.sh is the door to this program."""
import sys

from cli import main

sys.exit(main())

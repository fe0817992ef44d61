# SPDX-License-Identifier: MIT
"""Where things lie; whoever imports this can import the modules of scripts/verify too."""
from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
REASONS = HERE / "reasons.toml"
SCORE = HERE / "score.json"

sys.path.append(str(HERE.parent / "verify"))

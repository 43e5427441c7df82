"""What the limits of the danger gate give on the rows held back from training."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from signals.danger.gate import Gate
from signals.encoder.interface import Encoder
from signals.encoder.labels import NO_CARD
from signals.evaluation.figures import Figure, alarmed_rows, share
from signals.evaluation.scored import Scored
from signals.training.rows import Row

WHERE = "held back from training"


def limit_figures(held_back: Sequence[Row], encoder: Encoder, gate: Gate) -> list[Figure]:
    """Return recall, and false alarms on sentences that come close and on ordinary ones."""
    danger = Scored.of([row for row in held_back if row.source.startswith("danger")], encoder)
    ordinary = Scored.of([row for row in held_back if _ordinary(row)], encoder)
    alarmed = alarmed_rows(danger, gate)
    needed = np.array([row.danger != NO_CARD for row in danger.rows])
    worst = np.array([row.danger == "C" for row in danger.rows])
    return [
        share("danger", "recall", WHERE, alarmed[needed]),
        share("danger", "recall on plan, attempt, goodbye", WHERE, alarmed[worst]),
        share("danger", "false alarms on sentences that come close", WHERE, alarmed[~needed]),
        share("danger", "false alarms on messages about work", WHERE, alarmed_rows(ordinary, gate)),
    ]


def _ordinary(row: Row) -> bool:
    return row.source.startswith("factors") and row.danger == NO_CARD

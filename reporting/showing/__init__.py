"""From exact safe releases to what a page or an export may say: visible, rounded, and nothing else."""

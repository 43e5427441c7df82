"""Attacks on what Havre publishes and keeps: each succeeds against a naive rule, as a control, and is then
tried on Havre. `make attack` runs them all and writes config/dossier/attacks.json and docs/attacks.md."""

"""Comparisons and batches of runs: plans, execution and what the runs show."""

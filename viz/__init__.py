"""Pictures and accounts of runs."""

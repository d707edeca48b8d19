"""peaceops: an agent-based model of an integrated multidimensional peace operation."""

__version__ = "0.1.0"

"""What a parameter is: one frozen declaration with type, default, range, unit, source and help.

Every number or choice of the model is declared once, with :func:`parameter`, in a subclass of :class:`Parameters`
that stands next to the rule that uses it. Checks, tables, sliders and sampling ranges are all read from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Parameters", "parameter"]


class Parameters(BaseModel):
    """A group of parameters: frozen, and closed to names it does not declare."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True)


def parameter(
    default: Any,
    *,
    source: str,
    help: str,
    low: float | None = None,
    high: float | None = None,
    unit: str = "",
    choice: bool = False,
    values: Mapping[str, str] | None = None,
) -> Any:
    """Declare one parameter as a pydantic field.

    Args:
        default: Value used where a scenario says nothing; ``...`` if a scenario must say it.
        source: Section key (``CML 1.4.1``), evidence id (``C-10``) or ``assumption: reason``.
        help: One plain sentence.
        low: Smallest value allowed, in ``unit``; None for non-numbers.
        high: Largest value allowed, in ``unit``; None for non-numbers.
        unit: Unit of the value; empty for names and switches.
        choice: True for a choice under test (a lever), False for a fact about the world.
        values: What each name means, for a parameter whose values are names.

    Source: MODEL.md section 4.
    """
    meta: dict[str, Any] = {
        "unit": unit,
        "source": source,
        "choice": choice,
        "values": dict(values or {}),
    }
    return Field(default, ge=low, le=high, description=help, json_schema_extra=meta)

"""What is declared where: the tree of parameter groups, read from the declarations themselves."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from .parameters import Parameters

__all__ = ["ANY", "Spec", "about", "branch", "is_fact", "spec_at", "specs"]

ANY = "*"
"""Stands in a path for the key of a table or the index of a list."""


@dataclass(frozen=True)
class Spec:
    """One declared parameter.

    Attributes:
        path: Names from the root down; :data:`ANY` for a key of a table or an index of a list.
        type: One of ``float``, ``int``, ``bool``, ``str``, ``enum``, ``list``, ``table``.
        default: The default, or None if a value must be given.
        required: Whether a value must be given.
        low: Smallest value allowed (of each item, for a list), or None.
        high: Largest value allowed (of each item, for a list), or None.
        allowed: The names allowed, for an ``enum``.
        item: Type of the items of a ``list``, otherwise empty.
        unit: Unit of the value, may be empty.
        choice: Whether it is a choice under test.
        source: Section key, evidence id or assumption.
        help: One sentence.
        values: What the names allowed mean, as (name, words).
    """

    path: tuple[str, ...]
    type: str
    default: Any
    required: bool
    low: float | None
    high: float | None
    allowed: tuple[str, ...]
    item: str
    unit: str
    choice: bool
    source: str
    help: str
    values: tuple[tuple[str, str], ...]

    def allowed_text(self) -> str:
        """Return what is allowed in words, with the unit."""
        unit = f" ({self.unit})" if self.unit else ""
        if self.type == "enum":
            return f"one of {', '.join(self.allowed)}"
        if self.type == "list":
            plural = {"int": "whole numbers", "float": "numbers", "str": "names"}.get(self.item, "values")
            return f"a list of {plural}{self._range_text()}{unit}"
        nouns = {
            "float": "a number",
            "int": "a whole number",
            "bool": "true or false",
            "str": "a text",
            "table": "a table",
        }
        return f"{nouns[self.type]}{self._range_text()}{unit}"

    def _range_text(self) -> str:
        """Return the range in words, with a space before it."""
        low, high = (None if bound is None else f"{bound:.15g}" for bound in (self.low, self.high))
        if low is not None and high is not None:
            return f" from {low} to {high}"
        if low is not None:
            return f" from {low} up"
        return "" if high is None else f" up to {high}"


@lru_cache(maxsize=8)
def specs(root: type[Parameters]) -> tuple[Spec, ...]:
    """Return every parameter declared in ``root`` and in the groups below it, in the order of declaration."""
    return tuple(_walk(root, ()))


@lru_cache(maxsize=4096)
def spec_at(root: type[Parameters], path: tuple[str | int, ...]) -> Spec | None:
    """Return the parameter at ``path`` (or the list or table parameter that holds it), or None if there is none."""
    known = _by_path(root)
    form: tuple[str, ...] = ()
    for part in path:
        form = next((found for found in ((*form, str(part)), (*form, ANY)) if found in known), (*form, ""))
        found = known.get(form)
        if found is not None or form not in known:
            return found
    return None


def is_fact(root: type[Parameters], path: tuple[str | int, ...]) -> bool:
    """Return whether what is declared at ``path`` is a fact about the world; False for choices and unknown names.

    Decisions are choices too: they hold nothing else.
    """
    spec = spec_at(root, path)
    if path[:1] in (("choices",), ("decisions",)):
        return False
    return not spec.choice if spec is not None else branch(root, path) is not None


@lru_cache(maxsize=4096)
def branch(root: type[Parameters], path: tuple[str | int, ...]) -> tuple[str, ...] | None:
    """Return the names declared in the group at ``path``; ``("*",)`` for a table of groups; None if it is no group."""
    known = _by_path(root)
    form: tuple[str, ...] = ()
    for part in path:
        form = next((found for found in ((*form, str(part)), (*form, ANY)) if found in known), (*form, ""))
    if known.get(form, 0) is not None:
        return None
    return tuple(other[-1] for other in known if len(other) == len(form) + 1 and other[:-1] == form)


def about(root: type[Parameters], path: tuple[str | int, ...]) -> str:
    """Return the first line of what the group at ``path`` says about itself, or an empty string if it is no group."""
    group: type[Parameters] | None = root
    parts = list(path)
    while parts and group is not None:
        field = group.model_fields.get(str(parts.pop(0)))
        group, is_many = _group_in(field.annotation) if field is not None else (None, False)
        parts = parts[1:] if is_many else parts
    text = (group.__doc__ or "") if group is not None else ""
    return text.strip().partition("\n")[0].replace("``", "")


@lru_cache(maxsize=8)
def _by_path(root: type[Parameters]) -> dict[tuple[str, ...], Spec | None]:
    """Return parameters by path, and None for every group above them."""
    known: dict[tuple[str, ...], Spec | None] = {(): None}
    for spec in specs(root):
        for end in range(1, len(spec.path)):
            known[spec.path[:end]] = None
        known[spec.path] = spec
    return known


def _walk(group: type[Parameters], path: tuple[str, ...]) -> Iterator[Spec]:
    """Yield the parameters of one group and of the groups below it."""
    for name, field in group.model_fields.items():
        below, is_many = _group_in(field.annotation)
        if below is not None:
            yield from _walk(below, (*path, name, ANY) if is_many else (*path, name))
        else:
            yield _spec(field, (*path, name))


def _group_in(annotation: Any) -> tuple[type[Parameters] | None, bool]:
    """Return the group that a field holds, and whether it holds many (a table or a list of them)."""
    if isinstance(annotation, type) and issubclass(annotation, Parameters):
        return annotation, False
    inner = get_args(annotation)
    if get_origin(annotation) is dict and len(inner) == 2:
        return _group_in(inner[1])[0], True
    if get_origin(annotation) is tuple and inner:
        return _group_in(inner[0])[0], True
    return None, False


def _spec(field: FieldInfo, path: tuple[str, ...]) -> Spec:
    """Return the parameter that one field declares."""
    meta = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    values: Any = meta.get("values") or {}
    kind, allowed, item, item_metadata = _kind(field.annotation)
    metadata = [*field.metadata, *item_metadata]
    return Spec(
        path=path,
        type=kind,
        default=None if field.is_required() else field.get_default(call_default_factory=False),
        required=field.is_required(),
        low=_bound(metadata, "ge"),
        high=_bound(metadata, "le"),
        allowed=allowed,
        item=item,
        unit=str(meta.get("unit", "")),
        choice=bool(meta.get("choice", False)),
        source=str(meta.get("source", "")),
        help=field.description or "",
        values=tuple(values.items()),
    )


def _kind(annotation: Any) -> tuple[str, tuple[str, ...], str, list[Any]]:
    """Return type, allowed names, type of items and metadata of items of an annotation."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        kind, allowed, item, _ = _kind(inner[0])
        return kind, allowed, item, [part for info in inner[1:] for part in getattr(info, "metadata", [info])]
    if origin in (Union, types.UnionType):
        return _kind(next(part for part in inner if part is not type(None)))
    if origin is Literal:
        return "enum", tuple(map(str, inner)), "", []
    if origin is tuple:
        kind, allowed, _, metadata = _kind(inner[0])
        return "list", allowed, kind, metadata
    if annotation in (float, int, bool, str):
        return annotation.__name__, (), "", []
    return "table", (), "", []


def _bound(metadata: list[Any], name: str) -> float | None:
    """Return the first bound of that name."""
    return next((getattr(part, name) for part in metadata if getattr(part, name, None) is not None), None)

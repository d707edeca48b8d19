"""The page's components: a ``.vue`` file with the helpers that it names, made into a Solara component."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import ipyvue
import traitlets

from .learning import words

__all__ = ["HERE", "helpers", "part", "vue"]

HERE = Path(__file__).parent
_MARK = re.compile(r"^[ \t]*//\+ (\S+\.js)[ \t]*$", re.MULTILINE)


@lru_cache(maxsize=64)
def vue(name: str) -> str:
    """Return the text of a component with each line ``//+ helper.js`` replaced by that file.

    A component's script is run as a function's body and may import nothing, so that what several share is put in front
    of it. On the page itself the helpers stand in a script of their own, see :func:`helpers`.

    Args:
        name: File of this folder without its ending, for example ``"map"``.
    """
    return _MARK.sub(lambda found: _read(found[1]), _component(name))


@lru_cache(maxsize=1)
def helpers() -> str:
    """Return all helpers that components name, each once, as one script for the page."""
    names = {found for file in sorted(HERE.glob("*.vue")) for found in _MARK.findall(file.read_text(encoding="utf-8"))}
    return "\n".join(_read(name) for name in sorted(names))


def _component(name: str) -> str:
    """Return a component as it stands in its file, in the form that can be run."""
    return _read(f"{name}.vue").replace("export default {", "module.exports = {", 1)


def _read(name: str) -> str:
    """Return a file of this folder, or the helper that holds the glossary."""
    if name == "glossary.js":
        return f"const PEACEOPS_GLOSSARY = {json.dumps(words(), ensure_ascii=False, separators=(',', ':'))};\n"
    return (HERE / name).read_text(encoding="utf-8")


def part(name: str, events: tuple[str, ...] = (), **traits: Any) -> Callable[..., Any]:
    """Return a function that puts one component of the page into what is being rendered.

    Args:
        name: File of this folder without its ending.
        events: Methods that the component can call; handlers are given by ``on_NAME``.
        traits: Values that it gets, with what they are if none is given.

    Returns:
        Function of traits and handlers, as keywords, to an element.
    """
    kind: type[Any] = type(f"Part{name.title()}", (ipyvue.VueTemplate,), {
        "template": traitlets.Unicode(_MARK.sub("", _component(name))).tag(sync=True),
        "heard": traitlets.Dict(default_value={}),
        **{key: traitlets.Any(default_value=value).tag(sync=True) for key, value in traits.items()},
        **{f"vue_{event}": _hear(event) for event in events},
    })  # fmt: skip

    def element(**given: Any) -> Any:
        heard = {event: given.pop(f"on_{event}") for event in events if f"on_{event}" in given}
        return kind.element(heard=heard, layout=None, **given)

    return element


def _hear(event: str) -> Callable[..., None]:
    """Return the method that a component's event calls: its handler gets what was said and the component."""

    def heard(self: Any, given: Any = None, buffers: Any = None) -> None:
        handler = self.heard.get(event)
        if handler is not None:
            handler(given, self)

    return heard

"""The generated pages and tables of the docs are those of the code; the description of the model is complete."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import peaceops

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md")), *sorted((DOCS / "exercises").glob("*.md"))]
ELEMENTS = [
    "Purpose and patterns", "Entities, state variables, and scales", "Process overview and scheduling",
    "Design concepts", "Initialization", "Input data", "Submodels",
]  # fmt: skip
CONCEPTS = [
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction",
    "Stochasticity", "Collectives", "Observation",
]  # fmt: skip
RULE_GROUPS = (
    "access", "acceptance", "aid", "channels", "civil_society", "conduct", "consent", "crime", "ddr", "deployment",
    "elections", "exit", "host_state", "information", "institutions", "leadership", "load", "mines", "people",
    "planning", "politics", "spoilers", "tasks", "trust", "violence",
)  # fmt: skip
RULES = [*(f"5.{n}" for n in range(1, 28)), "Crime"]


def odd_parts():
    """Return the text of each element of the description by its heading."""
    parts = re.split(r"^## (.+)$", (DOCS / "odd.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_generated_docs_are_not_stale():
    command = [sys.executable, str(DOCS / "generate.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_description_has_exactly_the_headings_of_odd():
    parts = odd_parts()
    assert list(parts) == ELEMENTS
    concepts = re.findall(r"^### (.+)$", parts["Design concepts"], flags=re.MULTILINE)
    assert concepts == CONCEPTS
    others = [text for name, text in parts.items() if name not in ("Design concepts", "Submodels")]
    assert not any(re.search(r"^###", text, flags=re.MULTILINE) for text in others)


def test_every_rule_of_this_version_is_a_submodel_that_names_code_reason_source_and_test():
    headings = re.split(r"^### (.+)$", odd_parts()["Submodels"], flags=re.MULTILINE)
    assert [name.split(" ")[0] for name in headings[1::2]] == RULES
    for name, text in zip(headings[1::2], headings[2::2], strict=True):
        for part in ("*For:*", "*Code:*", "*Test:*", "*Why", "*Source"):
            assert part in text, f"{name} lacks {part}"


def test_every_parameter_of_a_rule_stands_in_the_words_or_equations_of_the_description():
    text = (DOCS / "odd.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z_0-9]+", re.sub(r"<!-- generated.*?/generated -->", "", text, flags=re.DOTALL)))
    names = [name for name in peaceops.parameters()["name"] if name.split(".")[0] in RULE_GROUPS]
    missing = [name for name in names if name.split(".")[-1] not in words]
    assert len(names) > 150
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_named_in_the_pages_exist(page):
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:agents|model|experiments|viz|tests|docs|benchmarks)/[\w/.]+\.\w+)`", text))
    missing = {name for name in named if not (ROOT / name).exists()}
    links = set(re.findall(r"\]\((?!https?:|#)([^)#]+)", text))
    missing |= {name for name in links if not (page.parent / name).exists()}
    assert not missing, f"{page.name} names what does not exist: {sorted(missing)}"

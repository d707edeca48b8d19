"""The shape of the project: imports point one way, the package is whole, modules are short and say what they do."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from functools import cache
from pathlib import Path

import pytest

import peaceops

ROOT = Path(__file__).parents[1]
ORDER = ("agents", "model", "experiments", "viz")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MODULES = sorted([*ROOT.glob("*.py"), *(path for folder in ORDER for path in (ROOT / folder).rglob("*.py"))])
LONGER_THAN_400_LINES = {"model.columns": "one table, in the order of the contract"}  # module: why it is not split


def name_of(path: Path) -> str:
    """Return the dotted name under peaceops, for example ``model.rules.trust``; the root is ``""``."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def text_of(path: Path) -> str:
    """Return what stands in a module."""
    return path.read_text(encoding="utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    """Return a module as its syntax tree; nobody changes it."""
    return ast.parse(text_of(path))


def wrong(found: dict[Path, object]) -> dict[str, object]:
    """Return what was found in modules, by name; nothing where nothing was."""
    return {name_of(path): each for path, each in found.items() if each}


def imported(path: Path) -> set[str]:
    """Return the absolute dotted names that a module imports; those of this package start with ``peaceops``."""
    found = set()
    package = ["peaceops", *path.relative_to(ROOT).parts[:-1]]
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*above, *([node.module] if node.module else [])])
            found |= {stem} if node.module else {f"{stem}.{alias.name}" for alias in node.names}
    return found


def against_the_arrow(path: Path) -> list[str]:
    """Return the imports of a module that point from left to right, or to the root."""
    folder = name_of(path).split(".")[0]
    if folder not in ORDER:
        return []  # __init__, __main__, cli and options stand above all folders
    allowed = ORDER[: ORDER.index(folder) + 1]
    own = (name.split(".") for name in imported(path) if name.split(".")[0] == "peaceops")
    return [".".join(parts) for parts in own if len(parts) < 2 or parts[1] not in allowed]


def test_imports_point_one_way():
    assert wrong({path: against_the_arrow(path) for path in MODULES}) == {}


AGAINST = ("import peaceops.viz", "from ..viz import a", "from .. import viz", "from ..viz.a import b")


@pytest.mark.parametrize("text", AGAINST)
def test_the_guard_sees_an_import_against_the_arrow(monkeypatch, tmp_path, text):
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    path = tmp_path / "model" / "rule.py"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    assert against_the_arrow(path)


@pytest.mark.parametrize(
    ("folder", "barred"),
    [
        ("model/rules", {"mesa"}),  # rules know no Mesa
        ("agents", {"solara", "matplotlib"}),
        ("model", {"solara", "matplotlib"}),
        ("experiments", {"solara", "matplotlib"}),
    ],
)
def test_what_stands_left_of_viz_knows_no_plotting_and_rules_know_no_mesa(folder, barred):
    for path in (ROOT / folder).rglob("*.py"):
        assert not {name.split(".")[0] for name in imported(path)} & barred, name_of(path)


def test_inside_the_package_imports_are_relative():
    absolute = {
        path: [n.module or "" for n in ast.walk(tree_of(path)) if isinstance(n, ast.ImportFrom) and n.level == 0]
        for path in MODULES
    }
    own = {path: [name for name in names if name.split(".")[0] == "peaceops"] for path, names in absolute.items()}
    assert wrong(own) == {}


def test_chance_is_the_only_source_of_draws():
    own = "SeedSequence|Generator|default_rng|BitGenerator"
    for path in MODULES:
        name, text = name_of(path), text_of(path)
        if name == "model.chance":
            continue
        assert not re.search(rf"\bnp\.random\.(?!{own})", text), f"global NumPy draws in {name}"
        assert not re.search(r"^(import random|from random import)", text, re.MULTILINE), f"global draws in {name}"
        assert not re.search(r"default_rng\(\s*\)", text), f"a generator without a seed in {name}"


def test_the_list_of_packages_is_complete():
    folders = [ROOT, *(path.parent for folder in ORDER for path in (ROOT / folder).rglob("__init__.py"))]
    names = {".".join(["peaceops", *folder.relative_to(ROOT).parts]) for folder in folders}
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == names
    with_code = {path.parent for path in MODULES}
    assert with_code <= set(folders), "a folder with modules has no __init__.py"


def test_the_version_is_said_once():
    version = PROJECT["project"]["version"]
    assert peaceops.__version__ == version
    assert f"version: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_modules_are_short():
    lines = {name_of(path): len(text_of(path).splitlines()) for path in MODULES}
    long = {name: n for name, n in lines.items() if n > 400 and name not in LONGER_THAN_400_LINES}
    assert not long, "split it, or say why not above"


def public(path: Path) -> list[ast.FunctionDef | ast.ClassDef]:
    """Return the functions and classes of a module, and the methods of those classes, that a user may call."""
    body = tree_of(path).body
    here = [n for n in body if isinstance(n, ast.FunctionDef | ast.ClassDef) and not n.name.startswith("_")]
    inner = [n for c in here if isinstance(c, ast.ClassDef) for n in c.body if isinstance(n, ast.FunctionDef)]
    return here + [node for node in inner if not node.name.startswith("_")]


def test_everything_public_says_what_it_does():
    assert [name_of(path) for path in MODULES if not ast.get_docstring(tree_of(path))] == []
    assert wrong({path: [node.name for node in public(path) if not ast.get_docstring(node)] for path in MODULES}) == {}


RULES = [path for path in MODULES if name_of(path).startswith("model.rules.")]


def test_every_rule_names_its_source():
    assert RULES
    for path in RULES:
        functions = [node for node in public(path) if isinstance(node, ast.FunctionDef)]
        unsourced = [n.name for n in functions if "Source:" not in (ast.get_docstring(n) or "")]
        assert "Source:" in (ast.get_docstring(tree_of(path)) or "") or not unsourced, (name_of(path), unsourced)


def tracked() -> list[Path]:
    """Return the files under version control; skip where this is not a clone."""
    try:
        listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this copy is not a git clone")
    return [ROOT / name for name in listing.split("\0") if name and (ROOT / name).exists()]


def test_no_file_names_a_machine():
    home = re.compile(r"(?<![\w.])/(?:home|Users|root)/\w|file:///|127\.0\.0\.1:\d")
    for path in tracked():
        if path.suffix in {".py", ".toml", ".lock", ".md", ".cff", ""} and path != Path(__file__):
            found = home.search(path.read_text(encoding="utf-8"))
            assert found is None, f"{path.relative_to(ROOT)}: {found}"


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_are_hashed_name_no_registry_and_share_one_numpy(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    lines = text.splitlines()
    pins = [line for line in lines if re.match(r"[a-z0-9]", line)]
    assert pins
    assert all(re.fullmatch(r"[a-z0-9._-]+==\S+( ; [^/]+)? \\", line) for line in pins)
    assert len([line for line in pins if line.startswith("numpy==")]) == 1
    assert not re.search(r"https?:|--index|--find-links|--extra", text)
    comments = [line for line in lines if not re.match(r"[a-z0-9]|    --hash=sha256:[0-9a-f]{64}", line)]
    assert all(line.lstrip().startswith("#") for line in comments)


def test_the_dev_lock_agrees_with_the_run_lock():
    run, dev = (  # versions: a package that tests need everywhere has no marker there
        {line.split()[0] for line in (ROOT / lock).read_text("utf-8").splitlines() if re.match(r"[a-z0-9]", line)}
        for lock in ("requirements.lock", "requirements-dev.lock")
    )
    assert run <= dev


@pytest.mark.slow
def test_the_wheel_holds_all_modules_and_data(tmp_path):
    copy = tmp_path / "copy"  # a build leaves files behind that would get into the next one
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "build", "out", "*.egg-info", "__pycache__"))
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, copy], check=True, cwd=tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    data = [*(ROOT / "model" / "scenarios").glob("*.toml"), ROOT / "py.typed", ROOT / "docs" / "glossary.md"]
    data += [ROOT / "model" / "sources.toml", *(ROOT / "experiments" / "plans").glob("*.toml")]
    data += [ROOT / "experiments" / "roles.toml", *(ROOT / "experiments" / "exercises").glob("*.toml")]
    data += [*(ROOT / "viz").glob("*.css")]
    missing = {f"peaceops/{path.relative_to(ROOT).as_posix()}" for path in [*MODULES, *data]} - inside
    assert not missing
    assert not [name for name in inside if name.startswith(("peaceops/tests", "tests/", "peaceops/benchmarks"))]


@pytest.mark.slow
def test_the_package_imports_from_elsewhere(tmp_path):
    command = [sys.executable, "-c", "import peaceops; print(peaceops.__version__)"]
    done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == peaceops.__version__

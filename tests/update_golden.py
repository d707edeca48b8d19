"""Write the golden runs anew: ``python tests/update_golden.py [name ...]``.

Do this only when numbers are meant to change, read what it prints, and say in CHANGELOG.md that numbers changed.
Without ``--write`` it only shows what would change.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from golden_runs import RUNS, differences, golden_of, path_of, play, read, write


def report(name: str, is_writing: bool) -> bool:
    """Play one golden run, say what differs from the kept one, and keep it if asked; return whether it differs."""
    found = golden_of(name, play(name))
    old = read(name) if path_of(name).exists() else {}
    changed = differences(old, found) if old else ["there is no golden run yet"]
    figures = [line for line in changed if line.startswith(("figures", "totals"))]
    columns = sorted(line.split(":")[0].removeprefix("columns.") for line in changed if line.startswith("columns."))
    print(f"{name}: " + ("as kept" if not changed else f"{len(columns)} of {len(found['columns'])} columns differ"))
    for line in figures:
        print(f"  {line}")
    if columns:
        print(f"  columns: {', '.join(columns)}")
    if not old:
        for column, weeks in found["figures"].items():
            print(f"  {column}: " + ", ".join(f"week {week}: {value:.6g}" for week, value in weeks.items()))
    if changed and is_writing:
        write(name, found)
        print(f"  written: {path_of(name)}")
    return bool(changed)


def main(arguments: list[str]) -> int:
    """Report on the runs named, or on all; return 1 if something differs and was not written."""
    is_writing = "--write" in arguments
    names = [name for name in arguments if name != "--write"] or list(RUNS)
    if unknown := [name for name in names if name not in RUNS]:
        print(f"unknown run {unknown[0]!r}; allowed is one of {', '.join(RUNS)}", file=sys.stderr)
        return 2
    changed = [name for name in names if report(name, is_writing)]
    if changed and not is_writing:
        print("Nothing was written. To keep these numbers: python tests/update_golden.py --write")
    return int(bool(changed) and not is_writing)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

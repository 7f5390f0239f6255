"""The rooms keep their rules: who imports whom, and who may do what. Read from the code with `ast`, not run."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent
ROOMS = ("extractors", "warehouse", "flows")

# What each room may import of the house.
ALLOWED = {
    "extractors.records": ("extractors.records",),
    "extractors": ("extractors",),
    "warehouse": ("extractors.records", "warehouse"),
    "flows": ("extractors", "warehouse", "flows"),
}
ONLY_FLOWS = {"prefect", "httpx", "apprise", "requests", "urllib3", "aiohttp", "protego", "warcio", "socketserver"}
ONLY_FLOWS |= {"ftplib", "smtplib", "asyncio", "subprocess", "http.client", "http.server", "urllib.request", "ssl"}
IMPURE = {"random", "secrets", "os", "socket", "time", "threading", "multiprocessing", "tempfile", "shutil", "uuid"}
CLOCKS = {"now", "utcnow", "today", "time", "monotonic", "perf_counter"}
HAVE_CLOCKS = {"datetime", "date", "time"}
SLOW = ("prefect", "spacy", "trafilatura", "duckdb", "apprise")
SQL = re.compile(
    r"^\s*(?:select\s.+\sfrom\s|insert\s+(?:or\s+\w+\s+)?into\s|update\s+\w+\s+set\s|delete\s+from\s|"
    r"create\s+(?:or\s+replace\s+)?(?:temp\s+)?(?:table|view|macro|index)\s|alter\s+table\s|drop\s+(?:table|view)\s|"
    r"with\s+\w+\s+as\s*\(|copy\s+\S+\s+(?:to|from)\s|merge\s+into\s)",
    re.IGNORECASE | re.DOTALL,
)

MODULES = sorted(path for room in ROOMS for path in (HOUSE / room).rglob("*.py"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(HOUSE).with_suffix("").parts).removesuffix(".__init__")


def room_of(module: str) -> str:
    return "extractors.records" if is_within(module, "extractors.records") else module.partition(".")[0]


def is_within(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def imports(tree: ast.AST, path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything imported: `from a import b` is both `a` and `a.b`."""
    package = path.parent.relative_to(HOUSE).parts
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            base = ".".join(part for part in (above, node.module) if part)
            yield node.lineno, base
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def docstrings(tree: ast.AST) -> set[int]:
    """The ids of the nodes that are docstrings."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    bodies = (node.body for node in ast.walk(tree) if isinstance(node, kinds) and node.body)
    return {id(body[0].value) for body in bodies if isinstance(body[0], ast.Expr)}


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@pytest.fixture(params=MODULES, ids=name_of)
def module(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def test_imports_go_downward(module: Path) -> None:
    allowed = ALLOWED[room_of(name_of(module))]
    wrong = [
        f"{name_of(module)}:{line} imports {name}"
        for line, name in imports(parsed(module), module)
        if name.partition(".")[0] in ROOMS
        # `from extractors import records` names the package first; only what is taken from it counts
        if not any(is_within(name, package) or is_within(package, name) for package in allowed)
    ]
    assert not wrong


def test_only_one_room_has_the_database_and_one_the_network(module: Path) -> None:
    room = name_of(module).partition(".")[0]
    found = imports(parsed(module), module)
    wrong = [f"{name_of(module)}:{line} imports {name}" for line, name in found if is_forbidden(room, name)]
    assert not wrong


def is_forbidden(room: str, name: str) -> bool:
    top = name.partition(".")[0]
    if top == "duckdb":
        return room != "warehouse"
    return room != "flows" and any(is_within(name, thing) for thing in ONLY_FLOWS)


@pytest.mark.parametrize("path", [p for p in MODULES if name_of(p).startswith("extractors")], ids=name_of)
def test_extractors_have_no_clock_and_no_chance(path: Path) -> None:
    tree = parsed(path)
    wrong = [f"{line} imports {name}" for line, name in imports(tree, path) if name.partition(".")[0] in IMPURE]
    wrong += [
        f"{node.lineno} reads the clock: {ast.unparse(node)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS
        if ast.unparse(node.value).rpartition(".")[2] in HAVE_CLOCKS
    ]
    wrong += [
        f"{node.lineno} opens a file"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"open", "input", "print"}
    ]
    assert not wrong


def test_sql_is_in_sql_files(module: Path) -> None:
    tree = parsed(module)
    spoken = docstrings(tree)
    wrong = [
        f"{name_of(module)}:{node.lineno} {node.value[:60]!r}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken
        if SQL.search(node.value) and not is_shown_to_people(module)
    ]
    assert not wrong


def is_shown_to_people(module: Path) -> bool:
    """Whether the room's words are for people: the command line's help and hints show queries that users may type."""
    return is_within(name_of(module), "flows")


def test_sql_files_are_only_in_the_warehouse() -> None:
    outside = [path for room in ("extractors", "flows", "seeds") for path in (HOUSE / room).rglob("*.sql")]
    assert not outside


def test_tests_shadow_no_package() -> None:
    shadows = list((HOUSE / "tests").rglob("__init__.py"))
    shadows += [path for room in ROOMS if (path := HOUSE / "tests" / f"{room}.py").exists()]
    assert not shadows


def test_no_module_is_named_like_a_standard_one_at_the_top() -> None:
    tops = {path.stem if path.suffix else path.name for path in HOUSE.iterdir() if path.suffix in {"", ".py"}}
    assert not tops & set(sys.stdlib_module_names) - {"test"}


def test_the_command_line_starts_without_the_slow_parts() -> None:
    code = f"import sys, flows.cli; print(*[name for name in {SLOW!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_these_checks_see_what_they_look_for(tmp_path: Path) -> None:
    """The net has no hole where it matters: a relative import, a clock behind a module, SQL in an f-string."""
    path = HOUSE / "warehouse" / "made_up.py"
    tree = ast.parse("from ..flows import settings\nimport extractors.decisions.copies\nfrom extractors import records")
    names = {name for _, name in imports(tree, path)}
    assert {"flows.settings", "extractors.decisions.copies", "extractors.records"} <= names
    assert is_forbidden("extractors", "httpx._client")
    assert is_forbidden("flows", "duckdb")
    assert not is_forbidden("flows", "prefect")
    assert SQL.search("\n  SELECT a\n FROM b ")
    assert not SQL.search("select a feed from the list, please".removeprefix("select "))

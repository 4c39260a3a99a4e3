"""`proxilieux plan`: where the next places should be, with a proof."""

import csv
import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import click
from rich.console import Console

from app.commands.base import is_interactive, notify
from app.commands.planning.files import OutputFile, write_features
from app.commands.planning.options import (
    KILOMETRES,
    NumberRange,
    asks_coverage,
    asks_grid,
    check_territories,
    running_planner,
    split,
)
from app.directory.planning.coverage import CLASSES
from app.directory.planning.siting.plan import (
    CANDIDATE,
    CANDIDATES,
    COMMUNES,
    DEFAULT_FURTHEST_KM,
    ROLES,
    OwnCandidate,
    Plan,
    SitingError,
    SitingRequest,
)
from app.directory.planning.siting.plan import plan as make_plan
from app.directory.planning.siting.plan_json import NOTE, plan_json, rows
from app.directory.planning.siting.schemas import PROBLEMS
from app.directory.territories.vocabulary import LEVELS
from geo.siting.instance import Problem
from geo.siting.milp import SolverError
from geo.siting.solving import UNENDING, Control, Progress, ProofError

NOT_PROVED = 3
"""Exit code where the plan is not proved to be the best; 4 where there is none."""
NONE = 4


@click.command("plan")
@click.argument("problem", type=click.Choice(PROBLEMS))
@asks_coverage
@asks_grid
@click.option("--count", type=click.IntRange(0), help="At most so many new places.")
@click.option("--budget", type=NumberRange(0), help="Most that they may cost together.")
@click.option(
    "--candidates", default=COMMUNES, show_default=True, metavar="communes|places|FILE",
    help="Centres of communes, open places to be equipped, or a CSV: id, lon, lat, and name, cost, role.",
)  # fmt: skip
@click.option(
    "--role", "roles", multiple=True, metavar="ID=ROLE", help=f"One of {', '.join(ROLES)}; repeat it."
)
@click.option("--most-in-territory", type=click.IntRange(0), help="At most so many in one territory.")
@click.option("--territory-level", type=click.Choice(LEVELS), help="Its level.")
@click.option("--from-existing-km", type=KILOMETRES, help="Least distance from places.")
@click.option("--furthest-km", type=KILOMETRES, default=DEFAULT_FURTHEST_KM,
              show_default=True, help="With shorten_way: no way counts for more.")  # fmt: skip
@click.option(
    "--leave-unknown", is_flag=True, help="Who is near a place that says nothing counts for nothing."
)
@click.option("--time-limit", type=NumberRange(0), default=UNENDING, help="Seconds; else until it is proved.")
@click.option("--output", type=OutputFile(), help="Write the places: .csv, .geojson or .gpkg.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@click.pass_context
def plan(  # noqa: PLR0913 - one for each option
    ctx: click.Context,
    /,
    problem: str,
    *,
    count: int | None,
    budget: float | None,
    candidates: str,
    roles: tuple[str, ...],
    most_in_territory: int | None,
    territory_level: str | None,
    from_existing_km: float | None,
    furthest_km: float,
    leave_unknown: bool,
    time_limit: float,
    output: Path | None,
    as_json: bool,
    **options: Any,  # noqa: ANN401
) -> None:
    """Find where the next places should be, existing ones kept; Ctrl-C ends with the best found.

    Exit code 0: proved to be the best. 3: the best found in time, with its gap. 4: the limits allow none.
    """
    if count is None and budget is None and problem != Problem.COVER_ALL:
        raise click.UsageError("Say how many (--count), or how much they may cost (--budget).")
    if (most_in_territory is None) != (territory_level is None):
        raise click.UsageError("--most-in-territory and --territory-level go together.")
    selection, where = split(options)
    request = SitingRequest(
        Problem(problem),
        selection,
        where,
        candidates if candidates in CANDIDATES else read_candidates(Path(candidates)),
        count,
        budget,
        _roles(roles),
        most_in_territory,
        territory_level,
        from_existing_km,
        furthest_km,
        leave_unknown,
    )
    made = _run(request, time_limit, options["grid"], options["ages"])
    if as_json:
        click.echo(json.dumps(plan_json(made), ensure_ascii=False, indent=2))
    else:
        _print(made)
    if output is not None:
        write_features(output, "plan", plan_json(made)["places"]["features"])
        notify(f"Written: {output}")
    ctx.exit({"optimal": 0, "feasible": NOT_PROVED}.get(made.solution.status, NONE))


def _run(request: SitingRequest, seconds: float, grid: Path | None, ages: str) -> Plan:
    console = Console(stderr=True)
    shown = console.status("...") if is_interactive() else None
    last: list[str] = []

    def hear(progress: Progress) -> None:
        if shown is not None:
            shown.update(_progress(progress))
        elif last[-1:] != [progress.stage]:
            last.append(progress.stage)
            notify(_progress(progress))

    try:
        with running_planner(grid, ages) as planner, _interruptible() as interrupted:
            check_territories(planner, dict(request.where))
            if shown is not None:
                shown.start()
            return make_plan(
                planner, request, Control(seconds=seconds, heard=hear, is_cancelled=interrupted.is_set)
            )
    except (SitingError, SolverError, ProofError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    finally:
        if shown is not None:
            shown.stop()


@contextmanager
def _interruptible() -> Iterator[Event]:
    """Yield what the first Ctrl-C sets, instead of ending the program; the second one ends it."""
    interrupted = Event()

    def stop(*_: object) -> None:
        interrupted.set()
        signal.signal(signal.SIGINT, before)
        notify("Ending with the best found ...")

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)


def _progress(progress: Progress) -> str:
    known = "" if progress.value is None else f", best {progress.value:,.0f}"
    bound = "" if progress.bound is None else f", bound {progress.bound:,.0f}"
    return f"{progress.stage} ({progress.seconds:.1f} s{known}{bound})"


def _print(made: Plan) -> None:
    printed = plan_json(made)
    if made.solution.is_feasible:
        proof = f"bound {printed['bound']:,.0f}, gap {printed['gap']:.2%}"
        click.echo(f"{printed['status']}: {printed['value']:,.0f} {printed['unit']}, {proof}")
    else:
        click.echo(printed["status"])
    click.echo(f"{printed['seconds']:.2f} s, {printed['method']}")
    for name in ("before", "after"):
        counts = ", ".join(f"{printed[name][one]:,} {one}" for one in CLASSES)
        click.echo(f"{name}: {counts}")
    if printed["unreached"]:
        click.echo(f"{printed['unreached']:,} origins are reached by no candidate.")
    for row in rows(made):
        click.echo(f"{row['order']:>4} {row['id']:12} {row['name'] or '':30} +{row['gain']:,.0f}")
    click.echo(NOTE["en"])


def _roles(texts: tuple[str, ...]) -> dict[str, str]:
    roles = {}
    for text in texts:
        name, separator, role = text.rpartition("=")
        if not separator or role not in ROLES:
            raise click.UsageError(f"--role {text}: write ID=ROLE, with a role of {', '.join(ROLES)}.")
        roles[name] = role
    return roles


def read_candidates(path: Path) -> tuple[OwnCandidate, ...]:
    """Return the candidates of a CSV file: `id`, `lon`, `lat` in degrees, and `name`, `cost`, `role`.

    Raises
    ------
    click.ClickException
        When it cannot be read, with the line and what is wrong there.

    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in ("id", "lon", "lat") if name not in (reader.fieldnames or ())]
            if missing:
                raise click.ClickException(f"{path}: the header lacks {', '.join(missing)}.")
            return tuple(_candidate(path, reader.line_num, row) for row in reader)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise click.ClickException(f"{path} is not CSV in UTF-8: {error}.") from error


def _candidate(path: Path, line: int, row: dict[str, str | None]) -> OwnCandidate:
    role = (row.get("role") or CANDIDATE).strip()
    try:
        lon, lat, cost = float(row["lon"] or ""), float(row["lat"] or ""), float(row.get("cost") or 1.0)
    except ValueError:
        raise click.ClickException(f"{path}, line {line}: lon, lat and cost must be numbers.") from None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90 and 0 <= cost < float("inf")):  # noqa: PLR2004 - degrees
        raise click.ClickException(f"{path}, line {line}: a degree or a cost is out of range.")
    if role not in ROLES:
        raise click.ClickException(f"{path}, line {line}: the role {role!r} is none of {', '.join(ROLES)}.")
    public_id = (row["id"] or "").strip()
    if not public_id:
        raise click.ClickException(f"{path}, line {line}: the id is empty.")
    return OwnCandidate(public_id, lon, lat, row.get("name") or None, cost, role)

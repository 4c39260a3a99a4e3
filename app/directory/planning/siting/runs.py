"""Long runs of the solver: each in a thread of its process, told and ended through its row."""

import json
import secrets
import threading
import time
from typing import Any

from app.directory.matching.sentences import sentence
from app.directory.planning.planner import Planner
from app.directory.planning.siting.plan import SitingError, SitingRequest, plan
from app.directory.planning.siting.plan_json import plan_json
from app.platform.database.connection import Database, Row
from geo.siting.milp import SolverError
from geo.siting.solving import Control, Progress, ProofError

MOST_AT_ONCE = 2
"""Runs under way, over all processes."""
LOST_SECONDS = 60
"""Silence after which a run is taken for lost with its process."""
KEPT_DAYS = 30
BEAT_SECONDS = 0.5
ID_BYTES = 16

# One statement, so that two requests cannot both take the last place.
START = f"""
WITH gone AS (DELETE FROM siting_run WHERE created_at < now() - interval '{KEPT_DAYS} days'),
     held AS (SELECT pg_advisory_xact_lock(hashtext('siting_run')))
INSERT INTO siting_run (public_id, request)
SELECT %(id)s, %(request)s::jsonb FROM held
WHERE (
  SELECT count(*) FROM siting_run
  WHERE status = 'running' AND heard_at > now() - interval '{LOST_SECONDS} seconds'
) < {MOST_AT_ONCE}
RETURNING public_id
"""  # noqa: S608 - our own numbers
BEAT = """
UPDATE siting_run SET heard_at = now(), progress = %(progress)s::jsonb WHERE public_id = %(id)s
RETURNING is_cancelled
"""
END = """
UPDATE siting_run SET heard_at = now(), status = %(status)s, result = %(result)s::jsonb
WHERE public_id = %(id)s AND status = 'running' RETURNING public_id
"""
CANCEL = """
UPDATE siting_run SET is_cancelled = true WHERE public_id = %(id)s AND status = 'running'
RETURNING public_id
"""
READ = f"""
SELECT public_id, created_at, status, is_cancelled, progress, result, request,
       status = 'running' AND heard_at < now() - interval '{LOST_SECONDS} seconds'
FROM siting_run WHERE public_id = %(id)s
"""  # noqa: S608 - our own number
LOST = sentence(
    "lost",
    "Le serveur a été arrêté avant la fin du calcul. Redemandez-le.",
    "The process that ran it ended before it. Ask again.",
)
WENT_WRONG = sentence(
    "went_wrong",
    "Quelque chose s’est mal passé de notre côté. Redemandez le calcul.",
    "Something went wrong on our side.",
)


def start(planner: Planner, request: SitingRequest, stored: dict[str, Any], seconds: float) -> str | None:
    """Begin a run; return its id, None where too many are under way."""
    public_id = secrets.token_urlsafe(ID_BYTES)
    row = planner.database.fetch_one(START, {"id": public_id, "request": json.dumps(stored)})
    if row is None:
        return None
    threading.Thread(
        target=_work, args=(planner, request, public_id, seconds), name="siting", daemon=True
    ).start()
    return public_id


def read(database: Database, public_id: str) -> dict[str, Any] | None:
    """Return a run as the API prints it; None where there is none."""
    if "\x00" in public_id:
        return None
    row = database.fetch_one(READ, {"id": public_id})
    return None if row is None else _run(row)


def cancel(database: Database, public_id: str) -> None:
    """Ask a run to end with the best that it has found."""
    database.fetch_all(CANCEL, {"id": public_id})


def _run(row: Row) -> dict[str, Any]:
    public_id, created_at, status, is_cancelled, progress, result, request, is_lost = row
    reason = LOST if is_lost else result if status == "failed" else None
    return {
        "id": public_id,
        "created_at": created_at.isoformat(),
        "status": "failed" if is_lost else status,
        "is_cancelled": is_cancelled,
        "progress": progress or None,
        "request": request,
        "plan": result if status == "done" else None,
        "message": None if reason is None else reason["en"],
        "reason": reason,
    }


class _Beat:
    """Writes progress, and reads whether to end, now and then."""

    def __init__(self, database: Database, public_id: str) -> None:
        self._database, self._id = database, public_id
        self._last, self._progress, self._is_cancelled = 0.0, "{}", False

    def hear(self, progress: Progress) -> None:
        """Take how far the run is."""
        self._progress = json.dumps(
            {
                "stage": progress.stage,
                "seconds": round(progress.seconds, 1),
                "value": progress.value,
                "bound": progress.bound,
            }
        )
        self.is_cancelled()

    def is_cancelled(self) -> bool:
        """Return whether somebody asked the run to end."""
        if time.monotonic() - self._last >= BEAT_SECONDS:
            self._last = time.monotonic()
            row = self._database.fetch_one(BEAT, {"id": self._id, "progress": self._progress})
            self._is_cancelled = row is None or bool(row[0])  # a row that is gone is no longer wanted
        return self._is_cancelled


def _work(planner: Planner, request: SitingRequest, public_id: str, seconds: float) -> None:
    beat = _Beat(planner.database, public_id)
    control = Control(seconds=seconds, heard=beat.hear, is_cancelled=beat.is_cancelled)
    status, result = "failed", dict[str, Any](WENT_WRONG)
    try:
        status, result = "done", plan_json(plan(planner, request, control))
    except SitingError as error:
        result = {**error.said}
    except (SolverError, ProofError) as error:
        result = {**sentence("not_solved", f"Le solveur a échoué : {error}", str(error))}
    finally:
        end = {"id": public_id, "status": status, "result": json.dumps(result)}
        planner.database.fetch_all(END, end)

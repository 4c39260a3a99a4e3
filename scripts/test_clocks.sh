#!/usr/bin/env bash
# Run tests under other clocks: scripts/test_clocks.sh [MOMENT ZONE] [PYTEST ARGUMENTS]
#
# MOMENT is the time at which the run begins, in Paris unless it says otherwise ("2026-10-25 00:30 UTC"); from then on
# the clock goes on as ever. ZONE is the machine's time zone. What the tests start has the same clock: the application,
# PostgreSQL, the browser. Without MOMENT and ZONE, what depends on days and hours runs under three of them.
set -euo pipefail
cd "$(dirname "$0")/.."

CLOCKS=(
  "2027-03-28 00:58 UTC|America/Cayenne" # a Sunday in Paris, and soon the hour that is skipped
  "2027-12-31 23:58|Pacific/Noumea"
  "2028-02-29 12:00|Europe/Paris"
)
# What shows, selects or saves by the day, the hour or the zone.
TESTS=(
  tests/unit/platform/http/test_fields.py
  tests/unit/platform/test_clock.py
  tests/unit/directory/third_places/test_opening_hours.py
  tests/api/test_exports.py
  tests/api/test_exports_http.py
  tests/api/test_open_at.py
  tests/api/test_open_during.py
  tests/db/test_time_zone.py
  tests/seeds/test_download.py
  tests/seeds/test_records.py
  tests/seeds/test_runs.py
  tests/web/test_any_hour.py
  tests/web/test_embed.py
  tests/web/test_embed_in_browser.py
  tests/web/test_facets.py
  tests/web/test_finder_filters_in_browser.py
  tests/web/test_hours.py
  tests/web/test_matches_in_browser.py
  tests/web/test_offline_map.py
  tests/web/test_place_page.py
  tests/web/test_print_in_browser.py
  tests/web/test_reports.py
  tests/web/test_structured_data.py
)

find_library() {
  compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' | head -n 1
}

# run_under MOMENT ZONE PYTEST-ARGUMENTS...
run_under() {
  local moment=$1 zone=$2 offset
  shift 2
  # An offset, not a beginning: each new process would begin again there.
  offset=$(($(TZ=Europe/Paris date -d "$moment" +%s) - $(date +%s)))
  echo "== from $moment in Paris (unless said), TZ=$zone"
  # Durations are measured as ever, and the times of files are the kernel's.
  env LD_PRELOAD="$library" FAKETIME="$(printf '%+d' "$offset")" FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1 \
    PYTHONPATH="$PWD/tests/support/faketime" TZ="$zone" .venv/bin/pytest "$@"
}

if ! library=$(find_library); then
  echo "faketime is not installed (Debian's package faketime): nothing runs under other clocks." >&2
  exit
fi

if [[ ${1:-} == [0-9]* ]]; then
  [[ $# -ge 2 ]] || { echo "usage: scripts/test_clocks.sh [MOMENT ZONE] [PYTEST ARGUMENTS]" >&2; exit 2; }
  run_under "$@"
  exit
fi

failed=0
for clock in "${CLOCKS[@]}"; do
  run_under "${clock%|*}" "${clock#*|}" "$@" "${TESTS[@]}" || failed=1
done
exit "$failed"

#!/usr/bin/env bash
# Run tests under other clocks: scripts/test_clocks.sh [MOMENT ZONE] [PYTEST ARGUMENTS]
#
# MOMENT is the time at which the run begins, in Paris unless it says otherwise ("2026-10-25 00:30 UTC"); from then on
# the clock goes on as ever. ZONE is the machine's time zone. Without both, the tests marked `clock` run under three
# clocks that have found faults. What the tests start has the same clock: the application, PostgreSQL, the browser.
set -euo pipefail
cd "$(dirname "$0")/.."

# Both offsets and machine zones that are none of Paris; a Sunday, a year's end, a day that three years of four lack.
CLOCKS=(
  "2027-03-28 00:59 UTC|America/Cayenne"    # a Sunday, and the hour that is skipped
  "2027-12-31 23:59|Pacific/Noumea"
  "2028-02-29 12:00|Europe/Paris"
)

library() {
  local found
  for found in /usr/lib/*/faketime/libfaketimeMT.so.1 /usr/lib/faketime/libfaketimeMT.so.1; do
    [[ -e $found ]] && echo "$found" && return
  done
  return 1
}

# run_under MOMENT ZONE PYTEST-ARGUMENTS...
run_under() {
  local moment=$1 zone=$2 offset status=0
  shift 2
  # An offset, not a beginning: each new process would begin again there.
  offset=$(($(TZ=Europe/Paris date -d "$moment" +%s) - $(date +%s)))
  echo "== $moment (Paris unless said), TZ=$zone"
  # Time that is measured goes on unchanged, and the times of files are the kernel's.
  env LD_PRELOAD="$library" FAKETIME="$(printf '%+d' "$offset")" FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1 \
    TZ="$zone" .venv/bin/pytest "$@" || status=$?
  return "$status"
}

library=$(library) || {
  echo "faketime is not installed (Debian's package faketime): the tests under other clocks are skipped." >&2
  exit
}

if [[ ${1:-} == [0-9]* ]]; then
  [[ $# -ge 2 ]] || { echo "usage: scripts/test_clocks.sh [MOMENT ZONE] [PYTEST ARGUMENTS]" >&2; exit 2; }
  run_under "$@"
  exit
fi

failed=0
for clock in "${CLOCKS[@]}"; do
  run_under "${clock%|*}" "${clock#*|}" -m "clock and not large" "$@" || failed=1
done
exit "$failed"

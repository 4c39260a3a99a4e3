#!/usr/bin/env bash
# Install what the checkout needs: scripts/bootstrap.sh run|dev|bench
#
# run: .venv with the pinned dependencies, and the project in it. dev: also what tests and linters need, headless
# Chromium, axe-core, ical.js, QGIS, GDAL and faketime. bench: tipg and pygeoapi, in .venv-bench, to be measured beside, and the programs that
# measure. A second call finds its stamp and returns at once. The database's programs are the business of
# app/platform/private_postgres, which installs them when they are first needed.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:-run}
lock=requirements/$kind.lock
[[ -f $lock ]] || { echo "usage: scripts/bootstrap.sh run|dev|bench" >&2; exit 2; }

say() { echo "$*" >&2; }
fail() { say "$*"; exit 1; }

# Two calls in one checkout wait for each other.
exec 9>.bootstrap.lock
flock 9

# as_root COMMAND...: run it as root, directly or through sudo; fails where neither is possible.
as_root() {
  if [[ $(id -u) == 0 ]]; then "$@"; return; fi
  command -v sudo >/dev/null || return 1
  if sudo -n true 2>/dev/null; then sudo -n "$@"; elif [[ -t 0 ]]; then sudo "$@"; else return 1; fi
}

apt_install() {
  command -v apt-get >/dev/null || return 1
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 update >/dev/null 2>&1 || true
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 \
    install -y --no-install-recommends "$@" >.bootstrap.log 2>&1
}

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
    [[ -n $candidate ]] && command -v "$candidate" >/dev/null || continue
    "$candidate" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null || continue
    command -v "$candidate"
    return
  done
  return 1
}

make_venv() {
  rm -rf .venv
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    local version
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    say "Installing Python's venv module with apt (once) ..."
    apt_install "python$version-venv" || apt_install python3-venv ||
      fail "Python's venv module is missing and cannot be installed from here; run: apt-get install python3-venv"
  fi
  "$python" -m venv .venv || fail "The virtual environment could not be made in $(pwd)/.venv"
}

install_packages() {
  say "Installing the pinned Python packages ($kind, once) ..."
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock" ||
    fail "The packages of $lock could not be installed; is the package index within reach?"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . ||
    fail "The project could not be installed into .venv"
}

install_browser() {
  install_quick_browser
  for browser in chromium chromium-browser google-chrome; do
    command -v $browser >/dev/null && return
  done
  if [[ -z $(apt-cache policy chromium 2>/dev/null | grep -E 'Candidate: [0-9]') ]]; then
    as_root apt-get -qq update >/dev/null 2>&1 || true
  fi
  # Ubuntu's chromium package is a wrapper around a snap, which cannot drive our tests.
  if apt-cache show chromium 2>/dev/null | grep -qi 'snap'; then
    say "Chromium comes only as a snap here: the browser tests will skip."
    return
  fi
  say "Installing Chromium with apt for the browser tests (once) ..."
  apt_install chromium fonts-dejavu-core || say "Chromium could not be installed: the browser tests will skip."
}

# Debian's Chromium without windows halves what a page costs; the tests take the whole one where there is none.
install_quick_browser() {
  local stamp=.venv/.asked-for-quick-browser
  [[ -e $stamp ]] || command -v chromium-headless-shell >/dev/null && return
  touch "$stamp"
  say "Installing Chromium without windows with apt for the browser tests (once) ..."
  apt_install chromium-headless-shell fonts-dejavu-core || say "There is none here: the whole Chromium does as well."
}

# QGIS comes with bindings for the system's Python only, which the tests start.
install_clients() {
  command -v ogr2ogr >/dev/null && has_qgis && return
  say "Installing QGIS and GDAL with apt for the tests of clients (once) ..."
  # shellcheck disable=SC2015 # has_qgis says what came of it
  apt_install python3-qgis gdal-bin && has_qgis ||
    say "QGIS and GDAL could not be installed: the tests that need them will skip."
}

install_faketime() {
  [[ -n $(compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1') ]] && return
  say "Installing faketime with apt for the tests under other clocks (once) ..."
  apt_install faketime || say "faketime could not be installed: scripts/test_clocks.sh will skip."
}

# Found without starting Qt, which would take a second each time.
has_qgis() { [[ -n $(compgen -G '/usr/lib/python3/dist-packages/qgis/_core*.so') ]]; }

install_measuring_tools() {
  command -v wrk >/dev/null && command -v psql >/dev/null && return
  say "Installing wrk and psql with apt for the bench (once) ..."
  apt_install wrk postgresql-client || say "wrk and psql could not be installed: make bench will say which it needs."
}

# The program that drives the browser is in Playwright's package; a bare Debian lacks one library of it.
install_driver_libraries() {
  .venv/bin/playwright --version >/dev/null 2>&1 && return
  apt_install libatomic1 || say "libatomic1 could not be installed: the browser tests may fail."
}

# What the browser tests load from npm; node itself comes with the Python packages.
install_rules() {
  local stamp
  stamp=tests/web/node_modules/.stamp-$(sha256sum tests/web/package-lock.json | cut -c1-16)
  [[ -e $stamp ]] && return
  say "Installing axe-core and ical.js with npm for the tests of pages and calendars (once) ..."
  if (cd tests/web && PATH="$OLDPWD/.venv/bin:$PATH" npm ci --silent >../../.bootstrap.log 2>&1); then
    touch "$stamp"
  else
    say "axe-core and ical.js could not be installed: the tests with them will skip."
  fi
}

python=$(find_python) || fail "Python 3.11 or newer is needed; run: apt-get install python3"
# What the stamps stand for. Asked anew after each step: apt may bring a newer Python along with its venv module.
base() { { "$python" -VV; pwd; } | sha256sum | cut -c1-16; }
identity() { { cat "$lock" pyproject.toml; base; } | sha256sum | cut -c1-16; }

if [[ $kind == bench ]]; then
  install_measuring_tools
  [[ -e .venv-bench/.bench-$(identity) ]] && exit
  say "Installing the servers that the bench compares with (once) ..."
  rm -rf .venv-bench
  "$python" -m venv .venv-bench || fail "The virtual environment could not be made in $(pwd)/.venv-bench"
  .venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock" ||
    fail "The packages of $lock could not be installed; is the package index within reach?"
  touch ".venv-bench/.bench-$(identity)"
  exit
fi

if [[ ! -e .venv/.$kind-$(identity) ]]; then
  if [[ ! -e .venv/.base-$(base) || ! -x .venv/bin/python ]] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    make_venv
    touch ".venv/.base-$(base)"
  fi
  rm -f .venv/."$kind"-*
  install_packages
  touch ".venv/.$kind-$(identity)"
fi
if [[ $kind == dev ]]; then
  install_browser
  install_driver_libraries
  install_clients
  install_faketime
  install_rules
fi

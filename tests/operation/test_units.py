"""systemd reads the unit, and finds nothing wrong with it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from support.program import PROGRAM

UNIT = Path(__file__).parent.parent.parent / "ops" / "systemd" / "proxilieux.service"
INSTALLED = "/opt/proxilieux/bin/proxilieux"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze (Debian: systemd)")
def test_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / UNIT.name
    text = UNIT.read_text()
    assert f"ExecStart={INSTALLED} serve" in text
    unit.write_text(text.replace(INSTALLED, PROGRAM))  # it looks whether the program is there
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)],
        env={**os.environ, "SYSTEMD_LOG_LEVEL": "warning"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert UNIT.name not in done.stderr, done.stderr

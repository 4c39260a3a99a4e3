"""The clock of the application."""

from datetime import UTC, datetime

from flask import Flask

from app.platform import clock


def test_it_goes_on_outside_requests() -> None:
    before = datetime.now(UTC)
    assert before <= clock.now() <= clock.now() <= datetime.now(UTC)


def test_it_stands_still_during_a_request_and_goes_on_with_the_next() -> None:
    app = Flask(__name__)
    with app.test_request_context():
        first = clock.now()
        assert clock.now() is first
    with app.test_request_context():
        assert clock.now() > first


def test_a_commands_context_is_no_request() -> None:
    with Flask(__name__).app_context():
        assert clock.now() is not clock.now()


def test_the_day_of_paris() -> None:
    assert (
        clock.paris_time(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)).isoformat()
        == "2027-01-01T00:30:00+01:00"
    )
    assert (
        clock.paris_time(datetime(2026, 7, 1, 22, 0, tzinfo=UTC)).isoformat() == "2026-07-02T00:00:00+02:00"
    )

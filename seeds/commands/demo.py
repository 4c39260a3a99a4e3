"""`proxilieux demo`."""

import click

from app.commands.base import database_engine, notify
from seeds.fictional.demo.generate import DEFAULT_SEED
from seeds.fictional.demo.load import load_demonstration


@click.command()
@click.option(
    "--seed", type=int, default=DEFAULT_SEED, show_default=True, help="Another seed, other inventions."
)
@click.option("--replace", is_flag=True, help="Remove published places and organisations that are there.")
def demo(seed: int, *, replace: bool) -> None:
    """Load the demonstration: some 400 fictional places and 1,500 fictional organisations.

    The same seed gives the same demonstration; loading it twice changes nothing.
    """
    with database_engine() as engine:
        load_demonstration(engine, replace=replace, notify=notify, seed=seed)

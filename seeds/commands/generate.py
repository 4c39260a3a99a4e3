"""`proxilieux generate`."""

import click

from app.commands.base import database_engine, notify
from seeds.fictional.demo.generate import DEFAULT_SEED
from seeds.fictional.scale.load import generate as load_generated

COUNT = click.IntRange(0, 9_000_000)


@click.command()
@click.option("--places", type=COUNT, default=3500, show_default=True)
@click.option("--organisations", type=COUNT, default=8271, show_default=True)
@click.option(
    "--seed", type=int, default=DEFAULT_SEED, show_default=True, help="Another seed, other records."
)
@click.option("--beside-published", is_flag=True, help="Even where the directory holds published data.")
def generate(places: int, organisations: int, seed: int, *, beside_published: bool) -> None:
    """Generate fictional places and organisations in any number, spread like the population.

    For benchmarks. They take the place of what an earlier call generated; `proxilieux demo` and
    `proxilieux import all` remove or hide them again.
    """
    with database_engine() as engine:
        load_generated(
            engine,
            places=places,
            organisations=organisations,
            seed=seed,
            beside_published=beside_published,
            notify=notify,
        )

"""`proxilieux agreements`: templates of agreements, for the operator and their lawyer."""

import shutil
from pathlib import Path

import click

from app.commands.base import notify
from app.directory.agreements.template_files import OURS, of_folder
from app.platform.settings import Settings

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group()
def agreements() -> None:
    """Edit and check the templates of agreements."""


@agreements.command()
@click.argument("folder", type=FOLDER)
def templates(folder: Path) -> None:
    """Write our templates into FOLDER, to be edited by a lawyer; what is there stays."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in sorted(OURS.glob("*.docx")):
        target = folder / source.name
        if target.exists():
            notify(f"{target} is there already, and stays as it is.")
        else:
            shutil.copyfile(source, target)
            click.echo(str(target))


@agreements.command()
@click.argument("folder", type=FOLDER)
def check(folder: Path) -> None:
    """Check the templates of FOLDER: variables, syntax, and what the PDF cannot take over."""
    from app.directory.agreements.checking import unused  # noqa: PLC0415 - its libraries are for this command

    refuse_wrong_templates(folder)
    for template in of_folder(folder):
        names = ", ".join(unused(template))
        click.echo(
            f"{template.path.name}: "
            + (f"it can be used. It does not name: {names}." if names else "it can be used.")
        )


def refuse_wrong_templates(folder: Path) -> None:
    """Leave with a sentence that says which template is wrong, and what to change."""
    from app.directory.agreements.checking import WrongTemplateError, check_folder  # noqa: PLC0415

    try:
        check_folder(folder)
    except WrongTemplateError as error:
        raise click.ClickException(str(error)) from error


def check_setting(settings: Settings) -> None:
    """Check the operator's own templates before anybody is served."""
    if settings.agreement_templates is not None:
        refuse_wrong_templates(settings.agreement_templates)

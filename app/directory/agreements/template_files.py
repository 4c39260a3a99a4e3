"""Templates of the three models: ours, or those that the operator put in their place."""

from dataclasses import dataclass
from pathlib import Path

from app.directory.agreements.vocabulary import MODELS
from app.platform.site import i18n

OURS = Path(__file__).parent / "templates"
LANGUAGES = tuple(i18n.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Template:
    """A template, and whether it is one of those that no lawyer has read for the operator yet."""

    path: Path
    model: str
    language: str
    is_ours: bool

    def read(self) -> bytes:
        """Return the file."""
        return self.path.read_bytes()


def find(folder: Path | None, model: str, language: str) -> Template:
    """Return the template of a model: the operator's for this language, for all languages, or ours."""
    for name in (f"{model}.{language}.docx", f"{model}.docx"):
        if folder is not None and (folder / name).is_file():
            return Template(folder / name, model, language, is_ours=False)
    return Template(OURS / f"{model}.{language}.docx", model, language, is_ours=True)


def of_folder(folder: Path) -> list[Template]:
    """Return the templates of an operator's folder, each once."""
    templates = {
        template.path: template
        for model in MODELS
        for language in LANGUAGES
        if not (template := find(folder, model, language)).is_ours
    }
    return list(templates.values())

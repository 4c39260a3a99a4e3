"""Lists that cannot be read at all: what to change, in both languages."""


class UploadError(ValueError):
    """The file cannot be read at all; the text says what to change, in English and in French."""

    def __init__(self, en: str, fr: str) -> None:
        super().__init__(en)
        self.by_language = {"en": en, "fr": fr}


class TooManyRowsError(UploadError):
    """The file has more rows than one request takes."""

    def __init__(self, most: int) -> None:
        french = f"{most:,}".replace(",", "\N{NO-BREAK SPACE}")
        super().__init__(
            f"The file has more than {most:,} rows; send it in parts.",
            f"Le fichier a plus de {french} lignes ; envoyez-le en plusieurs fois.",
        )

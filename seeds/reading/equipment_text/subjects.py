"""Words that make equipment a subject: what is taught, sold, repaired, shown or wished for is not offered.

Such a word speaks of everything that follows it in its sentence ("Découverte de l'ordinateur, Internet,
tablette tactile"), until one that offers ("initiation, mise à disposition de tablettes").
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

_OF = r"(?:[ ']+(?:de|d|des|du|la|le|les|l|a|au|aux|sur|en|un|une))"
# "Ateliers : …" of a maker's workshop lists its machines; "ateliers numériques débutants" teach.
_WORKSHOP = (
    r"ateliers?(?: (?:et|collectifs?|individuels?|numeriques?|informatiques?|decouvertes?|gratuits?)){0,3}"
    r"(?: (?:sur|thematiques?|accompagne\w{0,5}|debutants?|seniors?)|"
    r" (?:de |d')(?:mediation|reprises?|initiation|perfectionnement|decouverte|formation|prise"
    r"|sensibilisation)"
    r"| (?:numeriques?|informatiques?)(?= ?[:,(]))"
)
TAUGHT = re.compile(
    r"(?<![a-z])(?:(?:re)?initi(?:ations?|er|ez)|intitiations?|cours(?! d'eau)(?: particuliers?)?"
    r"|formations?|former|se former|stages?|tutoriels?|apprendre|apprenez|apprend|apprentissages?"
    r"|decouvertes?|decouvrir|decouvrez"
    r"|pri(?:se|ses) en main|prendre en main|prenez en main|maitrise[rz]?"
    r"|perfectionne\w{2,4}|approfondi\w{1,6}"
    r"|sensibilis\w{2,6}|micro ?-?parcours|appropriation|(?:mieux )?(?:se|vous) servir|utiliser|utilisez"
    r"|(?:aide|accompagnement|conseils?|soutien|assistance)(?: individuel\w{0,2}| personnalisee?)?"
    r"(?: a| au| aux| a la| a l'| pour| dans| sur)(?: l'| la| le| les)? ?(?:utilisation|usages?"
    r"|maitrise|choix|achats?|prise|decouverte|installation|parametrage|navigation|apprentissage)"
    r"|contenus?|themes?|thematiques?|clubs?"
    r"|bases (?:de|de l'|du|d'|informatiques?)|cultures? numeriques?"
    rf"|connaissances?{_OF}|comprendre|{_WORKSHOP})(?![a-z])"
)
GONE = re.compile(
    r"(?<![a-z])(?:vent(?:e|es)|(?:a |en )vend\w{1,4}|achats?|acheter|s'equiper|choisir"
    r"|(?<!faire )dons?|donner|recycl\w{2,4}|recondition\w{2,8}|collectes?|repar\w{2,7}|depann\w{2,5}"
    r"|maintenance|entretien|nettoyage"
    r"|projets?|souhait\w{0,5}|exposition|conferences?(?! \d)|recherchons|manque\w{0,3}|recharges?)(?![a-z])"
)
BROUGHT = re.compile(
    r"(?<![a-z])(?:ramene[rz]|apporte[rz]|(?:venez|venir|viens) avec|muni\w{0,2} (?:de|d')"
    r"|avec (?:votre|vos|son))(?![a-z])[^,;]*"
)
"""Visitors bring what stands up to the next comma."""
OFFERED = re.compile(
    r"(?<![a-z])(?:(?:mise?s?|est|sont|tenue?s?|restent?)? ?a (?:la |votre |leur )?disposition"
    r"|mettons a disposition"
    r"|libre[ -](?:acces|service)|acces(?! aux? droits?)|equipee?s?(?= |$)|dotee?s?"
    r"|dispos(?:e|ent|ons)"
    r"|possed\w{1,4}|propos(?:e|ent|ons) (?:un|une|des|\d)|prets? (?:de|d'|gratuit)|emprunte?r?"
    r"|locations?|louer"
    r"|comporte\w{0,3}|comprend|equipements?|materiels? (?:disponible|sur place|a)|sur place|possibilite"
    r"|consultation (?:de|d'|libre|sur)|utilisables?|permanence)(?![a-z])"
)
ELSEWHERE = re.compile(
    r"\ba (?:\d{1,3}|[a-z-]{2,16}) ?(?:kms?|kilometres?|minutes?)\b(?! (?:max|par))|\bvoisine?s?\b"
)
QUOTED = re.compile(r"«[^»]{3,80}»|\"[^\"]{3,80}\"|“[^”]{3,80}”")
_CAPITAL = r"[A-ZÀ-Ý][\w'’-]*"
NAMED = re.compile(
    rf"\b(?:[Aa]ssociation|[Cc]ollectif|[Cc]ompagnie|[Cc]lub|[Ss]ociété) {_CAPITAL}"
    rf"(?: (?:(?:pour|et|de|des|du|la|les|le) |d['’])?{_CAPITAL})*"
)


@dataclass(frozen=True, slots=True)
class Subjects:
    """Positions in a sentence at which it begins to teach, to give away, and to offer."""

    starts: tuple[int, ...]
    kinds: tuple[str, ...]
    names: tuple[tuple[int, int], ...]
    is_elsewhere: bool

    @classmethod
    def of(cls, rest: str, original: str) -> "Subjects":
        """Read a sentence: `rest` is folded, without the words that patterns have read."""
        changes = [(match.end(), "taught") for match in TAUGHT.finditer(rest)]
        changes += [(match.end(), "gone") for match in GONE.finditer(rest)]
        changes += [(match.end(), "offered") for match in OFFERED.finditer(rest)]
        for match in BROUGHT.finditer(rest):
            changes += [(match.start(), "gone"), (match.end(), "offered")]
        changes.sort()
        return cls(
            tuple(position for position, _ in changes),
            tuple(kind for _, kind in changes),
            tuple(match.span() for names in (QUOTED, NAMED) for match in names.finditer(original)),
            ELSEWHERE.search(rest) is not None,
        )

    @property
    def are_there(self) -> bool:
        """Whether the sentence teaches or gives away anything at all."""
        return any(kind != "offered" for kind in self.kinds)

    def offers(self, position: int, *, is_shared: bool) -> bool:
        """Whether what stands at a position is offered.

        Who teaches on machines that are counted, or open to all, has them: "cours sur 8 PC".
        """
        if self.is_elsewhere or any(start < position < end for start, end in self.names):
            return False
        before = bisect_right(self.starts, position)
        kind = self.kinds[before - 1] if before else "offered"
        return kind == "offered" or (kind == "taught" and is_shared)

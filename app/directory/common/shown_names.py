"""Names in capitals as words: `MEDIATHEQUE DE LA CHATRE` is shown as `Médiathèque de La Châtre`.

For people only: the form that was published stays in the tables, the API, exports and provenance. Letters get
accents only where the vocabulary holds the word, or the commune's own name does; the rest is unknown, and left.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from app.directory.geocoding.names import fold

_COMMON = """
accueil acteurs action actions activité activités adolescents adultes agence agglomération agricole agricoles
agriculture aide alternance animation annexe antenne apprentis apprentissage artisanat artistique arts
association associations associatif associative atelier ateliers auberge avenir aveugles bâtiment bibliothèque
bibliothèques bois boutique bureau bureaux bus cadre café campus caisse catholique centrale centre centres
chambre citoyenneté citoyenne club collectif collective collège commerce communal communale communauté commune
communes compagnie compagnons compétences communication concertation congrès conseil consommation conservatoire
coopérative couture coworking créatif création créative créatrice culture culturel culturelle cyberbase cyber
cybercentre déficients délégation déléguée départemental départementale dépôt développement digital digitale
économie économique économiques école écoles éducation emploi enfance enfants enseignement entreprendre
entreprise entreprises environnement espace espaces établissement étape étudiants expertise fabrique
familial familiale familiales famille familles fédération ferme fondation formation formations foyer gare général
générale gestion groupe guichet halle handicap horticole hospitalier hôtel hôtellerie impression incubateur
industrie informatique infos initiative initiatives innovation insertion institut intercommunal intercommunale
international itinérant jeune jeunes jeunesse jour laboratoire lecture lieu lieux ligue littoral local locale
locaux logement loisirs ludothèque lycée mairie maison maisons manufacture manufactures médiathèque métier métiers métropole
métropolitain mission missions mobile multimédia municipal municipale musée musique national nationale
numérique numériques objectif orientation organisme ouverte palais paroisse participatif pépinière
permanence permanente petite pharmacie plateforme point pôle polyvalent prévention privé privée professionnel
professionnelle professionnels projets promotion public publics publique quai quartier recherche
régie région régional régionale relais relai réseau réseaux ressources ressourcerie rural rurale rurales
salle santé scolaire sciences secours secteur service services site social sociale sociales socioculturel
socioculturelle socio soins solidaire solidaires solidarité spécialisée sport sports sportif structure studio
supérieur supérieure syndicat technique techniques technologie technologies technologique territoire territoires
territorial territoriale théâtre tiers tourisme transition travail travaux union universitaire université vie
village ville visuels vivre château cohérence comédie crèche éclipse égaux engagement échange échanges expositions
forêt innovante innovant majeurs parenthèse participative premier première productif productifs république rivière scène section seniors
système systèmes technopole
allée allées avenue bis boulevard chemin église étage faubourg hameau immeuble impasse jardin
lotissement parc parking passage place résidence route rue ruelle rez square ter voie zone
"""
"""Common nouns and adjectives: accents, and small letters within a name."""
_PROPER = """
Aimé André Béarn Besançon Bigorre Brède Césaire Châteauroux Châteaudun Comté Corrèze Côte Côtes Drôme Éluard
Étienne Finistère François Françoise Frédéric Grégoire Hélène Hérault Isère Île Jérôme Joséphine Léonard Lozère
Médoc Métropole Moëlan Méditerranée Mézières Nièvre Orléans Périgord Poésie Provence Pyrénées René Réunion Rhône
Saône Sévigné Valéry Vendée Vendômois Québec Guéret Sélestat Thérèse Sébastien Zoé
"""
_SMALL = "à au aux avec chez dans de des du en et la le les ou par pour sans sous sur d l"
_ACRONYMS = """
ADIE ADIL ADSEA AFPA AFSCO AJCV APEB APF ARIFTS ASEC ASELQO BGE BIJ BTP BTS CAF CAIO CAUE CC CCAS CCI CCO CDAFAL CDC CFA
CFAI CFPPA CIAS CIBC CIDFF CIJ CIO CLAJ CLCV CMA CNAM CNED CNFPT CPAM CPIE CRIJ CSAPA CSC CSU DSI EHPAD EPCI EPIDE EPN
ESAT ESS FJEPCS FJT FLES FPC GEIQ GIP GRETA IMEP INFA INFREP INSA IUT JOC LP LPO LGT LEGTA MCEF MDA MDE MDS MFR MFREO MIJ MJC MLJ MPT MSA
MSAP OGEC PAEJ PAJ PEP PIJ PIMMS PIMM PMI PRIJ PTS RERS RIJ RSA RSP RSO SARL SAS SCIC SCOP SIAE SIVOM SIVU SMJ SNCF SOHO UDAF
UFA UFCV UFR UNADEV URMA USB UTT ZAC
"""
_SHORT_WORDS = """
aix ans arc art bar bas be big bus box by co cap car cube fab gym hub ici ile in lab lac mer mix mob mon net new nid nos off open pic pro
ses son spot sud tec tel top up val vie via vif work zen eau est for nord mes port pont
saint st ste
"""
"""Words of two or three letters that are none of an acronym's; unknown ones are left as they were published."""

WORDS: Mapping[str, str] = {fold(word): word for word in (*_COMMON.split(), *_SMALL.split())}
SMALL = frozenset(fold(word) for word in _SMALL.split())
PROPER: Mapping[str, str] = {fold(word): word for word in _PROPER.split()}
ACRONYMS = frozenset(_ACRONYMS.split())
SHORT_WORDS = frozenset(_SHORT_WORDS.split())

WORD = re.compile(r"[^\W_]+")
JOINED = re.compile(r"(?:-[^\W_]+)+")
VOWELS = re.compile(r"[aeiouy]")
APOSTROPHES = ("'", "\N{RIGHT SINGLE QUOTATION MARK}")
ELISIONS = frozenset({"d", "l", "qu", "j", "n", "s", "c"})
SHORTEST_WORD = 4
"""Letters from which on an unknown word is taken for a name rather than an acronym."""
NEW_PART = re.compile(r"\s[-–—:/|•]\s|[:«\"/]\s*|\s[-–—]|[-–—:]\s")
"""Signs after which another name begins."""


def is_in_capitals(text: str) -> bool:
    """Return whether a text has capitals and no small letter."""
    return text.isupper()


@lru_cache(maxsize=20_000)
def shown_name(name: str, commune: str | None = None) -> str:
    """Return a place's name as people read it; `commune` is the official name of where it is.

    A name that has a small letter is as its publisher wants it.
    """
    if not is_in_capitals(name):
        return name
    official = "" if commune is None or is_in_capitals(commune) else commune
    tokens = list(WORD.finditer(name))
    town_at, town_words = _find(tokens, official)
    said: list[str] = []
    end, position = 0, 0
    while position < len(tokens):
        token = tokens[position]
        between = name[end : token.start()]
        if position == town_at:
            last = tokens[position + town_words - 1]
            said += [between, official]
            end, position = last.end(), position + town_words
            continue
        said += [between, _said(name, token, official, is_first=not said or _begins(between))]
        end, position = token.end(), position + 1
    return "".join(said) + name[end:]


def shown_town(city: str | None, commune: str | None) -> str:
    """Return the town of an address: as its commune is written where the two are one in capitals."""
    if not city or not is_in_capitals(city):
        return city or commune or ""
    return commune if commune and fold(commune) == fold(city) else shown_name(city, commune)


def _find(tokens: list[re.Match[str]], official: str) -> tuple[int, int]:
    """Return where the commune's whole name stands among the words, the last time, and its words; -1 where not."""
    wanted = fold(official).split()
    folded = [fold(token[0]) for token in tokens]
    if not wanted:
        return -1, 0
    starts = [at for at in range(len(folded)) if folded[at : at + len(wanted)] == wanted]
    return (starts[-1], len(wanted)) if starts else (-1, 0)


def _begins(between: str) -> bool:
    return NEW_PART.search(between) is not None


def _said(name: str, token: re.Match[str], official: str, *, is_first: bool) -> str:
    """Return a word of a name; `Cowork'in` has one word with an apostrophe in it."""
    before = name[: token.start()]
    stem = WORD.findall(before)[-1:] if before.endswith(APOSTROPHES) else []
    is_ending = bool(stem) and fold(stem[0]) not in ELISIONS and len(token[0]) < SHORTEST_WORD
    if is_ending:
        return token[0].lower()
    return _word(token[0], official, name[token.end() :], is_first=is_first)


def _word(word: str, official: str, following: str, *, is_first: bool) -> str:
    if any(character.isdigit() for character in word) or word in ACRONYMS:
        return word
    folded = fold(word)
    lowered = word.lower()
    if following.startswith(APOSTROPHES) and folded in ELISIONS:
        return lowered.capitalize() if is_first else lowered
    if word == "A":
        return word if is_first or not following else "à"
    if folded in WORDS and (len(word) > 1 or not word.isascii()):
        known = _accented(word, WORDS[folded])
        is_named = is_first or (folded not in SMALL and _is_joined_to_a_name(following))
        return known[:1].upper() + known[1:] if is_named else known
    own = next((one for one in WORD.findall(official) if fold(one) == folded), None)
    if own and len(word) >= SHORTEST_WORD:
        return own
    if folded in PROPER:
        return PROPER[folded]
    # `Luz'in` goes on behind its apostrophe, and an accent stands on no acronym.
    is_long = len(word) >= SHORTEST_WORD or not word.isascii() or following.startswith(APOSTROPHES)
    if (is_long and VOWELS.search(folded)) or folded in SHORT_WORDS:
        return lowered.capitalize()
    # One or two letters, or no vowel: letters that stand for words.
    return word


def _is_joined_to_a_name(following: str) -> bool:
    """Return whether a hyphen joins a word to one that is no common noun: `Centre-Val de Loire`."""
    joined = JOINED.match(following)
    return joined is not None and any(fold(word) not in WORDS for word in WORD.findall(joined[0]))


def _accented(word: str, known: str) -> str:
    """Return the known form of a word; one that was published with more accents (`LÈS`) has its own."""
    return word.lower() if _accents(word) > _accents(known) else known


def _accents(word: str) -> int:
    return sum(not character.isascii() for character in word)

"""Names in capitals as words: `MEDIATHEQUE DE LA CHATRE` is shown as `Médiathèque de La Châtre`.

For people only: the form that was published stays in the tables, the API, exports and provenance. Letters
get accents only where the vocabulary holds the word, or the commune's own name does.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from app.directory.geocoding.names import fold

_COMMON = """
accueil acteurs action actions activité activités adolescents adultes agence agglomération agricole
agricoles agriculture aide allée allées alternance animation annexe antenne apprentis apprentissage
artisanat artistique arts associatif association associations associative atelier ateliers auberge avenir
avenue aveugles bibliothèque bibliothèques bis bois boulevard boutique bureau bureaux bus bâtiment cadre
café caisse campus catholique centrale centre centres chambre chemin château citoyenne citoyenneté club
cohérence collectif collective collège commerce communal communale communauté commune communes communication
compagnie compagnons compétences comédie concertation congrès conseil conservatoire consommation coopérative
couture coworking crèche créatif création créative créatrice culture culturel culturelle cyber cyberbase
cybercentre digital digitale déficients délégation déléguée départemental départementale dépôt développement
emploi enfance enfants engagement enseignement entreprendre entreprise entreprises environnement espace
espaces expertise expositions fabrique familial familiale familiales famille familles faubourg ferme
fondation formation formations forêt foyer fédération gare gestion groupe guichet général générale halle
hameau handicap horticole hospitalier hôtel hôtellerie immeuble impasse impression incubateur industrie
informatique infos initiative initiatives innovant innovante innovation insertion institut intercommunal
intercommunale international itinérant jardin jeune jeunes jeunesse jour laboratoire lecture lieu lieux
ligue littoral local locale locaux logement loisirs lotissement ludothèque lycée mairie maison maisons
majeurs manufacture manufactures mission missions mobile multimédia municipal municipale musique musée
médiathèque métier métiers métropole métropolitain national nationale numérique numériques objectif
organisme orientation ouverte palais parc parenthèse parking paroisse participatif participative passage
permanence permanente petite pharmacie place plateforme point polyvalent premier première privé privée
productif productifs professionnel professionnelle professionnels projets promotion prévention public
publics publique pépinière pôle quai quartier recherche relai relais ressourcerie ressources rez rivière
route rue ruelle rural rurale rurales régie région régional régionale république réseau réseaux résidence
salle santé sciences scolaire scène secours secteur section seniors service services site social sociale
sociales socio socioculturel socioculturelle soins solidaire solidaires solidarité sport sportif sports
spécialisée square structure studio supérieur supérieure syndicat système systèmes technique techniques
technologie technologies technologique technopole ter territoire territoires territorial territoriale
théâtre tiers tourisme transition travail travaux union universitaire université vie village ville visuels
vivre voie zone échange échanges éclipse école écoles économie économique économiques éducation égaux église
établissement étage étape étudiants
"""
"""Common nouns and adjectives: accents, and small letters within a name."""
_PROPER = """
Aimé André Besançon Bigorre Brède Béarn Châteaudun Châteauroux Comté Corrèze Césaire Côte Côtes Drôme
Finistère François Françoise Frédéric Grégoire Guéret Hélène Hérault Isère Joséphine Jérôme Lozère Léonard
Moëlan Méditerranée Médoc Métropole Mézières Nièvre Orléans Poésie Provence Pyrénées Périgord Québec René
Rhône Réunion Saône Sébastien Sélestat Sévigné Thérèse Valéry Vendée Vendômois Zoé Éluard Étienne Île
Abbé Alizé André Angélique Ardèche Ariège Armée Arène Athénée Bastié Boétie Bégon Béziers Chêne Chênes Cité
Cités Clé Clés Colisée Comète Conseillère Créateurs Créatrices Crête Crêtes Cèdre Célestin Céline Cévennes
Décors Découverte Défi Défis Détour Dôme Espérance Forêts Fourmilière Fruitière Frère Frères Fédérer Fée
Fées Félix Fête Fêtes Garçon Garçons Goût Grâce Grève Guérande Gâtinais Gâtine Génération Gérard Honoré
Hélice Héron Héros Idée Idées Jetée Jérémy Lumière Lumières Lèze Léo Lézard Marché Marégraphe Mosaïque Mère
Mères Mélange Mélusine Mémoire Ménage Métallurgie Météo Mûrier Noé Noël Numéro Nère Nérée Opéra Orgères Orée
Papéterie Parentalité Phénix Piège Pléiade Pléiades Poète Poètes Propriété Préau Préfecture Préfiguration
Prélude Présence Prévert Pâquerette Père Pères Pélican Pépite Périscope Pêche Pêcheurs Quatrième Raphaël
Renouée Repère Repères Rosée Récré Récréation Récup Rénovation Résistance Résoudre Révolution Rêve Rêves
Scénario Sirène Siècle Sève Séjour Séquence Tanière Tempête Trésor Trévoux Téléphone Télétravail Télévision
Tête Unité Vallée Vallées Verrière Viévy Volière Vélo Vélodrome Vélos Vérité Véron World Zénith Zéro Âge
Ébénisterie Écaille Échappée Écho Écluse Éco Écoute Écrin Écritoire Écume Écureuil Écurie Écuries Édouard
Élan Élise Éloi Élément Éléphant Émeraude Émile Énergie Énergies Épicerie Époque Équilibre Équinoxe Équipe
Érable Étang Étincelle Étoile Étude Été Évasion Éveil Évolution Événement Évêché Évêque Îlot Œuvre
"""
_SMALL = "à au aux avec chez dans de des du en et la le les ou par pour sans sous sur d l"
_ACRONYMS = """
ADIE ADIL ADSEA AFPA AFSCO AJCV APEB APF ARIFTS ASEC ASELQO BGE BIJ BTP BTS CAF CAIO CAUE CC CCAS CCI CCO
CDAFAL CDC CFA CFAI CFPPA CIAS CIBC CIDFF CIJ CIO CLAJ CLCV CMA CNAM CNED CNFPT CPAM CPIE CRIJ CSAPA CSC CSU
DSI EHPAD EPCI EPIDE EPN ESAT ESS FJEPCS FJT FLES FPC GEIQ GIP GRETA IMEP INFA INFREP INSA IUT JOC LEGTA LGT
LP LPO MCEF MDA MDE MDS MFR MFREO MIJ MJC MLJ MPT MSA MSAP OGEC PAEJ PAJ PEP PIJ PIMM PIMMS PMI PRIJ PTS
RERS RIJ RSA RSO RSP SARL SAS SCIC SCOP SIAE SIVOM SIVU SMJ SNCF SOHO UDAF UFA UFCV UFR UNADEV URMA USB UTT
ZAC
"""
_SHORT_WORDS = """
aix ans arc art bar bas be big box bus by cap car co cube eau est fab for gym hub ici ile in lab lac mer mes
mix mob mon net new nid nord nos off open pic pont port pro saint ses son spot st ste sud tec tel top up val
via vie vif work zen
"""
"""Words of few letters that are no acronym; unknown ones are left as they were published."""

WORDS: Mapping[str, str] = {fold(word): word for word in (*_COMMON.split(), *_SMALL.split())}
SMALL = frozenset(fold(word) for word in _SMALL.split())
PROPER: Mapping[str, str] = {fold(word): word for word in _PROPER.split()}
ACRONYMS = frozenset(_ACRONYMS.split())
SHORT_WORDS = frozenset(_SHORT_WORDS.split())

WORD = re.compile(r"[^\W_]+")
JOINED = re.compile(r"(?:-[^\W_]+)+")
VOWELS = re.compile(r"[aeiouy]")
ORDINAL = re.compile(r"[0-9]+(?:ER|ERE|EME|ND|NDE)")
_ACUTE = (
    (
        r"^e(?=chang|clus|co(?:l|n|ut)|cri[nt]|duc|dit|galit|lectr|lus?$|merg|nerg|picer|preuv|qui[plt]|tabl"
        r"|tang|tinc|toil|tud|valu|veil|volu)"
    ),
    r"(?<=^r)e(?=cup|cre|gion|nov|par|seau|sid|sist|sol|uni|uss|vol)",
    r"(?<=^pr)e(?=fer|pa|sen|sid|ven)",
    r"(?<=^t)e(?=le)|(?<=^tel)e|(?<=^v)e(?=lo)|(?<=^m)e(?=di[aceot]|moir|tier|tal|thod)|(?<=^num)e(?=r)",
    r"(?<=^cr)e(?=at)|(?<=^exp)e(?=ri)|(?<=^g)e(?=n(?:er|i[ae]))|(?<=^d)e(?=couv|fi|part|velop)",
    r"e(?=en(?:ne)?s?$)",
)
_GRAVE = (r"(?<=i)e(?=[mr]es?$)", r"(?<=th)e(?=ques?$)")
ACCENTED = ((re.compile("|".join(_ACUTE)), "é"), (re.compile("|".join(_GRAVE)), "è"))
"""Letters that have an accent in every French word of their beginning or ending."""
UNSAID = re.compile(r"[bcdfghjklmnpqrtvwxz]{2,}(?<!gh)[bcdfgjkmnpqtvxz]")
"""Consonants that nobody says in one breath: no s among them, no l, r, h or w behind."""
LONGEST_ACRONYM = 5
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
    stated: list[str] = []
    end, position = 0, 0
    while position < len(tokens):
        token = tokens[position]
        between = name[end : token.start()]
        if position == town_at:
            last = tokens[position + town_words - 1]
            stated += [between, official]
            end, position = last.end(), position + town_words
            continue
        stated += [between, _said(name, token, official, is_first=not stated or _begins(between))]
        end, position = token.end(), position + 1
    return "".join(stated) + name[end:]


def shown_town(city: str | None, commune: str | None) -> str:
    """Return the town of an address: as its commune is written where the two are one in capitals."""
    if not city or not is_in_capitals(city):
        return city or commune or ""
    return commune if commune and fold(commune) == fold(city) else shown_name(city, commune)


def _find(tokens: list[re.Match[str]], official: str) -> tuple[int, int]:
    """Return where the commune's whole name last stands among the words, and its length; -1 where not."""
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
    if before.endswith("@") and (before[-2:-1].isalpha() or before[-2:-1] in APOSTROPHES):
        return token[0].lower()
    stem = WORD.findall(before)[-1:] if before.endswith(APOSTROPHES) else []
    is_ending = bool(stem) and fold(stem[0]) not in ELISIONS and len(token[0]) < SHORTEST_WORD
    if is_ending:
        return token[0].lower()
    return _word(token[0], official, name[token.end() :], is_first=is_first)


def _word(word: str, official: str, following: str, *, is_first: bool) -> str:
    if ORDINAL.fullmatch(word):
        return word.lower()
    if any(character.isdigit() for character in word) or word in ACRONYMS:
        return word
    if word == "A":
        return word if is_first or not following else "à"
    small = _common(word, following)
    if small is None:
        return _proper(word, official, following)
    is_named = fold(word) not in SMALL and _is_joined_to_a_name(following)
    return small[:1].upper() + small[1:] if is_first or is_named else small


def _common(word: str, following: str) -> str | None:
    """Return a word that the vocabulary holds, in small letters; None for others."""
    folded = fold(word)
    if following.startswith(APOSTROPHES) and folded in ELISIONS:
        return word.lower()
    if folded not in WORDS or (len(word) == 1 and word.isascii()):
        return None
    # One that was published with more accents (`LÈS`) is another.
    return word.lower() if _accents(word) > _accents(WORDS[folded]) else WORDS[folded]


def _proper(word: str, official: str, following: str) -> str:
    """Return a word that the vocabulary does not hold: as the commune writes it, or as a name."""
    folded = fold(word)
    own = next((one[0] for one in WORD.finditer(official) if fold(one[0]) == folded), None)
    if own and len(word) >= SHORTEST_WORD:
        return own
    if folded in PROPER:
        return PROPER[folded]
    # `Luz'in` goes on behind its apostrophe, and an accent stands on no acronym.
    is_long = len(word) >= SHORTEST_WORD or not word.isascii() or following.startswith(APOSTROPHES)
    is_said = VOWELS.search(folded) is not None and not (
        len(word) <= LONGEST_ACRONYM and word.isascii() and UNSAID.search(folded)
    )
    # One or two letters, or sounds that nobody says: letters that stand for words.
    if not (is_long and is_said) and folded not in SHORT_WORDS:
        return word
    small = word.lower()
    if word.isascii():
        for pattern, letter in ACCENTED:
            small = pattern.sub(letter, small)
    return small.capitalize()


def _is_joined_to_a_name(following: str) -> bool:
    """Return whether a hyphen joins a word to one that is no common noun: `Centre-Val de Loire`."""
    joined = JOINED.match(following)
    return joined is not None and any(fold(word) not in WORDS for word in WORD.findall(joined[0]))


def _accents(word: str) -> int:
    return sum(not character.isascii() for character in word)

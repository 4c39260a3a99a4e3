"""Terms of the catalogue: namespaces, and the codes of the European vocabularies."""

from rdflib import Namespace

ADMS = Namespace("http://www.w3.org/ns/adms#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
FILE_TYPES = Namespace("http://publications.europa.eu/resource/authority/file-type/")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
MEDIA_TYPES = Namespace("https://www.iana.org/assignments/media-types/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")

GEOJSON_LITERAL = MEDIA_TYPES["application/vnd.geo+json"]
"""Datatype by which harvesters know GeoJSON."""
DAILY = Namespace("http://publications.europa.eu/resource/authority/frequency/").DAILY
FRENCH = Namespace("http://publications.europa.eu/resource/authority/language/").FRA
FRANCE = Namespace("http://publications.europa.eu/resource/authority/country/").FRA
THEMES = Namespace("http://publications.europa.eu/resource/authority/data-theme")
THEME_CODES = ("EDUC", "SOCI")
PUBLIC = Namespace("http://publications.europa.eu/resource/authority/access-right/").PUBLIC
STABLE = Namespace("http://publications.europa.eu/resource/authority/planned-availability/").STABLE

FILE_TYPE_CODES = {
    "geojson": "GEOJSON",
    "ndjson": "JSON",
    "csv": "CSV",
    "gpkg": "GPKG",
    "kml": "KML",
    "parquet": "PARQUET",
    "xlsx": "XLSX",
    "json": "JSON",
}
"""Codes of the European table of file types, by suffix; FlatGeobuf has none there."""
NATIONAL_SCHEMA = "https://schema.data.gouv.fr/LaMednum/standard-mediation-num/"
NATIONAL_SCHEMA_CODE = "LaMednum/standard-mediation-num"
"""Its name at data.gouv.fr."""
NATIONAL_SCHEMA_NAME = "Lieux de médiation numérique"
FEATURES_STANDARD = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"
OPENAPI_STANDARD = "https://spec.openapis.org/oas/3.1"
CONTEXT = {
    "adms": str(ADMS),
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": str(DCATAP),
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "hydra": str(HYDRA),
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": str(VCARD),
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefixes, which JSON-LD holds inline: a harvester asks no other server for them."""

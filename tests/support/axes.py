"""A project, an offer of support and a grant, written straight into the tables."""

from support.rows import Rows, execute

SIRET = "73282932000074"
PROJECT = """
INSERT INTO project (
  public_id, title, programme, carrier, region_codes, source, source_record_id, licence, content_hash
)
VALUES ('pj-1', 'Projet', 'deffinum', 'Porteur', '{11}', 'test', 'axis-1', %s, '')
"""
OFFER = """
INSERT INTO support_offer (
  public_id, name, helper, helper_kind, needs, is_national, position, position_precision, source,
  source_record_id, licence, content_hash
)
VALUES (
  'ac-1', 'Aide', 'Réseau', 'network', '{strategy}', true, 'SRID=4326;POINT(2.35 48.85)', 'address', 'test',
  'axis-1', %s, ''
)
"""
GRANT = """
INSERT INTO public_grant (
  siret, public_id, funder, beneficiary, amount, year, source, source_record_id, licence, content_hash
)
VALUES ('73282932000074', 'sv-1', 'Région', 'Gérant', 1000, 2023, 'test', 'axis-1', %s, '')
"""


def add_axes(url: str, licence: str = "LO-2.0") -> None:
    """Write one of each under a licence; the grant reaches a place of which no licence is confirmed."""
    with Rows.into(url) as rows:
        rows.place(public_id="tl-granted", source_record_id="granted", licence="unconfirmed", siret=SIRET)
    for statement in (PROJECT, OFFER, GRANT):
        execute(url, statement, [licence])

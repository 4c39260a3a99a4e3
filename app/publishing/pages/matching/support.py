"""Offers of support that answer what an organisation said it needs support with."""

from dataclasses import dataclass

from app.directory.support_offers.queries import NAMED_NEEDS, SUPPORT_OFFERS
from app.directory.support_offers.schemas import SupportOfferSelectionQuery
from app.platform.services import database
from app.publishing.pages.listing import Feature, fetch_page

MOST_OFFERS = 6


@dataclass(frozen=True, slots=True)
class NamedSupport:
    """Kinds of support that an organisation named, and offers of them where it is."""

    needs: tuple[str, ...]
    region: str | None
    offers: tuple[Feature, ...]
    total: int


def named_support(public_id: str) -> NamedSupport | None:
    """Return the offers for what an organisation named; None where it named nothing."""
    answers = database().fetch_all(NAMED_NEEDS, {"public_id": public_id})
    needs = tuple(field for field, is_needed, *_ in answers if is_needed)
    if not needs:
        return None
    _, _, kind, department, region = answers[0]
    criteria = {"need": list(needs), "audience": [kind], "department": department, "region": region}
    if department is not None:
        del criteria["region"]
    stated = {name: value for name, value in criteria.items() if value is not None}
    parameters = SupportOfferSelectionQuery().load(stated)
    page = fetch_page(SUPPORT_OFFERS, SUPPORT_OFFERS.selection(parameters), MOST_OFFERS)
    return NamedSupport(needs, region, tuple(page.features), page.total)

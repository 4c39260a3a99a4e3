"""`/equipment-types`: the vocabulary."""

from flask.views import MethodView

from app.directory.equipment.queries import COUNTS
from app.directory.equipment.schemas import EquipmentTypeList
from app.platform.http.blueprint import Blueprint, takes_no_query
from app.platform.services import database

blueprint = Blueprint("equipment-types", __name__, description="The vocabulary of equipment.")


@blueprint.route("/equipment-types")
class EquipmentTypes(MethodView):
    """The vocabulary."""

    @takes_no_query
    @blueprint.response(200, EquipmentTypeList)
    def get(self) -> dict[str, list[dict[str, object]]]:
        """List the equipment types and groups, with the number of places that offer each."""
        names = ("code", "parent", "label_fr", "label_en", "third_places")
        rows = database().fetch_all(COUNTS)
        return {"equipment_types": [dict(zip(names, row, strict=True)) for row in rows]}

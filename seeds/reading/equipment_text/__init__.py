"""Equipment read from free text."""

from seeds.reading.equipment_text.reader import EquipmentReading, read_absences, read_equipment

__all__ = ["EquipmentReading", "read_absences", "read_equipment"]

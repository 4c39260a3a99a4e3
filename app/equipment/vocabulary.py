"""placeholder until the real one lands"""
from dataclasses import dataclass
@dataclass(frozen=True, slots=True)
class EquipmentTypeFact:
    code: str
    parent: str | None
    label_fr: str
    label_en: str
_T = {"connectivity":["internet","wifi"],"computing":["computer","tablet"],"printing":["printer","scanner"],"presenting":["projector","interactive_screen","videoconference"],"immersive":["vr_headset"],"fabrication":["printer_3d","laser_cutter","vinyl_cutter","cnc","electronics_bench"],"recording":["recording_studio"],"rooms":["training_room","meeting_room","coworking_desk"]}
EQUIPMENT_TYPES = tuple(EquipmentTypeFact(g,None,g,g) for g in _T)+tuple(EquipmentTypeFact(c,g,c,c) for g in _T for c in _T[g])
CODES = frozenset(f.code for f in EQUIPMENT_TYPES)
def by_code(code): return next(f for f in EQUIPMENT_TYPES if f.code==code)

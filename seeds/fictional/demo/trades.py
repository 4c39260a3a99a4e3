"""Trades that fictional organisations teach, and the equipment that they take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trade:
    """A family of trades: how a name goes on after "CFA fictif", and the equipment types it calls for."""

    phrase: str
    needs: tuple[str, ...]


OFFICE = ("computer", "training_room", "videoconference", "internet")
DESIGN = ("computer", "printer_3d", "vinyl_cutter", "laser_cutter")

TRADES = (
    Trade("des Métiers de l'Acier", ("workshop_tools", "cnc", "laser_cutter")),
    Trade("des Métiers du Bois", ("workshop_tools", "cnc", "laser_cutter")),
    Trade("de la Menuiserie et des Copeaux", ("workshop_tools", "cnc")),
    Trade("de l'Ébénisterie", ("cnc", "laser_cutter", "printer_3d")),
    Trade("de la Charpente et des Toitures", ("cnc", "vr_headset", "training_room")),
    Trade("des Métiers du Bâtiment", ("vr_headset", "training_room", "tablet")),
    Trade("de la Maçonnerie", ("vr_headset", "printer_3d", "training_room")),
    Trade("de la Peinture et des Enduits", ("vr_headset", "vinyl_cutter")),
    Trade("de la Plomberie et de la Chaleur", ("vr_headset", "training_room")),
    Trade("de l'Électricité", ("electronics_bench", "training_room", "vr_headset")),
    Trade("de l'Électronique", ("electronics_bench", "printer_3d", "computer")),
    Trade("de la Réparation et du Réemploi", ("electronics_bench", "printer_3d", "laser_cutter")),
    Trade("de la Mécanique", ("cnc", "printer_3d", "computer")),
    Trade("de l'Automobile", ("vr_headset", "electronics_bench", "training_room")),
    Trade("du Cycle", ("printer_3d", "cnc", "electronics_bench")),
    Trade("de l'Aéronautique", ("cnc", "printer_3d", "vr_headset")),
    Trade("des Métiers de la Mer", ("vr_headset", "training_room")),
    Trade("de l'Horlogerie", ("printer_3d", "scanner_3d", "electronics_bench")),
    Trade("de la Bijouterie", ("printer_3d", "laser_cutter")),
    Trade("de la Couture et du Textile", ("embroidery_machine", "vinyl_cutter", "laser_cutter")),
    Trade("du Cuir et de la Chaussure", ("laser_cutter", "embroidery_machine")),
    Trade("des Arts graphiques", ("vinyl_cutter", "printer", "scanner", "computer")),
    Trade("de l'Imprimerie", ("printer", "photocopier", "vinyl_cutter")),
    Trade("du Design", DESIGN),
    Trade("de la Signalétique", DESIGN),
    Trade("du Web", ("computer", "coworking_desk", "internet", "videoconference")),
    Trade("des Métiers du Numérique", ("computer", "vr_headset", "interactive_screen", "internet")),
    Trade("du Jeu vidéo", ("vr_headset", "computer", "recording_studio")),
    Trade("du Son et de l'Image", ("recording_studio", "camera", "computer")),
    Trade("de la Radio et du Podcast", ("recording_studio", "meeting_room")),
    Trade("du Spectacle", ("recording_studio", "projector", "training_room")),
    Trade("du Commerce", OFFICE),
    Trade("de la Vente", OFFICE),
    Trade("de la Comptabilité", OFFICE),
    Trade("du Secrétariat", ("computer", "printer", "scanner", "training_room")),
    Trade("des Ressources humaines", ("meeting_room", "videoconference", "computer")),
    Trade("de la Logistique", ("vr_headset", "tablet", "training_room")),
    Trade("du Transport", ("vr_headset", "training_room", "tablet")),
    Trade("de l'Hôtellerie", ("videoconference", "training_room", "tablet")),
    Trade("de la Cuisine", ("projector", "tablet", "training_room")),
    Trade("de la Boulangerie", ("printer_3d", "tablet", "training_room")),
    Trade("du Maraîchage", ("tablet", "training_room", "electronics_bench")),
    Trade("de l'Élevage", ("tablet", "vr_headset", "training_room")),
    Trade("de la Forêt", ("vr_headset", "tablet")),
    Trade("de la Vigne", ("tablet", "projector", "training_room")),
    Trade("des Services à la personne", ("tablet", "training_room", "wifi")),
    Trade("du Soin", ("vr_headset", "training_room", "interactive_screen")),
    Trade("de la Petite Enfance", ("interactive_screen", "tablet", "training_room")),
    Trade("de l'Animation", ("projector", "recording_studio", "meeting_room")),
    Trade("du Sport", ("projector", "meeting_room", "tablet")),
    Trade("des Langues", ("videoconference", "computer", "interactive_screen")),
    Trade("des Savoirs de base", ("computer", "wifi", "interactive_screen", "printer")),
    Trade("de la Transition écologique", ("training_room", "meeting_room", "electronics_bench")),
    Trade("de l'Énergie", ("electronics_bench", "vr_headset", "training_room")),
)

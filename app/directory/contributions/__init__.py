"""Changes that people make to places, the fields they can edit, and the history of every change."""

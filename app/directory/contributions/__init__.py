"""Changes that people make to places, what they can edit, and the history of every change, whoever made it."""

"""Changes that people make to places, and the history of every change, whoever made it."""

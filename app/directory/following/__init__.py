"""Following: searches and places whose changes are told by mail, once a week."""

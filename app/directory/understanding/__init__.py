"""Reader of searches as people type them, with the vocabularies of the directory."""

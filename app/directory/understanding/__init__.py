"""What people type into one box, read with the vocabularies of the directory."""

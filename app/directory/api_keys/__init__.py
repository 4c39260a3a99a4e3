"""Keys of the API: they raise quotas, and let programs write in the name of who made them."""

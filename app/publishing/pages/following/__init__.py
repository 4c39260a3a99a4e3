"""Following: any search as a feed, and searches and places by mail once a week."""

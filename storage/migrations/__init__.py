"""One history of schema changes for both databases."""

"""Mail: for whoever has no account where the others talk."""

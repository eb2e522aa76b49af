"""How a group ends: two questions, thanks, the case file."""

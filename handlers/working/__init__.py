"""While a group works: coordinator, members, deadlines, what it delivers."""

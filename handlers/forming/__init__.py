"""How a group comes to be: ordered, asked for, answered, accepted."""

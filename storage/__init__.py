"""The small database: tables, migrations and queries by noun. Imports nothing of ours."""

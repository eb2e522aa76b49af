"""Writes the next migration: `make migration NAME="who carries on"`.

It compares the tables with an empty database that every migration so far has run on.
Triggers, data and renames are not seen by the comparison; they are written by hand.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.script import ScriptDirectory

from storage.engine import Database
from storage.migrate import configuration, migrate


def main(name: str) -> int:
    """Writes the file, whose path Alembic prints; 2 when no name was given."""
    if not name.strip():
        print('What does the migration do? make migration NAME="who carries on"', file=sys.stderr)
        return 2
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'empty.db'}")
        migrate(database)
        config = configuration(database)
        number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
        command.revision(config, message=name, autogenerate=True, rev_id=f"{number:04}")
        database.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))

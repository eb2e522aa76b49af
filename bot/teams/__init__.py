"""The face in Teams. Everything that knows Microsoft's Bot Framework is in this folder, behind bot/teams/port.py."""

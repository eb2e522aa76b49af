"""Refusing what would change a group that has ended."""

from __future__ import annotations

from storage.tables import LIVING, WORKING, Group

from .errors import UserError
from .request import Request


def living(request: Request, group: Group) -> Group:
    """The group; a UserError when it has ended."""
    return _among(request, group, group.state in LIVING)


def working(request: Request, group: Group) -> Group:
    """The group; a UserError when nobody works in it."""
    return _among(request, group, group.state in WORKING)


def _among(request: Request, group: Group, there: bool) -> Group:
    if not there:
        raise UserError(request.t("{group} has ended. Nothing can be changed in it.", group=group.title))
    return group

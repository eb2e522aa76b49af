"""Modals, which lie on a pile of at most three, and each person's home."""

from __future__ import annotations

import json
from typing import Any

from . import blocks as kit
from . import rules
from .chat import with_ids
from .state import APP, BOT, HOME, Cloud, Json, Problem, Trigger

MOST, LARGEST = 3, 250_000  # views on the pile; bytes of one


def open_(cloud: Cloud, arguments: Json) -> Json:
    """views.open"""
    view = asked(arguments, kit.MODAL)
    trigger = _exchange(cloud, arguments)
    made = make(cloud, view)
    cloud.modals[trigger.user] = [made]
    return {"view": made}


def push(cloud: Cloud, arguments: Json) -> Json:
    """views.push"""
    view = asked(arguments, kit.MODAL)
    trigger = _exchange(cloud, arguments)
    return {"view": pushed(cloud, trigger.user, view)}


def pushed(cloud: Cloud, user: str, view: Json) -> Json:
    """A view on top of what somebody has open."""
    pile = cloud.modals.get(user) or []
    if not pile:
        raise Problem("not_found")
    if len(pile) >= MOST:
        raise Problem("push_limit_reached")
    made = make(cloud, view)
    made |= {"root_view_id": pile[0]["id"], "previous_view_id": pile[-1]["id"]}
    pile.append(made)
    return made


def update(cloud: Cloud, arguments: Json) -> Json:
    """views.update"""
    view = asked(arguments, "")
    id_, external = arguments.get("view_id"), arguments.get("external_id")
    if not id_ and not external:
        raise Problem("invalid_arguments", "[ERROR] missing required field: view_id")
    for each in [*(view for pile in cloud.modals.values() for view in pile), *cloud.homes.values()]:
        if id_ == each["id"] or (external and external == each["external_id"]):
            if each["type"] != view["type"]:
                raise Problem("invalid_arguments", "[ERROR] the type of a view cannot change")
            _unchanged(each, arguments)
            return {"view": updated(cloud, each, view)}
    raise Problem("not_found")


def updated(cloud: Cloud, old: Json, view: Json) -> Json:
    """A view in the place of another. What was typed stays where a field has kept its names."""
    made = make(cloud, view)
    kept = ("id", "root_view_id", "previous_view_id")
    old |= {name: value for name, value in made.items() if name not in kept}
    return old


def publish(cloud: Cloud, arguments: Json) -> Json:
    """views.publish"""
    view = asked(arguments, kit.HOME)
    user = cloud.user(arguments["user_id"])
    if user.deleted or user.is_bot or user.team != HOME:  # where the app is not installed it has no home
        raise Problem("not_enabled")
    if user.id in cloud.homes:
        _unchanged(cloud.homes[user.id], arguments)
    elif arguments.get("hash"):
        raise Problem("hash_conflict")
    cloud.homes[user.id] = make(cloud, view)
    return {"view": cloud.homes[user.id]}


def asked(arguments: Json, kind: str) -> Json:
    """The view of a call; raises Problem for one that Slack does not take."""
    view: Any = rules.structure(arguments, "view", "invalid_arguments")
    found = kit.problems_of_view(view)
    if not found and kind and view["type"] != kind:
        found = [f"a {kind} is wanted"]
    if found:
        raise Problem("invalid_arguments", *(f"[ERROR] {each} [json-pointer:/view]" for each in found))
    if len(json.dumps(view).encode()) > LARGEST:
        raise Problem("view_too_large")
    assert isinstance(view, dict)
    return view


def make(cloud: Cloud, view: Json) -> Json:
    """A view as Slack keeps it."""
    id_ = cloud.new_id("V")
    modal = {"title": view.get("title"), "submit": view.get("submit"), "close": view.get("close")}
    return {
        "id": id_,
        "team_id": HOME,
        "type": view["type"],
        "blocks": with_ids(view["blocks"]),
        "private_metadata": view.get("private_metadata", ""),
        "callback_id": view.get("callback_id", ""),
        "external_id": view.get("external_id", ""),
        "state": {"values": {}},
        "hash": f"{cloud.new_ts()}.{id_[-4:]}",
        **(modal if view["type"] == kit.MODAL else {}),
        "clear_on_close": bool(view.get("clear_on_close")),
        "notify_on_close": bool(view.get("notify_on_close")),
        "previous_view_id": None,
        "root_view_id": id_,
        "app_id": APP,
        "bot_id": BOT,
        "app_installed_team_id": HOME,
    }


def _exchange(cloud: Cloud, arguments: Json) -> Trigger:
    """Use a trigger; raises Problem for one that is used, too old, or was never given."""
    given = arguments.get("trigger_id") or arguments.get("interactivity_pointer")
    if not given:
        raise Problem("invalid_arguments", "[ERROR] missing required field: trigger_id")
    trigger = cloud.triggers.get(str(given))
    if trigger is None:
        raise Problem("invalid_trigger_id")
    if trigger.used:
        raise Problem("exchanged_trigger_id")
    if cloud.tick() - trigger.born > cloud.trigger_lives:
        raise Problem("expired_trigger_id")
    trigger.used = True
    return trigger


def _unchanged(view: Json, arguments: Json) -> None:
    if arguments.get("hash") and arguments["hash"] != view["hash"]:
        raise Problem("hash_conflict")


METHODS = {
    "views.open": open_,
    "views.publish": publish,
    "views.push": push,
    "views.update": update,
}

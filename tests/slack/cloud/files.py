"""Files: an address to send one to is asked for, the file is sent there, and then it is shared."""

from __future__ import annotations

from . import rules
from .chat import new_message
from .state import BOT_USER, Cloud, Json, Problem

LARGEST = 1024**3  # bytes


def address(cloud: Cloud, arguments: Json) -> Json:
    """files.getUploadURLExternal"""
    if not str(arguments["length"]).isdecimal() or not 0 < int(arguments["length"]) <= LARGEST:
        raise Problem("invalid_arguments", "[ERROR] length is the number of bytes")
    length = int(arguments["length"])
    id_ = cloud.new_id("F")
    name = str(arguments["filename"])
    cloud.files[id_] = {"id": id_, "name": name, "title": name, "size": length, "user": BOT_USER, "channels": []}
    return {"upload_url": f"{cloud.address}/upload/{id_}", "file_id": id_}


def take(cloud: Cloud, id_: str, content: bytes) -> str:
    """Take the bytes of a file; what Slack answers."""
    file = cloud.files.get(id_)
    if file is None or id_ in cloud.contents:
        raise Problem("invalid_upload_url")
    if len(content) != file["size"]:
        raise Problem("length_mismatch")
    cloud.contents[id_] = content
    return f"OK - {len(content)}"


def complete(cloud: Cloud, arguments: Json) -> Json:
    """files.completeUploadExternal"""
    files = rules.structure(arguments, "files", "invalid_arguments")
    if not isinstance(files, list) or not files or not all(isinstance(each, dict) and "id" in each for each in files):
        raise Problem("invalid_arguments", "[ERROR] files must be a list of objects with an id")
    for each in files:
        if each["id"] not in cloud.contents:
            raise Problem("file_not_found")
        if cloud.files[each["id"]].get("shared"):
            raise Problem("file_already_completed")
    named = [each for each in str(arguments.get("channels") or arguments.get("channel_id") or "").split(",") if each]
    channels = []
    for id_ in named:
        if id_ not in cloud.channels:  # the id of a person is no channel here
            raise Problem("channel_not_found")
        channel = cloud.channel(id_)
        if channel.archived:
            raise Problem("is_archived")
        if BOT_USER not in channel.members:
            raise Problem("not_in_channel")
        channels.append(channel)
    shared = []
    for each in files:
        file = cloud.files[each["id"]]
        file |= {"title": each.get("title") or file["name"], "channels": named, "shared": True}
        shared.append(file)
    for channel in channels:
        said = {"text": str(arguments.get("initial_comment") or ""), "blocks": [], "files": [dict(f) for f in shared]}
        new_message(cloud, channel, said, thread=arguments.get("thread_ts"))
    return {"files": [{"id": each["id"], "title": each["title"]} for each in shared]}


def info(cloud: Cloud, arguments: Json) -> Json:
    """files.info"""
    if arguments["file"] not in cloud.files:
        raise Problem("file_not_found")
    return {"file": cloud.files[arguments["file"]]}


METHODS = {
    "files.completeUploadExternal": complete,
    "files.getUploadURLExternal": address,
    "files.info": info,
}

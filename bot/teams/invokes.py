"""What the answers to invokes look like: bodies of HTTP 200, since Teams' client says "Unable to reach app" of anything
else, and asks again.

- adaptiveCard/action: a card, which takes the place of the one that was pressed for whoever pressed; or a sentence,
  which is shown and leaves everything as it is, also what has been typed. An empty sentence counts as none.
- The other names are of features that the app does not have. Those that want to show something get a sentence, the
  rest an empty body, which is all that most of them take.

https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model and, for the others, the classes of
responses that Microsoft documents for each (MessagingExtensionResponse, TaskModuleResponse, TabResponse …).
"""

from __future__ import annotations

from .render import CARD
from .texts import Json

ACTION = "adaptiveCard/action"
WORD = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"
FOUND = "application/vnd.microsoft.search.searchResponse"


def card(content: Json) -> Json:
    """A card in the place of the one that was pressed."""
    return {"statusCode": 200, "type": CARD, "value": content}


def word(said: str) -> Json:
    """A sentence that leaves the card as it is."""
    return {"statusCode": 200, "type": WORD, "value": said}


def error(code: str, message: str) -> Json:
    """What nobody who uses Teams could have caused."""
    return {"statusCode": 400, "type": ERROR, "value": {"code": code, "message": message}}


def unsupported(name: str, said: str) -> Json | None:
    """What an invoke of another name is answered; None is an empty body."""
    family, _, what = name.partition("/")
    match family:
        case "adaptiveCard":
            return error("NotSupported", said)
        case "application" if what == "search":
            return {"statusCode": 200, "type": FOUND, "value": {"results": []}}
        case "task":
            return {"task": {"type": "message", "value": said}}
        case "composeExtension" if what in ("fetchTask", "submitAction"):
            return {"task": {"type": "message", "value": said}}
        case "composeExtension" if what in ("query", "selectItem", "queryLink", "anonymousQueryLink"):
            return {"composeExtension": {"type": "message", "text": said}}
        case "config":
            return {"responseType": "config", "config": {"type": "message", "value": said}}
        case "tab":
            return {"tab": {"type": "continue", "value": {"cards": []}}}
    return None

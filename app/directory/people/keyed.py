"""Keys of requests that read, where reading needs one, too."""

from flask import abort

from app.directory.api_keys.keys import Key, current_key
from app.directory.people.people import CurrentPerson, current_person
from app.platform.http.errors import problem

NO_KEY = "This needs a key: `Authorization: Bearer ...`. Make one on the page of your account."


def keyed(scope: str) -> tuple[Key, CurrentPerson]:
    """Return the key of this request, and its person; 401 without, 403 where it lacks the scope."""
    key, person = current_key(), current_person()
    if key is None or person is None:
        abort(problem(401, NO_KEY, headers={"WWW-Authenticate": 'Bearer realm="proxilieux"'}))
    if scope not in key.scopes:
        abort(403, f"The key lacks the scope `{scope}`.")
    return key, person

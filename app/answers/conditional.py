"""Answers on a condition."""

from flask import Response, request
from werkzeug.exceptions import PreconditionFailed
from werkzeug.wrappers import Response as AnyResponse

CHANGED = "What you name in If-Match is not what is here now."


def conditional(response: Response) -> AnyResponse:
    """Return an answer with an ETag, or 304 where the caller has it.

    Raises
    ------
    werkzeug.exceptions.PreconditionFailed
        When the caller wants another one (If-Match): the answer is then not sent.

    """
    answer = response.make_conditional(request)
    if answer.status_code == PreconditionFailed.code:
        raise PreconditionFailed(CHANGED)
    return answer

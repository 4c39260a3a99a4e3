"""Answers on a condition."""

from flask import Response, request
from werkzeug.exceptions import PreconditionFailed
from werkzeug.wrappers import Response as AnyResponse

CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE")
CHANGED = "What you name in If-Match is not what is here now."


def conditional(response: Response) -> AnyResponse:
    """Return an answer with an ETag, or 304 where the caller has it.

    Raises
    ------
    werkzeug.exceptions.PreconditionFailed
        When the caller wants another one (If-Match): the answer is then not sent.

    """
    if request.environ.keys().isdisjoint(CONDITIONS):  # as nearly always: werkzeug reads all of them
        return response
    conditional_response = response.make_conditional(request)
    if conditional_response.status_code == PreconditionFailed.code:
        raise PreconditionFailed(CHANGED)
    return conditional_response

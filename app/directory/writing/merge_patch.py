"""JSON Merge Patch (RFC 7396)."""

from typing import Any

Json = Any


def merged(target: Json, patch: Json) -> Json:
    """Return a value as a patch changes it: nulls take away, objects are merged, all else replaces."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result

"""Spring's relaxed names: one property under all that it may be called."""

from collections.abc import Iterator, Mapping
from typing import Any


def canonical(name: str) -> str:
    """Give what all spellings of a property have in common: dotted, kebab, camel, or upper case.

    The rule is Spring Boot's: in the environment dots become _, dashes go (Externalized
    Configuration, Relaxed Binding).
    """
    return "".join(sign for sign in name.lower() if sign not in "._-")


def flattened(properties: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Give nested properties with their dotted names."""
    for key, value in properties.items():
        name = f"{prefix}.{key}" if prefix else key
        if isinstance(value, dict):
            yield from flattened(value, name)
        else:
            yield name, value

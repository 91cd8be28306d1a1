"""The meaning of nginx' files: directives with their words, blocks with what they hold."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

TOKEN = re.compile(r"""#[^\n]*|'[^']*'|"[^"]*"|[;{}]|[^\s;{}'"]+""")


@dataclass
class Block:
    """A block, or a whole file: its directives in their order, and the blocks in it by head."""

    directives: list[list[str]] = field(default_factory=list)
    blocks: dict[str, "Block"] = field(default_factory=dict)

    def all(self, name: str) -> list[list[str]]:
        """The words of each directive with that name."""
        return [words for head, *words in self.directives if head == name]

    def one(self, name: str) -> list[str]:
        """The words of the only directive with that name."""
        (words,) = self.all(name)
        return words

    def position(self, name: str) -> int:
        """The place of a directive among its neighbours."""
        return [words[0] for words in self.directives].index(name)


def read_directives(text: str) -> Block:
    """Read nginx' syntax as far as the templates use it."""
    tokens = (token for token in TOKEN.findall(text) if not token.startswith("#"))
    return _block(tokens)


def _block(tokens: Iterator[str]) -> Block:
    block, words = Block(), list[str]()
    for token in tokens:
        if token == ";":
            block.directives.append(words)
        elif token == "{":
            block.blocks[" ".join(words)] = _block(tokens)
        elif token == "}":
            break
        else:
            words.append(token[1:-1] if token[0] in "'\"" else token)
            continue
        words = []
    return block

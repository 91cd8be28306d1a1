"""The sites and upstreams of an nginx, read from what `nginx -T` prints."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

FILE = re.compile(r"^# configuration file (\S+):$", re.MULTILINE)
# Blanks, comments, texts in quotes, signs of their own, words.
TOKEN = re.compile(
    r"""\s+|#[^\n]*|"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|([{};])|((?:\$\{[^}]*\}|\\.|[^\s{};])+)""",
    re.DOTALL,
)
# Where every address of the host is listened at, and at which port.
EVERYWHERE = re.compile(r"(?:(?:\*|0\.0\.0\.0|\[::\]):)?(\d+)|\*|0\.0\.0\.0|\[::\]")
# What nginx itself takes where nothing is said.
PORT = 80


@dataclass(frozen=True)
class NginxSite:
    """A server block: the file that it stands in, where it listens at every address, its names.

    `default_at` are the ports at which it has said that it is the default, `tls_at` and
    `proxied_at` those at which it speaks TLS and the PROXY protocol.
    """

    file: str
    ports: frozenset[int]
    default_at: frozenset[int]
    names: tuple[str, ...]
    tls_at: frozenset[int] = frozenset()
    proxied_at: frozenset[int] = frozenset()

    @property
    def is_for_any_name(self) -> bool:
        """Whether no visitor asks for it by a name, not even by none (`server_name "";`)."""
        return not set(self.names) - {"_"}


@dataclass(frozen=True)
class NginxUpstream:
    """An upstream block: the file that it stands in, and its name."""

    file: str
    name: str


@dataclass
class _Block:
    words: list[str]
    listens: list[list[str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def read_nginx(text: str) -> Iterator[NginxSite | NginxUpstream]:
    """Give the sites and the upstreams of all files."""
    _, *parts = FILE.split(text)
    for file, content in zip(parts[::2], parts[1::2], strict=True):
        yield from _read_file(file, content)


def _read_file(file: str, content: str) -> Iterator[NginxSite | NginxUpstream]:
    blocks, words = [_Block([])], list[str]()
    for token in TOKEN.finditer(content):
        sign = token[3]
        if sign is None:
            words += [text for text in (token[1], token[2], token[4]) if text is not None]
            continue
        if sign == "{":
            blocks.append(_Block(words))
        elif sign == ";":
            _take(blocks[-1], words)
        elif len(blocks) > 1:
            around = [block.words[:1] for block in blocks[:-1]]
            # What is not HTTP has server blocks too.
            if ["stream"] not in around and ["mail"] not in around:
                yield from _made_of(file, blocks[-1])
            blocks.pop()
        words = []


def _take(block: _Block, words: list[str]) -> None:
    if block.words == ["server"] and words[:1] == ["listen"]:
        block.listens.append(words[1:])
    if block.words == ["server"] and words[:1] == ["server_name"]:
        block.names += words[1:]


def _made_of(file: str, block: _Block) -> Iterator[NginxSite | NginxUpstream]:
    if block.words[:1] == ["upstream"] and len(block.words) == 2:
        yield NginxUpstream(file, block.words[1])
    if block.words != ["server"]:
        return
    said = dict[int, set[str]]()
    for where, *options in filter(None, block.listens) if block.listens else [[str(PORT)]]:
        if found := EVERYWHERE.fullmatch(where):
            said.setdefault(int(found[1] or PORT), set()).update(options)

    def with_any(*words: str) -> frozenset[int]:
        return frozenset(port for port, options in said.items() if options.intersection(words))

    yield NginxSite(
        file,
        frozenset(said),
        with_any("default_server", "default"),
        tuple(block.names),
        with_any("ssl"),
        with_any("proxy_protocol"),
    )

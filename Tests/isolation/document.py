"""The commands of a document: what stands between ```sh HOST and ```."""

import re


class Block:
    def __init__(self, host, line, script):
        self.host, self.line, self.script = host, line, script


def blocks(text, hosts):
    """Every block that a shell is to run, in order. One that does not say where it runs is an error."""
    found, host, start, lines = [], None, 0, []
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        fence = re.match(r"\s*```(.*)$", line)
        if not fence:
            lines.append(line)
        elif inside:
            if host:
                found.append(Block(host, start, "\n".join(lines) + "\n"))
            inside = False
        else:
            inside, start, lines = True, number, []
            language, _, host = fence.group(1).strip().partition(" ")
            if language in ("sh", "bash", "console", "shell") and host not in hosts:
                raise ValueError(f"line {number}: a block of commands names no host of {', '.join(hosts)}")
            if language not in ("sh", "bash", "console", "shell"):
                host = None
    if inside:
        raise ValueError(f"line {start}: a block that does not end")
    return found

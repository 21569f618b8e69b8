"""Python literals made at random, in the many ways that they can be written."""

import random
import string

LETTERS = [*string.ascii_letters, " ", "'", '"', "\\", "\n", "\t", "é", "→", "𝄞", "#", "{", "}"]


def literals(count: int, seed: int = 1) -> list[str]:
    """``count`` texts of literals, the same on every run."""
    chance = random.Random(seed)
    return [written(chance, depth=3) for _ in range(count)]


def written(chance: random.Random, depth: int) -> str:
    """A literal; within brackets, down to ``depth``."""
    plain = [string_of, string_of, integer, real, constant, octets]
    nested = [sequence, mapping, mapping, a_set, call] if depth else []
    return chance.choice(plain + nested)(chance, depth)


def gap(chance: random.Random) -> str:
    """What may stand between two tokens in brackets."""
    return chance.choice(["", "", " ", "\n    ", "  # a } comment\n", " \\\n "])


def quoted(chance: random.Random, text: str) -> str:
    """``text`` as Python or a person may write it."""
    styles = [repr(text), ascii(text)]
    if '"' not in text and "\\" not in text:
        styles.append(f'"""{text}"""')
        if "\n" not in text:
            styles.append(f'r"{text}"')
    if "'" not in text and "\\" not in text and "\n" not in text:
        styles += [f"'{text}'", f"u'{text}'", f"R'''{text}'''"]
    if text:
        escaped = "".join(rf"\U{ord(letter):08x}" for letter in text)
        styles += [f'"{escaped}"', '"' + "".join(rf"\x{ord(c):02x}" for c in text) + '"']
        if any(ord(letter) > 255 for letter in text):
            styles.pop()
    return chance.choice(styles)


def string_of(chance: random.Random, depth: int) -> str:
    parts = [
        "".join(chance.choices(LETTERS, k=chance.randrange(8))) for _ in range(chance.randint(1, 2))
    ]
    return " ".join(quoted(chance, part) for part in parts)


def octets(chance: random.Random, depth: int) -> str:
    return repr(bytes(chance.randrange(256) for _ in range(chance.randrange(6))))


def integer(chance: random.Random, depth: int) -> str:
    number = chance.choice([0, 7, 600, 6432, 10**20, chance.randrange(10**9)])
    style = chance.choice(["{}", "{:_}", "{:#x}", "{:#o}", "{:#b}", "-{}", "+{}", "- {}"])
    return style.format(number)


def real(chance: random.Random, depth: int) -> str:
    return chance.choice(["0.5", "1.", ".25", "1e3", "1_0.5E-2", "-2.5e+1", "3.0"])


def constant(chance: random.Random, depth: int) -> str:
    return chance.choice(["True", "False", "None"])


def several(chance: random.Random, depth: int, one) -> str:
    """Items with commas, one more at the end perhaps, and gaps."""
    items = [gap(chance) + one() + gap(chance) for _ in range(chance.randrange(4))]
    return ",".join(items) + (chance.choice(["", ","]) if items else "")


def sequence(chance: random.Random, depth: int) -> str:
    inside = several(chance, depth, lambda: written(chance, depth - 1))
    if chance.random() < 0.5:
        return f"[{inside}]"
    return f"({inside})"


def a_set(chance: random.Random, depth: int) -> str:
    inside = several(chance, depth, lambda: string_of(chance, 0))
    return f"{{{inside}}}" if inside.strip(" \n\\,") else "()"


def mapping(chance: random.Random, depth: int) -> str:
    def item() -> str:
        key = chance.choice([string_of, integer])(chance, 0)
        return f"{key}{gap(chance)}:{gap(chance)}{written(chance, depth - 1)}"

    return f"{{{several(chance, depth, item)}}}"


def call(chance: random.Random, depth: int) -> str:
    """What ``ast.literal_eval`` does not take: ``dict(…)``, ``**``, and a product."""
    name = chance.choice("abc")
    value = written(chance, depth - 1)
    return chance.choice([f"dict({name}={value},)", f'{{**{{"{name}": {value}}}, "z": 60 * 10}}'])

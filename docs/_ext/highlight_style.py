"""The colors of code, of the light and the dark style in one: a third of what furo's sheet weighs.

``color-scheme``, which docs/_static/site/identity.css sets, says which of the two a page shows.
"""

from pygments.style import Style
from pygments.token import STANDARD_TYPES

SHAPES = {
    "bold": "font-weight: bold",
    "italic": "font-style: italic",
    "underline": "text-decoration: underline",
}
COLORS = {"color": ("color", "currentColor"), "bgcolor": ("background-color", "transparent")}
"""What Pygments calls them, what CSS does, and what is as if there were none."""


def sheet(light: type[Style], dark: type[Style]) -> str:
    """A style sheet for what Pygments writes."""
    rules, of_dark = [".highlight pre { line-height: 125% }"], []
    for token, name in STANDARD_TYPES.items():
        looks = look(light, token), look(dark, token)
        if name and (declarations := _declarations(*looks)):
            rules.append(f".highlight .{name} {{ {declarations} }}")
        if name and (declarations := _shapes_of_dark(*looks)):
            of_dark.append(f".highlight .{name} {{ {declarations} }}")
    chosen = "\n".join(f'body[data-theme="dark"] {rule}' for rule in of_dark)
    system = "\n".join(f'body:not([data-theme="light"]) {rule}' for rule in of_dark)
    system = f"@media (prefers-color-scheme: dark) {{\n{system}\n}}"
    return "\n".join([*rules, f"@media not print {{\n{chosen}\n{system}\n}}"])


def look(style: type[Style], token) -> dict:
    try:
        return style.style_for_token(token)
    except KeyError:
        return style.style_for_token(token.parent)


def _declarations(light: dict, dark: dict) -> str:
    texts = []
    for key, (name, without) in COLORS.items():
        if light[key] or dark[key]:
            both = [f"#{look[key]}" if look[key] else without for look in (light, dark)]
            texts.append(f"{name}: light-dark({', '.join(both)})")
    texts += [text for key, text in SHAPES.items() if light[key]]
    return "; ".join(texts)


def _shapes_of_dark(light: dict, dark: dict) -> str:
    """What only the dark style does. Raises ValueError for what only the light one does."""
    for key in SHAPES:
        if light[key] and not dark[key]:
            raise ValueError(
                f"The light style of Pygments has something {key} that the dark one has not, and "
                "only the other way round can be written down: choose other styles in conf.py."
            )
    return "; ".join(text for key, text in SHAPES.items() if dark[key] and not light[key])

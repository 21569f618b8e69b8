"""Horizontal bars as an accessible SVG, in the colors of the page."""

from html import escape

from figure_svg import NARROW

LEFT, RIGHT, ROW, BAR = 4, 300, 46, 14


def bars(stem: str, title: str, rows: list[tuple[str, float, float, float]]) -> str:
    """A bar for each label with its value; a thin line from the lowest round to the highest."""
    most = max(high for _, _, _, high in rows)
    parts = []
    for number, (label, middle, low, high) in enumerate(rows):
        top = ROW * number
        end = across(middle, most)
        parts += [
            text(LEFT, top + 16, label),
            rect("bar", LEFT, top + 22, end - LEFT),
            f'<path class="range" d="M{across(low, most)} {top + 29}H{across(high, most)}"/>',
            text(max(end, across(high, most)) + 6, top + 34, short(middle)),
        ]
    said = "; ".join(f"{label}: {short(middle)}" for label, middle, _, _ in rows)
    return svg(stem, title, said, ROW * len(rows) + 4, parts)


def stacks(stem: str, title: str, names: list[str], rows: list[tuple[str, list[float]]]) -> str:
    """A bar for each label that consists of parts, with what each part is called below."""
    most = max(sum(values) for _, values in rows)
    parts, said = [], []
    for number, (label, values) in enumerate(rows):
        top, start = ROW * number, 0.0
        parts.append(text(LEFT, top + 16, label))
        for part, each in enumerate(values):
            begin, end = across(start, most), across(start + each, most)
            parts.append(rect(f"bar part-{part + 1}", begin, top + 22, max(end - begin, 0)))
            start += each
        parts.append(text(across(start, most) + 6, top + 34, short(start)))
        each = ", ".join(f"{n} {short(v)}" for n, v in zip(names, values, strict=True))
        said.append(f"{label}: {each}")
    for number, name in enumerate(names):
        top = ROW * len(rows) + 8 + 24 * number
        parts += [rect(f"bar part-{number + 1}", LEFT, top, BAR), text(LEFT + 22, top + 12, name)]
    return svg(stem, title, "; ".join(said), ROW * len(rows) + 8 + 24 * len(names), parts)


def across(value: float, most: float) -> float:
    return round(LEFT + (RIGHT - LEFT) * value / most, 1)


def rect(name: str, x: float, y: float, width: float) -> str:
    return f'<rect class="{name}" x="{x}" y="{y}" width="{width:.1f}" height="{BAR}"/>'


def text(x: float, y: float, said: str) -> str:
    return f'<text x="{x:.1f}" y="{y}">{escape(said)}</text>'


def short(value: float) -> str:
    return f"{value:.2g}" if value < 10 else f"{value:,.0f}"


def svg(stem: str, title: str, said: str, height: int, parts: list[str]) -> str:
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" class="drawing" role="img"
  viewBox="0 0 {NARROW} {height}" aria-labelledby="{stem}-title {stem}-desc">
<title id="{stem}-title">{escape(title)}</title><desc id="{stem}-desc">{escape(said)}.</desc>
{"".join(parts)}
</svg>"""

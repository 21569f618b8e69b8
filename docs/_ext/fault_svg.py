"""A plot of one cell's timeline: answered requests up, failed ones down, connections below.

Colors are those of its classes in ``faults.css``. Whoever cannot see it is read its title and
description.
"""

from html import escape

from figure_svg import NARROW

LEFT, RIGHT = 40, 350
TOP, AXIS, BOTTOM = 24, 78, 132
FLOOR, CEILING = 184, 150
HEIGHT = 210
MOST = 8
"""Requests that a bar shows: a request to each thread at once would dwarf all others."""

BARS = 90
"""More would be thinner than a line."""


def svg(stem: str, title: str, description: str, timeline: dict) -> str:
    """The plot, whose seconds count from the beginning of the fault."""
    plot = Plot(timeline)
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" class="drawing timeline" role="img"
  viewBox="0 0 {NARROW} {HEIGHT}" aria-labelledby="{stem}-title {stem}-desc">
<title id="{stem}-title">{escape(title)}</title>
<desc id="{stem}-desc">{escape(description)}</desc>
{plot.span()}{plot.bars()}{plot.waiting()}<path class="arrow" d="M{LEFT} {AXIS}H{RIGHT}"/>
{plot.connections()}{plot.texts()}
</svg>"""


class Plot:
    """The parts of the drawing, from the counts of a timeline."""

    def __init__(self, timeline: dict):
        buckets = len(timeline["answered"])
        self.fold = -(-buckets // BARS)
        self.timeline = timeline
        self.answered = self.folded("answered", sum)
        self.failed = self.folded("failed", sum)
        self.outstanding = self.folded("waiting", max)
        self.seen = self.folded("connections", last_known)
        self.step = (RIGHT - LEFT) / len(self.answered)
        self.seconds = timeline["bucket"] * self.fold
        highest = max(*self.answered, *self.failed, 1)
        self.most = min(highest, MOST * self.fold)
        self.cut = highest > self.most
        self.most_connections = max(filter(None, self.seen), default=0)

    def folded(self, name: str, how) -> list:
        """A row of the timeline in no more than BARS parts."""
        row = self.timeline[name]
        return [how(row[start : start + self.fold]) for start in range(0, len(row), self.fold)]

    def across(self, moment: float) -> float:
        """Where a moment is, in seconds from the first request."""
        return round(min(RIGHT, LEFT + self.step * moment / self.seconds), 1)

    def span(self) -> str:
        """The time that the fault lasted, and when the project was restarted."""
        start, end = self.across(self.timeline["struck"]), self.across(self.timeline["over"])
        width = max(2.0, round(end - start, 1))
        size = f'width="{width}" height="{FLOOR - TOP}"'
        drawn = f'<rect class="span" x="{start}" y="{TOP}" {size}/>'
        if (restarted := self.timeline["restarted"]) is not None:
            x = self.across(restarted)
            drawn += f'<path class="restarted" d="M{x} {TOP}V{FLOOR}"/>'
        return drawn

    def bars(self) -> str:
        """Answered requests above the axis, failed ones below it."""
        width = max(1.0, round(self.step - 0.6, 1))
        drawn = []
        for number, (good, bad) in enumerate(zip(self.answered, self.failed, strict=True)):
            x = round(LEFT + self.step * number, 1)
            for kind, count, reach in (("good", good, AXIS - TOP), ("bad", bad, BOTTOM - AXIS)):
                if count:
                    high = max(1.5, round(reach * min(count, self.most) / self.most, 1))
                    y = round(AXIS - high, 1) if kind == "good" else AXIS
                    drawn.append(
                        f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{high}"/>'
                    )
        return "".join(drawn)

    def waiting(self) -> str:
        """Requests without an answer, as a dashed line on the scale of the bars."""
        if not any(self.outstanding):
            return ""
        return f'<path class="outstanding" d="{self.stairs(self.outstanding, self.scaled)}"/>'

    def scaled(self, count: int) -> float:
        return round(max(TOP, AXIS - (AXIS - TOP) * count / self.most), 1)

    def connections(self) -> str:
        """What the server saw, as a line with a gap where it did not answer."""
        scale = (FLOOR - CEILING) / max(1, self.most_connections)
        path = self.stairs(self.seen, lambda count: round(FLOOR - scale * count, 1))
        return f'<path class="arrow" d="M{LEFT} {FLOOR}H{RIGHT}"/><path class="wire" d="{path}"/>'

    def stairs(self, row: list, down) -> str:
        """A path that keeps each value for as long as it was seen."""
        parts, open_line = [], False
        for number, value in enumerate(row):
            if value is None:
                open_line = False
                continue
            x, y = round(LEFT + self.step * number, 1), down(value)
            parts.append(f"{'L' if open_line else 'M'}{x} {y}H{round(x + self.step, 1)}")
            open_line = True
        return "".join(parts)

    def texts(self) -> str:
        """The scales, and the seconds since the fault began."""
        struck = self.timeline["struck"]
        total = self.timeline["bucket"] * len(self.timeline["answered"])
        every = next(step for step in (1, 2, 5, 10, 20, 50) if (total - struck) / step <= 6)
        most = f"{self.most}{'+' if self.cut else ''}"
        ticks = range(0, int(total - struck) + 1, every)
        labels = [
            *((self.across(struck + second), HEIGHT - 4, "middle", second) for second in ticks),
            (LEFT - 6, TOP + 8, "end", most),
            (LEFT - 6, AXIS + 5, "end", 0),
            *([(LEFT - 6, BOTTOM, "end", most)] if any(self.failed) else []),
            (LEFT - 6, CEILING + 8, "end", self.most_connections),
            (LEFT - 6, FLOOR + 5, "end", 0),
            (self.across(struck), TOP - 8, "start", "fault"),
        ]
        return "".join(
            f'<text x="{x}" y="{y}" text-anchor="{anchor}">{said}</text>'
            for x, y, anchor, said in labels
        )


def last_known(seen: list[int | None]) -> int | None:
    """The last number that the server gave, or None if it did not answer."""
    return next((each for each in reversed(seen) if each is not None), None)

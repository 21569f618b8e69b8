"""A panel of Django Debug Toolbar that shows the pools."""

from debug_toolbar.panels import Panel
from django.utils.html import format_html, format_html_join
from pools import pool_states


class PoolsPanel(Panel):
    title = nav_title = "Connection pools"

    @property
    def nav_subtitle(self):
        pools = self.get_stats().get("pools", [])
        return ", ".join(
            f"{pool['name']}: {pool['used']} of {pool['max']}" for pool in pools
        )

    @property
    def content(self):
        pools = self.get_stats().get("pools", [])
        if not pools:
            return format_html("<p>{}</p>", "This process has opened no pool.")
        head = format_html_join("", "<th>{}</th>", ((name,) for name in pools[0]))
        cells = (
            format_html_join("", "<td>{}</td>", zip(pool.values())) for pool in pools
        )
        rows = format_html_join("", "<tr>{}</tr>", ((row,) for row in cells))
        return format_html(
            "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", head, rows
        )

    def generate_stats(self, request, response):
        self.record_stats({"pools": [vars(pool) for pool in pool_states()]})

"""Visits of pages as on a slow phone, and what the browser says of them."""

from playwright.sync_api import Browser

from tests.site.visit import watched

# "Slow 4G" of Chromium's developer tools: what Lighthouse, too, takes for a slow phone.
LATENCY = 562.5  # milliseconds a request: a round trip of 150 and those that open a connection
DOWN, UP = 1_440_000, 675_000  # bits a second
SLOWER = 4  # times slower than this processor
PHONE = {"viewport": {"width": 412, "height": 823}, "device_scale_factor": 2, "is_mobile": True}

WATCH = """
    window.seen = { lcp: 0, shift: 0, tasks: [] };
    const watch = (type, use) => new PerformanceObserver(
        (list) => list.getEntries().forEach(use)).observe({ type, buffered: true });
    watch("largest-contentful-paint", (entry) => { seen.lcp = entry.startTime; });
    watch("layout-shift", (entry) => { seen.shift += entry.value; });
    watch("longtask", (entry) => { seen.tasks.push([entry.startTime, entry.duration]); });
"""
PAINTED = """
    () => new Promise((done) => {
        const look = () => seen.lcp > 0 ? done() : requestAnimationFrame(look);
        look();
    })
"""
"""Playwright's own waiting is an eval, which the site's policy forbids."""

READ = """
    () => {
        const fcp = performance.getEntriesByName("first-contentful-paint")[0].startTime;
        const late = seen.tasks.map(([start, length]) => start + length - Math.max(start, fcp));
        const blocking = late.map((length) => Math.max(0, length - 50));
        return {
            first_paint: fcp / 1000,
            largest_paint: seen.lcp / 1000,
            layout_shift: seen.shift,
            blocking: blocking.reduce((sum, each) => sum + each, 0) / 1000,
        };
    }
"""


def first_visit(browser: Browser, address: str) -> dict[str, float]:
    """What the first visit costs: seconds, bytes of compressed bodies, requests."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY,
            "downloadThroughput": DOWN / 8,
            "uploadThroughput": UP / 8,
        },
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    with watched(page) as visit:
        page.goto(address, wait_until="networkidle")
        page.evaluate(PAINTED)
    measured = page.evaluate(READ)
    before = [url for url in visit.bodies if page.evaluate(ENDED_BEFORE_PAINT, url)]
    context.close()
    return measured | {
        "bytes": visit.bytes,
        "requests": visit.requests,
        "requests_before_paint": len(before) + (address not in before),
    }


ENDED_BEFORE_PAINT = """
    (url) => {
        const entry = performance.getEntriesByName(url)[0];
        return entry && entry.responseEnd <= seen.lcp;
    }
"""

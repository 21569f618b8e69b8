"""Sessions that one request has made read-only, and who gets them next."""


def read_only_requests(site, count: int) -> int:
    """How many of ``count`` requests are read-only after one has made its session so.

    A pool of four lends its connections in turn, so that eight requests see each of them twice.
    """
    site.sql("SELECT 1")
    site.wait_for_pool(4)
    site.sql("SET default_transaction_read_only = on")
    return [site.value("SHOW transaction_read_only") for _ in range(count)].count("on")

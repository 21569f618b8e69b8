# Send three slow requests at once to the pool of two, then find the error in the log.
python ask.py /slow 3 --at-once
grep -E '^(psycopg_pool|django\.db)' django.log

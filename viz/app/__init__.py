"""The browser of peaceops: what it shows, the page, and who serves it."""

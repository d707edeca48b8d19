"""The classroom in the browser: its server, its pages, and the debrief as a file."""

"""Lets ``python -m peaceops`` do what the command ``peaceops`` does."""

from .cli import main

if __name__ == "__main__":
    main()

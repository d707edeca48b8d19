"""The classroom: an exercise played by many, kept row by row, so that it can be broken off and gone on with."""

"""One module a rule family: plain functions over arrays and numbers that know no Mesa."""

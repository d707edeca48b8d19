"""The world: the country, the scenario and its parameters, the rules, the ledger, chance, causes and the recorder."""

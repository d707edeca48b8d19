"""Who acts: organisations, field teams, armed groups and civil society; they perceive, decide and move."""

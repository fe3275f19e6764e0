"""Everything on one machine: the halls of two real municipalities with simulated doors, for trying out."""

"""What every use case stands on: the house, its transactions, who may do what."""

"""Data for everybody, where a municipality switched it on: figures of use, their catalogue, SpaceAPI."""

"""Errors of the storage.

StorageError
├── BaselineMissing     the database does not keep what the program relies on
├── SchemaOutdated      the database has not been migrated to this version
└── StorageUnavailable  it cannot be read or written just now; trying again later may help
    └── StorageConflict another transaction came in between; trying again at once helps
"""


class StorageError(Exception):
    """Base of the errors of this package."""


class BaselineMissing(StorageError):
    """The database does not keep the settings the program relies on."""


class StorageUnavailable(StorageError):
    """The database cannot be written or read just now; trying again later may help."""


class StorageConflict(StorageUnavailable):
    """Another transaction came in between; the whole use case can be tried again at once."""


class SchemaOutdated(StorageError):
    """The database has not been migrated to this version of the program."""

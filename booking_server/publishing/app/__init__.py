"""The Bad Belzig App (Smart Village App): halls, public events and disruptions, pushed over GraphQL.

`shapes` says what of ours becomes which of its fields, `operations` in which words it is asked,
`wire` and `client` speak to it, `pushing` keeps one promise, `sweeping` promises what has changed.
"""

"""Going out to addresses that strangers name: public ones only, whatever the name of the host says today.

`guard.find` says where an address leads and refuses what is not public; `exchange.send` connects there and
nowhere else; `feeds.fetch` follows redirects and brings a bounded body. Webhooks use the first two.
"""

"""Which addresses are public. A table of our own: `ipaddress.is_global` lets 6to4 and NAT64 pass.

IPv4 is public unless listed (IANA special-purpose registry, RFC 6890 and later). IPv6 is public only within
2000::/3, the part that is given out, less what is listed; everything that carries an IPv4 address inside
lies outside of it or is listed: a way into a house through the address of a stranger's choice.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

NOT_PUBLIC_4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this host
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # behind a provider's address translation
            "127.0.0.0/8",  # loopback
            "169.254.0.0/16",  # link local, and what clouds tell their machines
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # AMT
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # measurements
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)
GIVEN_OUT_6 = IPv6Network("2000::/3")
NOT_PUBLIC_6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarking
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: an IPv4 address inside
            "2620:4f:8000::/48",  # AS112
            "3fff::/20",  # documentation
        ),
    )
)


def is_public(address: str) -> bool:
    """Whether an IP address, as a resolver answers it, may be connected to for a stranger."""
    try:
        parsed = ip_address(address)
    except ValueError:  # among them addresses with a zone of this machine, "fe80::1%eth0"
        return False
    if isinstance(parsed, IPv4Address):
        return not any(parsed in network for network in NOT_PUBLIC_4)
    return _is_public_6(parsed)


def _is_public_6(parsed: IPv6Address) -> bool:
    if parsed.scope_id is not None or parsed not in GIVEN_OUT_6 or _is_isatap(parsed):
        return False
    return not any(parsed in network for network in NOT_PUBLIC_6)


def _is_isatap(parsed: IPv6Address) -> bool:
    """Whether the lower half carries an IPv4 address (RFC 5214: ::0:5efe:a.b.c.d, ::200:5efe:a.b.c.d)."""
    return (int(parsed) >> 32) & 0xFDFFFFFF == 0x5EFE

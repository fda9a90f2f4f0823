"""From how many on something is slowed down, or looked at a second time; each is set by the variable beside it."""

from backend import env

# Name: (burst, refill per second), from the variable beside it. What each is for stands in outreach/limits/policy.py.
LIMITS = {
    # Two acts from each of 600 phones in a hall, then a hall more every five minutes.
    "act": env.rate("LIMIT_ACT", (1200, 4)),
    # The next hall at the same address: each phone solves a challenge first.
    "challenged": env.rate("LIMIT_CHALLENGED", (600, 4)),
    # A family at home, or a shared tablet at a stall.
    "device": env.rate("LIMIT_DEVICE", (60, 0.1)),
    # A million numbers, a few of them good on one day.
    "number": env.rate("LIMIT_NUMBER", (60, 0.05)),
    # A station comes on duty behind one address.
    "login": env.rate("LIMIT_LOGIN", (60, 0.5)),
    # Typing errors of a hall; a code itself cannot be guessed.
    "unknown_code": env.rate("LIMIT_UNKNOWN_CODE", (60, 0.2)),
    # Calls of one officer: a phone that comes back with days of work sends batches.
    "officer": env.rate("LIMIT_OFFICER", (300, 5)),
    # A no, by code, device and person of it: said once, however often the page is loaded again.
    "refusal": env.rate("LIMIT_REFUSAL", (1, 1 / 86_400)),
    # Pictures, withdrawals, erasures and reports under one receipt: a family looks at it again and again.
    "receipt": env.rate("LIMIT_RECEIPT", (30, 0.1)),
    # "I was forced", by device or else by receipt, of each unit: told once a month, as it is shown.
    "pressure": env.rate("LIMIT_PRESSURE", (1, 1 / 2_592_000)),
    # The same by network: a hall may tell it behind one address, a script that takes new devices may not.
    "pressure_network": env.rate("LIMIT_PRESSURE_NETWORK", (100, 100 / 86_400)),
}

# From how many on something is listed for a second look (outreach/reporting/doubts). Nothing is refused by it.
DOUBTS = {
    # Pledges, or confirmations, of one device in a day: more than a family at home.
    "device_many": env.number("DOUBT_DEVICE_MANY", 4, minimum=2),
    # Acts on one code within ten seconds: a hall of 600 that scans a projector sends two or three a second.
    "burst": env.number("DOUBT_BURST", 80, minimum=2),
    # Acts on one code within a minute at a session that is too small for them: twice its attendance is passed too.
    "burst_small": env.number("DOUBT_BURST_SMALL", 60, minimum=2),
    # Pledges of one device, each less than twenty seconds after the one before: nobody reads that fast.
    "seconds_apart": env.number("DOUBT_SECONDS_APART", 3, minimum=2),
    # Acts on one activity's code from 23:00 to 06:00.
    "night": env.number("DOUBT_NIGHT", 3, minimum=1),
    # Days for which a letter signed on a phone may wait for its seal.
    "seal_days": env.number("DOUBT_SEAL_DAYS", 14, minimum=1),
    # A unit's quantity of a month against the median of others of its kind: how many times, from which quantity on,
    # and beside how many others at least.
    "peers_times": env.number("DOUBT_PEERS_TIMES", 3, minimum=2),
    "peers_least": env.number("DOUBT_PEERS_LEAST", 100, minimum=1),
    "peers_fewest": env.number("DOUBT_PEERS_FEWEST", 3, minimum=1),
}

"""The hot path: daily reports sent alone by enterprise unions, thousands a second.

It takes what is plain: a well-formed report with a delegate's key, the first of its workplace, day and source. All the
rest (corrections, repetitions, other senders, whatever is wrong) it hands to the ordinary door, which has the
sentences for it. So there is one set of rules, and the hot path is only a shorter way through it.

    plain    bytes to a report, or None
    writer   gathers what is waiting and answers each sender
    store    one batch, one transaction: SQLite or PostgreSQL, without Django
    app      the ASGI door
"""

"""What a draw is for: the second part of its address. Numbers are never used twice."""

INCUBATION, PRESYMPTOMATIC, SYMPTOMS, SHEDDING, INFECTIVITY, ASYMPTOMATIC = range(6)
WITHDRAWS, WITHDRAWAL, GATE, CARE, CARE_DELAY, TESTED, LEAK = range(6, 13)
CONCEALS, TRANSIT, IMPORTS, IMPORT_DAY, IMPORT_PERSON, CROWDING = range(13, 19)
OFFSPRING = 100  # + route
TIMING = 110  # + route
TARGET = 120  # + route
COVERED = 200  # + layer
SILENCED = 300  # + layer
PHASE = 400  # + layer
FOUND = 500  # + layer
DELAY = 600  # + layer

# The clock's measuring models for SimPy: simpy_bench.py ping|resource|mm1 EVENTS
# Prints one JSON object: CPU seconds of the run, and the mean time in the system for mm1.
import json
import random
import sys
import time

import simpy

TASKS = 100


def length(task):
    return 1 + (task * 7) % 13 / 10


def sleeper(env, delay, times):
    for _ in range(times):
        yield env.timeout(delay)


def holder(env, slots, delay, times):
    for _ in range(times):
        with slots.request() as turn:
            yield turn
            yield env.timeout(delay)


def customer(env, server, chance, spent):
    arrived = env.now
    with server.request() as turn:
        yield turn
        yield env.timeout(chance.expovariate(1.0))
    spent[0] += env.now - arrived


def arrivals(env, server, chance, spent, customers):
    for _ in range(customers):
        yield env.timeout(chance.expovariate(0.8))
        env.process(customer(env, server, chance, spent))


def main(model, events):
    env = simpy.Environment()
    spent = [0.0]
    if model == "ping":
        for task in range(TASKS):
            env.process(sleeper(env, length(task), events // TASKS))
    elif model == "resource":
        slots = simpy.Resource(env, 4)
        for task in range(TASKS):
            env.process(holder(env, slots, length(task), events // TASKS))
    else:
        env.process(arrivals(env, simpy.Resource(env, 1), random.Random(1), spent, events))
    before = time.process_time()
    env.run()
    print(json.dumps({"seconds": time.process_time() - before, "mean": spent[0] / events}))


main(sys.argv[1], int(sys.argv[2]))

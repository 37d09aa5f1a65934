"""Many devices at once against a real server: all push, then all make their first sync.

    python -m tests.bench.crowd [--devices 500] [--records 40] [--rounds 3]
                                [--newcomers 100] [--stock 2500] [--database postgres|URL]

Each device pushes its records in two requests; then each newcomer signs in nothing new, pulls the
whole hamlet of `stock` records in pages of 500, packed, and checks its digest.
"""

import argparse
import random
import statistics
import tempfile
from pathlib import Path

from tests.bench.database import open_database
from tests.bench.devices import Device, seven
from tests.bench.load import send_all
from tests.bench.server import Server
from tests.bench.sync import Pull, accepted

PAGE = 500
HAMLETS = 4
DEVICES_A_PERSON = 50
"""Below the limit of devices at which one person is signed in."""


def sign_in_all(server: Server, count: int) -> list[Device]:
    admin = server.sign_in(seven())
    people = -(-count // DEVICES_A_PERSON)
    names = [server.add_account(f"bench{number}", admin) for number in range(people)]
    ids = [seven() for _ in range(count)]
    return [
        Device(server.sign_in(device, names[index % people]), device, "", random.Random(1))
        for index, device in enumerate(ids)
    ]


def push_at_once(server: Server, devices: list[Device], records: int) -> tuple[float, float]:
    """Records a second and the p95 of a request, ms."""
    half = records // 2
    work = [[device.push(half), device.push(records - half)] for device in devices]
    load = accepted(send_all(server.port, [iter(each) for each in work]))
    return records * len(devices) / load.seconds, load.percentile_ms(0.95)


def first_syncs(server: Server, devices: list[Device], stream: str, stock: int) -> float:
    """Seconds until all of them have all records."""
    for device in devices:
        device.stream = stream
    pulls = [Pull(device, "gzip", limit=PAGE) for device in devices]
    work = [(pull.requests(), pull.see) for pull in pulls]
    load = accepted(send_all(server.port, work))
    for pull in pulls:
        pull.prove(stock)
    return load.seconds


def measure(
    server: Server, devices: list[Device], options: argparse.Namespace, number: int
) -> list[float]:
    admin = devices[0].token
    streams = [server.add_hamlet(f"Ấp {number}.{part}", admin) for part in range(HAMLETS + 1)]
    made: dict[str, int] = dict.fromkeys(streams, 0)
    for index, device in enumerate(devices):
        device.stream = streams[index % HAMLETS]
        made[device.stream] += options.records
    rate, p95 = push_at_once(server, devices, options.records)
    author = devices[0]
    for stream in streams[:HAMLETS]:
        author.stream = stream
        pull = Pull(author, "gzip")
        accepted(send_all(server.port, [(pull.requests(), pull.see)]))
        pull.prove(made[stream])
    author.stream = streams[HAMLETS]
    accepted(send_all(server.port, [iter([author.push() for _ in range(options.stock // 100)])]))
    seconds = first_syncs(server, devices[: options.newcomers], author.stream, options.stock)
    return [rate, p95, seconds]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=500)
    parser.add_argument("--records", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--newcomers", type=int, default=100)
    parser.add_argument("--stock", type=int, default=2_500)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--database")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_database(options.database, folder) as url:
            server = Server(folder, url, workers=options.workers)
            try:
                devices = sign_in_all(server, options.devices)
                rounds = [measure(server, devices, options, n) for n in range(options.rounds)]
                server.check()
            finally:
                server.stop()
    rate, p95, seconds = (statistics.median(each) for each in zip(*rounds, strict=True))
    print(f"{options.devices} devices push at once, records/s {rate:12.0f}")
    print(f"  p95 of a request, ms             {p95:12.0f}")
    print(f"{options.newcomers} first syncs of {options.stock} at once, s {seconds:12.1f}")


if __name__ == "__main__":
    main()

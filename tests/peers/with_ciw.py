"""The two stations in Ciw: a network described as data. Times in minutes."""

import ciw
from models import Customer, logarithms, observed


def station(model, seed):
    """One replication of a queueing station; see `models.Station`."""
    names = [f"class {place + 1}" for place in range(len(model.rates))]
    services = [ciw.dists.Lognormal(*logarithms(mean, model.cv2)) for mean in model.services]
    described = {
        "arrival_distributions": [[ciw.dists.Exponential(rate)] for rate in model.rates],
        "service_distributions": [[service] for service in services],
        "routing": [[[0.0]] for _ in names],
    }
    if model.patience is not None:
        # Drawn for every customer, and without effect once service has begun.
        patience = ciw.dists.Exponential(1 / model.patience)
        described["reneging_time_distributions"] = [[patience] for _ in names]
    network = ciw.create_network(
        number_of_servers=[model.servers],
        priority_classes={name: place for place, name in enumerate(names)},
        **{key: dict(zip(names, values)) for key, values in described.items()},
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(model.warm_up + model.measured + model.cool_down)
    return observed(model, [customer(record, names) for record in simulation.get_all_records()])


def customer(record, names):
    """A line of Ciw's log as a customer."""
    place = names.index(record.customer_class)
    if record.record_type == "renege":
        return Customer(place, record.arrival_date, None, record.exit_date)
    return Customer(place, record.arrival_date, record.service_start_date, record.exit_date)

CREATE TABLE couriers (
    id INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    active BOOLEAN NOT NULL
);

CREATE TABLE parcels (
    code TEXT PRIMARY KEY NOT NULL,
    recipient TEXT NOT NULL,
    weight_grams INTEGER NOT NULL,
    status TEXT NOT NULL,
    courier_id INTEGER REFERENCES couriers (id)
);

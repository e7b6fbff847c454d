DROP TABLE parcels;
DROP TABLE couriers;

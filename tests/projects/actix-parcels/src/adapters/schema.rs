diesel::table! {
    couriers (id) {
        id -> Integer,
        name -> Text,
        active -> Bool,
    }
}

diesel::table! {
    parcels (code) {
        code -> Text,
        recipient -> Text,
        weight_grams -> Integer,
        status -> Text,
        courier_id -> Nullable<Integer>,
    }
}

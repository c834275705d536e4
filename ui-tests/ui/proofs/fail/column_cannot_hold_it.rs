//! The check that a derive writes for each field of a `schema = …`, alone: behind it, Diesel has much to
//! say about every query.

diesel::table! {
    users (id) {
        id -> fastauth::sql::Uuid,
        plan -> Text,
        seats -> Nullable<Integer>,
    }
}

pub struct Plan;

const _: () = fastauth::__private::column_holds::<users::plan, Plan>();
const _: () = fastauth::__private::column_holds::<users::seats, i32>();
const _: () = fastauth::__private::column_holds::<users::seats, Option<i32>>();

fn main() {}

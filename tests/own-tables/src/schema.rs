// @generated automatically by Diesel CLI.

diesel::table! {
    abilities (ability_no) {
        ability_no -> BigInt,
        name -> Text,
        area -> Text,
    }
}

diesel::table! {
    departments (department_no) {
        department_no -> Integer,
        name -> Text,
    }
}

diesel::table! {
    invoices (invoice_no) {
        invoice_no -> Integer,
        person_no -> BigInt,
        cents -> BigInt,
        paid -> Bool,
        issued_on -> Date,
    }
}

diesel::table! {
    logins_elsewhere (login_no) {
        login_no -> BigInt,
        person_no -> BigInt,
        provider -> Text,
        subject -> Text,
        linked_at -> Timestamp,
    }
}

diesel::table! {
    people (person_no) {
        person_no -> BigInt,
        mail_address -> Text,
        handle -> Nullable<Text>,
        secret_hash -> Text,
        enabled -> Bool,
        confirmed -> Bool,
        staff_role_no -> Nullable<Integer>,
        department_no -> Integer,
        full_name -> Text,
        badge_no -> Integer,
        newsletter -> Bool,
        visits -> BigInt,
        born_on -> Nullable<Date>,
        joined_at -> Timestamp,
        language -> Text,
        remarks -> Nullable<Text>,
    }
}

diesel::table! {
    people_abilities (person_no, ability_no) {
        person_no -> BigInt,
        ability_no -> BigInt,
    }
}

diesel::table! {
    role_abilities (role_no, ability_no) {
        role_no -> Integer,
        ability_no -> BigInt,
        given_at -> Timestamp,
    }
}

diesel::table! {
    staff_roles (role_no) {
        role_no -> Integer,
        label -> Text,
        pay_grade -> Integer,
        summary -> Text,
    }
}

diesel::table! {
    tax_rates (country) {
        country -> Text,
        percent -> Integer,
    }
}

diesel::joinable!(invoices -> people (person_no));
diesel::joinable!(logins_elsewhere -> people (person_no));
diesel::joinable!(people -> departments (department_no));
diesel::joinable!(people -> staff_roles (staff_role_no));
diesel::joinable!(people_abilities -> abilities (ability_no));
diesel::joinable!(people_abilities -> people (person_no));
diesel::joinable!(role_abilities -> abilities (ability_no));
diesel::joinable!(role_abilities -> staff_roles (role_no));

diesel::allow_tables_to_appear_in_same_query!(
    abilities,
    departments,
    invoices,
    logins_elsewhere,
    people,
    people_abilities,
    role_abilities,
    staff_roles,
    tax_rates,
);

-- The service as it was.
CREATE TABLE departments (
    department_no INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE
);
CREATE TABLE staff_roles (
    role_no INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    label TEXT NOT NULL UNIQUE,
    pay_grade INTEGER NOT NULL,
    summary TEXT NOT NULL DEFAULT ''
);
CREATE TABLE abilities (
    ability_no INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    area TEXT NOT NULL DEFAULT 'general'
);
CREATE TABLE people (
    person_no INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    mail_address TEXT NOT NULL UNIQUE,
    handle TEXT UNIQUE,
    secret_hash TEXT NOT NULL,
    enabled BOOLEAN NOT NULL DEFAULT TRUE,
    confirmed BOOLEAN NOT NULL DEFAULT FALSE,
    staff_role_no INTEGER REFERENCES staff_roles (role_no),
    department_no INTEGER NOT NULL REFERENCES departments (department_no),
    full_name TEXT NOT NULL,
    badge_no INTEGER NOT NULL UNIQUE,
    newsletter BOOLEAN NOT NULL,
    visits BIGINT NOT NULL,
    born_on DATE,
    joined_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    language TEXT NOT NULL DEFAULT 'en',
    remarks TEXT
);
CREATE TABLE role_abilities (
    role_no INTEGER NOT NULL REFERENCES staff_roles (role_no) ON DELETE CASCADE,
    ability_no INTEGER NOT NULL REFERENCES abilities (ability_no) ON DELETE CASCADE,
    given_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (role_no, ability_no)
);
CREATE TABLE people_abilities (
    person_no INTEGER NOT NULL REFERENCES people (person_no) ON DELETE CASCADE,
    ability_no INTEGER NOT NULL REFERENCES abilities (ability_no) ON DELETE CASCADE,
    PRIMARY KEY (person_no, ability_no)
);
CREATE TABLE logins_elsewhere (
    login_no INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    person_no INTEGER NOT NULL REFERENCES people (person_no) ON DELETE CASCADE,
    provider TEXT NOT NULL,
    subject TEXT NOT NULL,
    linked_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    UNIQUE (provider, subject)
);
CREATE TABLE invoices (
    invoice_no INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    person_no INTEGER NOT NULL REFERENCES people (person_no),
    cents BIGINT NOT NULL,
    paid BOOLEAN NOT NULL DEFAULT FALSE,
    issued_on DATE NOT NULL
);
CREATE TABLE tax_rates (
    country TEXT NOT NULL PRIMARY KEY,
    percent INTEGER NOT NULL
);
